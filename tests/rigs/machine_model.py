"""The process that the machine runs, and what a model knows of each case of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    start,
    user,
)

ASSIGNED = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="akz-clerk" />'


def diagram(version: int) -> bytes:
    """Review (after a day somebody else does it), then an answer and a job in any order, then the end."""
    return process(
        start(),
        user("review", ASSIGNED),
        boundary("late", "review", on_timer("P1D")),
        user("hurry", ASSIGNED),
        element("exclusiveGateway", "merge"),
        element("parallelGateway", "split"),
        element("intermediateCatchEvent", "answer", on_message("the answer")),
        service("ask", job="desk.ask"),
        element("parallelGateway", "join"),
        end(),
        flows(
            "start -> review -> merge -> split",
            "late -> hurry -> merge",
            "split -> answer -> join",
            "split -> ask -> join",
            "join -> end",
        ),
        f"<!-- version {version} -->",
        tops=message("the answer"),
    )


@dataclass(slots=True)
class Known:
    """What the model knows of one case."""

    id: str
    key: str
    due: datetime
    at: str = "review"  # review, hurry, both, ended, cancelled
    holder: str | None = None
    answered: bool = False
    reported: bool = False
    suspended: bool = False
    #: Results that came while the case stood still; they count when it goes on.
    held: bool = False
    #: Message ids that came in, in order; those not consumed yet.
    seen: set[int] = field(default_factory=set)
    waiting: list[int] = field(default_factory=list)
    completions: int = 0
    #: The version that a migration gave it: while it is still on that, the migration can be undone.
    moved: int = 0

    @property
    def open(self) -> bool:
        """Whether anything can still happen."""
        return self.at not in ("ended", "cancelled")

    def settle(self) -> None:
        """What follows by itself from what is there."""
        if self.suspended or self.at != "both":
            return
        self.reported, self.held = self.reported or self.held, False
        if not self.answered and self.waiting:
            self.waiting.pop(0)
            self.answered = True
        if self.answered and self.reported:
            self.at = "ended"
