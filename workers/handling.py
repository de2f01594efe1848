"""What the workers need of others: somebody who handles a command, somewhere to write that they are alive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from engine.commands import Command


class Handles(Protocol):
    """`engine.handlers.Engine`, as far as the workers see it."""

    def handle(self, command: Command) -> Any:
        """One unit of work; raises `engine.errors.EngineError`."""
        ...


@runtime_checkable
class Notices(Protocol):
    """A store that keeps the signs of life of workers."""

    def heartbeat(self, worker: str, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Write that a worker's loop is alive."""
        ...
