"""What the workers need of the engine: somebody who handles a command."""

from __future__ import annotations

from typing import Any, Protocol

from engine.commands import Command


class Handles(Protocol):
    """`engine.handlers.Engine`, as far as the workers see it."""

    def handle(self, command: Command) -> Any:
        """One unit of work; raises `engine.errors.EngineError`."""
        ...
