"""One running evaluation: its variables, its budget, and the reasons for every null."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from .errors import LimitExceeded, Limits, Problem
from .values import Function, from_python

# The inner scopes of an expression, innermost first: entries, and the scope around them.
Scope: TypeAlias = "tuple[dict[str, Any], Scope] | None"
Code: TypeAlias = "Callable[[Run, Scope], Any]"

_MAX_PROBLEMS = 50


class Run:
    """What closures share while one expression is evaluated."""

    __slots__ = ("_converted", "depth", "functions", "limits", "now", "problems", "steps", "variables")

    def __init__(
        self, variables: Mapping[str, Any], functions: Mapping[str, Function], now: datetime | None, limits: Limits
    ) -> None:
        self.variables = variables
        self.functions = functions
        self.now = now
        self.limits = limits
        self.steps = limits.steps
        self.depth = 0
        self.problems: list[Problem] = []
        self._converted: dict[int, tuple[Any, Any]] | None = None

    def convert(self, value: Any) -> Any:
        """The FEEL value of a container from outside; done once per evaluation, and only for what is read."""
        if self._converted is None:
            self._converted = {}
        found = self._converted.get(id(value))
        if found is None:
            found = self._converted[id(value)] = (value, from_python(value))  # holding `value` keeps its id taken
        return found[1]

    def fail(self, where: tuple[int, str], reason: str) -> Any:
        """Record why the sub-expression at `where` is null, and answer that null."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(Problem(where[0], where[1], reason))
        return None

    def spend(self, steps: int) -> None:
        """Count work; raises when the budget is used up."""
        self.steps -= steps
        if self.steps < 0:
            raise LimitExceeded(f"more than {self.limits.steps} steps")

    def check_list(self, size: int) -> None:
        """Refuse a list of this size before it is built."""
        if size > self.limits.list_size:
            raise LimitExceeded(f"a list of more than {self.limits.list_size} items")

    def check_string(self, size: int) -> None:
        """Refuse a string of this size before it is built."""
        if size > self.limits.string:
            raise LimitExceeded(f"a string of more than {self.limits.string} characters")
