"""What a command costs in SQL statements, from the lock to the commit; each also costs one BEGIN and one COMMIT."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.listing import Listing
from engine.model import Actor
from store import SqlStore
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
from tests.kernel.office import CountedIds, Office

ANNA = Actor("anna", "anna", frozenset({"clerk"}))


@pytest.fixture
def desk(sqlite_store: SqlStore) -> Office:
    return Office(sqlite_store)


def statements(office: Office, work: Callable[[], object]) -> int:
    """How many statements some work costs, without BEGIN and COMMIT."""
    seen: list[str] = []
    office.store.watch = seen.append
    work()
    office.store.watch = None
    assert seen.count("COMMIT") == 1
    return sum(not text.startswith(("BEGIN", "COMMIT")) for text in seen)


def completing(office: Office, element_id: str, **answers: object) -> int:
    task = office.task(element_id)
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    return statements(
        office, lambda: office.engine.handle(c.CompleteTask(task_id=task.id, actor=ANNA, answers=answers))
    )


def test_from_one_task_to_the_next_costs_four_statements(desk: Office) -> None:
    """Lock with task, the case, the tasks, the history."""
    desk.runs(process(start(), user("a"), user("b"), end(), flows("start -> a -> b -> end")))
    assert completing(desk, "a") == 4


def test_the_last_task_closes_everything_at_once(desk: Office) -> None:
    """The same four, and one closing for each of the five kinds of rows, however many are open."""
    late = boundary("late", "a", on_timer("P1D")) + boundary("hint", "a", on_message("hello"), interrupting=False)
    way = flows("start -> a -> end", "late -> b", "hint -> b")
    desk.runs(process(start(), user("a"), late, user("b"), end(), way, tops=message("hello")))
    assert completing(desk, "a") == 4 + 5


def test_a_timer_that_interrupts_is_not_cancelled_as_well(desk: Office) -> None:
    """Lock, the timer, the case, firing it, closing the task, the new task, the history."""
    late = boundary("late", "a", on_timer("P1D"))
    desk.runs(process(start(), user("a"), late, user("b"), flows("start -> a", "late -> b")))
    (timer,) = desk.store.due_timers(now=desk.clock.now().replace(year=2027), limit=9)
    desk.clock.moment = timer.fire_at
    fires = c.FireTimer(case_id=timer.case_id, activation=timer.activation, element_id="late", cycle=0)
    assert statements(desk, lambda: desk.engine.handle(fires)) == 7


def test_a_job_result_costs_four_statements(desk: Office) -> None:
    """Lock, the job, the case, the history; the task that follows one more."""
    desk.runs(process(start(), service("s"), user("a"), flows("start -> s -> a")))
    job = desk.takes("s")
    done = c.CompleteJob(job_id=job.id, fence=job.fence or 0)
    assert statements(desk, lambda: desk.engine.handle(done)) == 5


def test_writing_the_same_value_moves_no_timer(desk: Office) -> None:
    """Lock, the case, the history."""
    follows = '<akzess:follows variable="clock" />'
    late = boundary("late", "a", on_timer("=clock.due", "timeDate"), extension=follows)
    clock = {"due": "2026-11-01T12:00:00Z", "pauses": [1, {"days": 3}]}
    desk.runs(process(start(), user("a"), late, user("z"), flows("start -> a", "late -> z")), clock=clock)
    for value in (clock, {**clock, "note": 1}):
        same = c.SetVariables(case_id=desk.case_id, variables={"clock": value})
        assert statements(desk, lambda command=same: desk.engine.handle(command)) == 3


def test_the_hundredth_round_costs_what_the_first_did(desk: Office) -> None:
    gates = element("exclusiveGateway", "enter") + element("exclusiveGateway", "again", default="f-again-end")
    way = flows("start -> enter -> a -> again", "again -> enter : =more = true", "again -> end")
    desk.runs(process(start(), gates, user("a"), end(), way))
    assert {completing(desk, "a", more=True) for _ in range(100)} == {4}


def test_what_lists_show_costs_a_step_nothing_until_it_changes(sqlite_store: SqlStore) -> None:
    """Four as ever; when the applicant changes: lock, the case, its tasks, terms out and in, the history."""
    desk = Office(sqlite_store)
    rule = Listing(columns={"applicant": "= applicant"}, names=("= applicant",))
    desk.engine = Engine(desk.store, desk.clock, CountedIds(), listing=rule, read_bundle=read_here)
    desk.runs(process(start(), user("a"), user("b"), end(), flows("start -> a -> b -> end")), applicant="Ünal")
    assert completing(desk, "a") == 4
    renames = c.SetVariables(case_id=desk.case_id, variables={"applicant": "Beispiel"})
    assert statements(desk, lambda: desk.engine.handle(renames)) == 6
