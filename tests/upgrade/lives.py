"""Lives of cases in two halves, with a wait state of every kind between them.

The first halves were lived by earlier versions of the code (`golden/`), so nothing here may need more than the diagrams
and the office that the kernel's tests have had since the first schema.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
DIAGRAM = GOLDEN / "lives.bpmn"
Act = Callable[[Any], object]


def nothing(office: Any) -> None:
    """Nothing happens."""


@dataclass(frozen=True)
class Life:
    """A process, what happens before the case is stored, and what happens afterwards until it has ended."""

    process: str
    before: Act
    after: Act


def _suspended(office: Any) -> None:
    from engine.commands import SuspendCase

    office.engine.handle(SuspendCase(case_id=office.case_id, reason="holiday"))


def _goes_on(office: Any) -> None:
    from engine.commands import ResumeCase

    office.engine.handle(ResumeCase(case_id=office.case_id))
    office.completes("suspended-task")


def _claimed(office: Any) -> None:
    from engine.commands import ClaimTask, SaveDraft
    from engine.model import Actor

    task = office.task("claimed-task")
    anna = Actor("anna", "anna", frozenset({"clerk"}))
    office.engine.handle(ClaimTask(task_id=task.id, actor=anna))
    office.engine.handle(SaveDraft(task_id=task.id, actor=anna, answers={"half": "typed"}))


def _claimed_goes_on(office: Any) -> None:
    from engine.commands import CompleteTask
    from engine.model import Actor

    anna = Actor("anna", "anna", frozenset({"clerk"}))
    office.engine.handle(
        CompleteTask(task_id=office.task("claimed-task").id, actor=anna, answers={"half": "typed, whole"})
    )


def _gives_up(office: Any) -> None:
    from engine.commands import FailJob

    job = office.takes("stuck-job")
    office.engine.handle(FailJob(job_id=job.id, fence=job.fence, reason="no", code="refused", retry_at=None))


def _is_tried_again(office: Any) -> None:
    from engine.commands import RetryIncident

    with office.store.unit_of_work() as work:
        number = work.open_incidents(office.case_id)[0].activation
    office.engine.handle(RetryIncident(case_id=office.case_id, activation=number))
    office.works("stuck-job", amount=1)


LIVES: dict[str, Life] = {
    "task": Life("p-task", nothing, lambda office: office.completes("open-task", answer="ä")),
    "claimed": Life("p-claimed", _claimed, _claimed_goes_on),
    "job": Life("p-job", nothing, lambda office: office.works("ready-job", amount=12.5)),
    "leased": Life(
        "p-leased",
        lambda office: office.takes("leased-job"),
        lambda office: (office.passes(minutes=2), office.store.sweep(now=office.clock.now(), backoff={1: 0.0}),
                        office.works("leased-job")),
    ),
    "incident": Life("p-stuck", _gives_up, _is_tried_again),
    "timer": Life("p-timer", nothing, lambda office: office.passes(days=2)),
    "message": Life("p-message", nothing, lambda office: office.receives("letter", text="ß")),
    "first": Life("p-first", nothing, lambda office: office.receives("letter", text="first")),
    "boundary": Life("p-boundary", nothing, lambda office: office.passes(days=4)),
    "join": Life("p-join", lambda office: office.completes("left"), lambda office: office.completes("right")),
    "many": Life(
        "p-many",
        lambda office: office.completes("one-of", result=1),
        lambda office: (office.completes("one-of", result=2), office.completes("one-of", result=3)),
    ),
    "called": Life("p-calls", nothing, lambda office: office.completes("inner-task", answer=7)),
    "inside": Life(
        "p-inside", lambda office: office.completes("before-inside"), lambda office: office.receives("stop")
    ),
    "suspended": Life("p-suspended", _suspended, _goes_on),
}  # fmt: skip


def begun(office: Any) -> dict[str, list[str]]:
    """Live the first half of every life; case id and number by name."""
    office.deploy(DIAGRAM.read_bytes())
    found: dict[str, list[str]] = {}
    for name, life in LIVES.items():
        office.starts(life.process, items=[1, 2, 3], exact="1.10")
        life.before(office)
        found[name] = [office.case_id, office.business_key]
    return found


def ended(office: Any, name: str, case_id: str, business_key: str) -> tuple[str, list[str], dict[str, Any]]:
    """Live the second half of one; status, elements in the order in which they were left, and variables."""
    office.case_id, office.business_key = case_id, business_key
    LIVES[name].after(office)
    return str(office.status.value), office.history(), dict(office.variables())
