"""The state of one evaluation: what it found out, how much it did, and which decision it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from engine.feel import Function, LimitExceeded
from engine.feel import Problem as FeelProblem

from .trace import Failure, Problem, Trace

Scope = dict[str, Any]
"""The names an expression sees."""

MAX_STEPS: Final = 200_000
MAX_DEPTH: Final = 40
MAX_NOTES: Final = 1_000


@dataclass(slots=True)
class Run:
    """One evaluation. Bounded in steps (boxed expressions evaluated), depth, problems and traces kept."""

    now: datetime | None = None
    functions: Mapping[str, Function] | None = None
    problems: list[Problem] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)
    trace: list[Trace] = field(default_factory=list)
    trace_complete: bool = True
    decision: tuple[str, str] = ("", "")
    steps: int = 0
    depth: int = 0

    def step(self) -> None:
        """Counts one boxed expression; raises ``LimitExceeded`` when there were too many."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise LimitExceeded(f"more than {MAX_STEPS} boxed expressions in one evaluation")

    def note(self, element_id: str, reason: str, expression: str = "") -> None:
        """Records why something became null."""
        if len(self.problems) < MAX_NOTES:
            self.problems.append(Problem(element_id, reason, expression))

    def note_all(self, element_id: str, problems: tuple[FeelProblem, ...]) -> None:
        """Records what FEEL complained about."""
        for problem in problems:
            self.note(element_id, problem.reason, problem.expression)

    def fail(self, code: str, message: str, element_id: str, rules: tuple[int, ...] = ()) -> None:
        """Records that there is no answer."""
        if len(self.errors) < MAX_NOTES:
            self.errors.append(Failure(code, message, element_id, rules))

    def keep(self, step: Trace) -> None:
        """Adds a step to the trace, or notes that the trace is not complete."""
        if len(self.trace) < MAX_NOTES:
            self.trace.append(step)
        else:
            self.trace_complete = False

    def deeper(self, work: Callable[[], Any]) -> Any:
        """Does ``work`` one level deeper; raises ``LimitExceeded`` when functions call each other without end."""
        if self.depth >= MAX_DEPTH:
            raise LimitExceeded(f"functions call each other more than {MAX_DEPTH} deep")
        self.depth += 1
        try:
            return work()
        finally:
            self.depth -= 1


Code = Callable[[Scope, Run], Any]
"""A compiled boxed expression."""
