"""What a store promises about the rows of a case: closed once, set anew, claimed, drafted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import NotFound
from engine.model import CaseStatus, Changes, Draft, JobState, TaskState, TimerState

from .records import MINUTE, NOON, everything, job, later, started, task, timer


def test_closing_rows_ends_those_and_no_others(store: Any) -> None:
    first = started(store, changes=everything())
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        closing = Changes(
            closed_tasks=(1, 99),
            closed_jobs=(2,),
            closed_timers=((3, "Wait"),),
            fired_timers=((13, "Wait", 2), (13, "Wait", 1)),
            closed_subscriptions=((4, "Answer"),),
            closed_incidents=(2,),
        )
        unit.save_case(later(first), closing)
        unit.commit()
    with store.unit_of_work() as unit:
        closed, untouched = (unit.lock_case_with_task(1, "c1", activation)[1] for activation in (1, 11))
        assert (closed.state, closed.ended_at, closed.version) == (TaskState.CANCELLED, NOON + MINUTE, 1)
        assert untouched.state is TaskState.OPEN
        assert [one.state for one in unit.jobs_of("c1")] == [JobState.CANCELLED, JobState.READY]
        assert unit.pending_timer("c1", 3, "Wait", 0) is None
        assert unit.pending_timer("c1", 13, "Wait", 2) is None
        assert [one.activation for one in unit.subscribers(1, "message", "answer", "K1")] == []
        assert [one.activation for one in unit.subscribers(1, "signal", "answer", "")] == [14]
        assert [one.activation for one in unit.open_incidents("c1")] == [15]


@pytest.mark.parametrize("more", [{}, {"site": "L", "before_suspension": "RUNNING"}])
def test_a_case_that_was_loaded_with_others_is_written_as_it_is_saved(store: Any, more: Any) -> None:
    first = started(store)
    after = later(first, status=CaseStatus.SUSPENDED, **more)
    with store.unit_of_work() as unit:
        unit.lock_cases([(1, "c1")])
        unit.lock_case(1, "c1")
        unit.save_case(after, Changes())
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.lock_case(1, "c1") == after


def test_closing_what_is_closed_is_no_error_and_changes_nothing(store: Any) -> None:
    done = task(state=TaskState.COMPLETED, ended_at=NOON, ended_by="erika")
    first = started(store, changes=Changes(tasks=(done,), jobs=(job(state=JobState.DONE),)))
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(closed_tasks=(1,), closed_jobs=(2,), closed_timers=((9, "No"),)))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.lock_case_with_task(1, "c1", 1)[1] == done
        assert unit.jobs_of("c1")[0].state is JobState.DONE


def test_the_end_of_a_case_leaves_nothing_open(store: Any) -> None:
    first = started(store, changes=everything())
    started(store, "c2", changes=Changes(tasks=(task("c2"),), timers=(timer("c2"),), jobs=(job("c2"),)))
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        done = task(state=TaskState.COMPLETED, ended_by="erika", ended_at=NOON)
        unit.save_case(later(first, status=CaseStatus.COMPLETED), Changes(tasks=(done,), closed_all=True))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.lock_case_with_task(1, "c1", 1)[1] == done
        assert unit.lock_case_with_task(1, "c1", 11)[1].state is TaskState.CANCELLED
        assert {one.state for one in unit.jobs_of("c1")} == {JobState.CANCELLED}
        assert unit.subscribers(1, "message", "answer", "K1") == []
        assert unit.open_incidents("c1") == []
        assert unit.lock_case_with_task(1, "c2", 1)[1].state is TaskState.OPEN
    assert [one.case_id for one in store.due_timers(now=NOON + MINUTE, limit=9)] == ["c2"]


def test_a_cycle_closes_the_timer_before_it_and_opens_the_next(store: Any) -> None:
    first = started(store, changes=Changes(timers=(timer(),)))
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(closed_timers=((3, "Wait"),), timers=(timer(cycle=1),)))
        unit.commit()
    assert [one.cycle for one in store.due_timers(now=NOON + MINUTE, limit=9)] == [1]


def test_a_timer_can_be_set_anew_under_its_key(store: Any) -> None:
    first = started(store, changes=Changes(timers=(timer(),)))
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(timers=(timer(fire_at=NOON, state=TimerState.PENDING),)))
        unit.commit()
    assert [one.fire_at for one in store.due_timers(now=NOON, limit=9)] == [NOON]


def test_a_task_is_claimed_by_writing_its_row(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(),)))
    claimed = task(assignee="erika", version=1, priority=80, follow_up_at=NOON, due_at=None)
    with store.unit_of_work() as unit:
        unit.lock_case_with_task(1, "c1", 1)
        unit.update_task(claimed)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.lock_case_with_task(1, "c1", 1)[1] == claimed


def test_a_closed_task_cannot_be_claimed(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(state=TaskState.CANCELLED),)))
    with pytest.raises(NotFound), store.unit_of_work() as unit:
        unit.update_task(task(assignee="erika"))


def test_a_draft_belongs_to_one_person_and_goes_when_they_complete_the_task(store: Any) -> None:
    first = started(store, changes=Changes(tasks=(task(),)))
    with store.unit_of_work() as unit:
        for person in ("erika", "max"):
            unit.save_draft(Draft("c1", 1, 1, person, {"old": 1}, NOON))
            unit.save_draft(Draft("c1", 1, 1, person, {"fee": Decimal("1.10")}, NOON))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.draft(1, "c1", 1, "erika") == Draft("c1", 1, 1, "erika", {"fee": Decimal("1.10")}, NOON)
        assert unit.draft(2, "c1", 1, "erika") is None
        unit.lock_case_with_task(1, "c1", 1)
        done = task(state=TaskState.COMPLETED, ended_by="erika")
        unit.save_case(later(first), Changes(tasks=(done,)))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.draft(1, "c1", 1, "erika") is None
        assert unit.draft(1, "c1", 1, "max") is not None
