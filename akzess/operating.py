"""What an operator sets about running the platform: figures, traces, the pace of timers, limits of a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from connectors.settings import Secret
from workers.handling import WorkerLimits

from .settings import BadSettings


@dataclass(frozen=True, slots=True)
class Operations:
    """The section `operations` of the settings (docs/observing.md).

    `metrics_port`: workers and clocks serve their figures there, each process at the first free port from it on (0: not
    at all), on `metrics_host`. `metrics_token` opens the figures of service and workers from elsewhere (env:NAME or
    file:/path). `otlp`: address of a collector of traces (http://host:4318/v1/traces; empty: none are kept), and
    `otlp_share` of 1 that is kept. `timers_per_second` fires at most so many due timers a tenant (0: as fast as it
    goes). `worker_memory_mb`: a larger worker ends and is started anew (0: it may grow). `drain_seconds`: how long a
    service says that it is stopping before it does.
    """

    metrics_port: int = 0
    metrics_host: str = "127.0.0.1"
    metrics_token: str = ""
    otlp: str = ""
    otlp_share: float = 1.0
    timers_per_second: int = 100
    worker_memory_mb: int = 1024
    drain_seconds: float = 1.0

    def limits(self, *, supervised: bool = False) -> WorkerLimits:
        """What one worker process may do; one that nobody would start anew may grow as it likes."""
        return WorkerLimits(
            timers_per_second=self.timers_per_second or None, memory_mb=self.worker_memory_mb if supervised else 0
        )

    def token(self) -> str:
        """The token itself; empty when none is set. Error: Misconfigured when it cannot be read."""
        return Secret.read(self.metrics_token).reveal() if self.metrics_token else ""


def read(section: Mapping[str, Any]) -> Operations:
    """The section as set. Error: BadSettings for a name or a value that it cannot have."""
    standard = Operations()
    kinds: dict[str, type] = {field.name: type(getattr(standard, field.name)) for field in fields(Operations)}
    if set(section) - set(kinds):
        raise BadSettings(f"unknown settings under operations: {', '.join(sorted(set(section) - set(kinds)))}")
    try:
        found = Operations(**{name: kinds[name](value) for name, value in section.items()})
    except (TypeError, ValueError):
        raise BadSettings("a setting under operations has a value of the wrong kind") from None
    numbers = (found.metrics_port, found.timers_per_second, found.worker_memory_mb, found.drain_seconds)
    if min(numbers) < 0 or found.metrics_port > 65_000 or found.drain_seconds > 5 or not 0 <= found.otlp_share <= 1:
        raise BadSettings("a number under operations is out of its bounds (drain_seconds: 0 to 5, otlp_share: 0 to 1)")
    if found.metrics_token and not found.metrics_token.startswith(("env:", "file:")):
        raise BadSettings("metrics_token is env:NAME or file:/path, never the token itself")
    return found
