"""What the workers need of others: somebody who handles a command, and a store in which they settle who does what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from engine.commands import Command
from engine.errors import EngineError


class Handles(Protocol):
    """`engine.handlers.Engine`, as far as the workers see it."""

    def handle(self, command: Command) -> Any:
        """One unit of work; raises `engine.errors.EngineError`."""
        ...


@runtime_checkable
class HandlesTogether(Handles, Protocol):
    """An engine that takes many reports in one unit of work."""

    def handle_all(self, commands: Sequence[Command]) -> list[Any]:
        """What each command answers, or the EngineError that it raises, in their order."""
        ...


def handled(engine: Handles, commands: Sequence[Command]) -> list[Any]:
    """The same of any engine."""
    if isinstance(engine, HandlesTogether):
        return engine.handle_all(commands)
    found: list[Any] = []
    for command in commands:
        try:
            found.append(engine.handle(command))
        except EngineError as error:
            found.append(error)
    return found


@runtime_checkable
class Notices(Protocol):
    """A store in which workers say that they live, and settle leases and probes (`store.duties`)."""

    def heartbeat(self, worker: str, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Write that a worker's loop is alive."""
        ...

    def sign_off(self, worker: str) -> None:
        """A worker ends as it should."""
        ...

    def give_back(self, leases: Sequence[tuple[str, int]], *, unsent_only: bool = False) -> int:
        """Make leased jobs (id, fence) ready again as if nobody had claimed them; how many still were ours."""
        ...

    def free_silent(self, me: str, *, now: datetime, silent_since: datetime, backoff: Mapping[int, float]) -> int:
        """Make ready again what other workers hold unsent that have not written since; how many."""
        ...

    def take_probe(self, queue: str, now: datetime, until: datetime) -> bool:
        """Whether the caller may probe the agency of an open breaker; the others wait until then."""
        ...


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one worker process may do.

    `timers_per_second`: due timers that all workers together fire for one tenant (None: as fast as it goes).
    `grace_seconds`: how long calls under way may take once the worker is asked to end.
    `memory_mb`: a process that holds more (resident) ends itself and is started anew; 0: it may grow.
    """

    timers_per_second: int | None = 100
    grace_seconds: float = 4.0
    memory_mb: int = 0
