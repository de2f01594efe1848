"""What a store promises about cases and everything that hangs on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import NotFound
from engine.model import CaseStatus, Changes, Draft, JobState, TaskState, TimerState
from store import AlreadyThere, Misused

from .records import (
    MINUTE,
    NOON,
    case,
    deployed,
    in_one_unit,
    incident,
    job,
    later,
    line,
    started,
    subscription,
    task,
    timer,
)


def everything() -> Changes:
    return Changes(
        tasks=(task(), task(activation=11, assignee="erika", users=("erika", "o'brien"), groups=("akz", "hh,\"'"))),
        jobs=(job(), job(activation=12, kind="continue")),
        timers=(timer(), timer(activation=13, tz="Europe/Berlin", spec="R/P1W", cycle=2)),
        subscriptions=(subscription(), subscription(activation=14, kind="signal", key="")),
        incidents=(incident(), incident(activation=15)),
        history=(line(), line(seq=2, event="element", element_id="Check", started_at=NOON)),
    )


def test_a_case_comes_back_as_it_was_written(store: Any) -> None:
    written = started(store, changes=everything(), before_suspension="INCIDENT", state=bytes(range(256)))
    with store.unit_of_work() as unit:
        read = unit.lock_case(1, "c1")
    assert read == written


def test_every_row_of_a_case_comes_back_as_it_was_written(store: Any) -> None:
    changes = everything()
    started(store, changes=changes)
    with store.unit_of_work() as unit:
        read = Changes(
            tasks=tuple(unit.lock_case_with_task(1, "c1", activation)[1] for activation in (1, 11)),
            jobs=tuple(unit.jobs_of("c1")),
            timers=tuple(unit.pending_timer("c1", *key) for key in ((3, "Wait", 0), (13, "Wait", 2))),
            subscriptions=(
                *unit.subscribers(1, "message", "answer", "K1"),
                *unit.subscribers(1, "signal", "answer", ""),
            ),
            incidents=tuple(unit.open_incidents("c1")),
            history=tuple(unit.history(1, "c1")),
        )
    assert read == changes


def test_what_is_not_committed_never_happened(store: Any) -> None:
    before = started(store, changes=Changes(tasks=(task(),)))
    with store.unit_of_work() as unit:
        unit.save_case(
            later(unit.lock_case(1, "c1"), site="L"), Changes(tasks=(task(activation=2),), history=(line(),))
        )
        unit.next_number(1, "AKZ")
    with store.unit_of_work() as unit:
        assert unit.lock_case_with_task(1, "c1", 2) == (before, None)
        assert list(unit.history(1, "c1")) == []
        assert unit.next_number(1, "AKZ") == 1


def test_an_error_in_the_block_undoes_everything(store: Any) -> None:
    started(store)

    def fails(unit: Any) -> None:
        unit.save_case(later(unit.lock_case(1, "c1"), site="L"), Changes(history=(line(),)))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_one_unit(store, fails)
    with store.unit_of_work() as unit:
        assert unit.lock_case(1, "c1").site == "DD"


def test_a_saved_case_has_its_new_values_and_keeps_tenant_and_birth(store: Any) -> None:
    first = started(store)
    changed = later(
        first,
        status=CaseStatus.COMPLETED,
        state=b"2",
        checksum=b"x" * 32,
        history_seq=7,
        history_head=b"head",
        ended_at=NOON + MINUTE,
    )
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.save_case(replace(changed, tenant=2, created_at=NOON + MINUTE), Changes())
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.lock_case(1, "c1") == changed


def test_a_case_of_another_tenant_is_not_found(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(),)))
    for look in (lambda unit: unit.lock_case(2, "c1"), lambda unit: unit.lock_case_with_task(2, "c1", 1)):
        with store.unit_of_work() as unit, pytest.raises(NotFound):
            look(unit)


def test_a_case_id_is_taken_once(store: Any) -> None:
    definition_id = started(store).definition_id
    with pytest.raises(AlreadyThere):
        in_one_unit(store, lambda unit: unit.insert_case(case("c1", definition_id), Changes()))


def test_a_refused_row_is_told_as_such_by_whatever_comes_next(store: Any) -> None:
    started(store, changes=Changes(history=(line(),)))

    def repeats(unit: Any) -> None:
        unit.save_case(later(unit.lock_case(1, "c1")), Changes(history=(line(),)))
        unit.lock_case(1, "c1")

    with pytest.raises(AlreadyThere):
        in_one_unit(store, repeats)


def test_a_case_is_saved_only_by_who_has_locked_it(store: Any) -> None:
    first = started(store)
    with pytest.raises(Misused), store.unit_of_work() as unit:
        unit.save_case(later(first), Changes())


def test_a_version_never_stands_still(store: Any) -> None:
    started(store)
    with pytest.raises(Misused), store.unit_of_work() as unit:
        unit.save_case(unit.lock_case(1, "c1"), Changes())


def test_a_case_can_be_saved_twice_in_one_unit_of_work(store: Any) -> None:
    first = started(store)
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(history=(line(),)))
        unit.save_case(later(later(first)), Changes(history=(line(seq=2),)))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.lock_case(1, "c1").version == 3


def test_naive_times_are_refused(store: Any) -> None:
    definition_id = deployed(store)
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - the point of the story
    with pytest.raises(ValueError, match="naive"), store.unit_of_work() as unit:
        unit.insert_case(case("c1", definition_id), Changes(timers=(timer(fire_at=naive),)))


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


def test_no_number_is_rounded_on_the_way(store: Any) -> None:
    text = '{"fee":1.10,"big":123456789012345678901234567890,"e":1E+2,"small":0.1000000000000000055511151231257827}'
    values = {
        "fee": Decimal("1.10"),
        "big": 123456789012345678901234567890,
        "e": Decimal("1E+2"),
        "small": Decimal("0.1000000000000000055511151231257827"),
    }
    started(store, changes=Changes(jobs=(job(payload=values),), history=(line(detail={"text": text, "v": values}),)))
    with store.unit_of_work() as unit:
        assert str(unit.jobs_of("c1")[0].payload) == str(values)
        assert str(next(iter(unit.history(1, "c1"))).detail["v"]) == str(values)


def test_a_thousand_and_more_rows_fit_into_one_command(store: Any) -> None:
    many = range(1, 1_501)
    first = started(
        store,
        changes=Changes(
            tasks=tuple(task(activation=n) for n in many),
            timers=tuple(timer(activation=n) for n in many),
            history=tuple(line(seq=n) for n in many),
        ),
    )
    with store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        keys = tuple((n, "Wait") for n in many)
        unit.save_case(later(first), Changes(closed_tasks=tuple(many), closed_timers=keys))
        unit.commit()
    with store.unit_of_work() as unit:
        assert [one.seq for one in unit.history(1, "c1")] == list(many)
        assert unit.lock_case_with_task(1, "c1", 1_500)[1].state is TaskState.CANCELLED
    assert store.next_due(NOON) is None


def test_letters_of_every_script_come_back_byte_true(store: Any) -> None:
    names = ("Ünal", "Ünal", "Đặng Thị", "O'Brien", "Null", "עברית", "𝔘", '"; DROP TABLE task; --')
    started(store, changes=Changes(tasks=tuple(task(activation=n, name=name) for n, name in enumerate(names))))
    with store.unit_of_work() as unit:
        assert tuple(unit.lock_case_with_task(1, "c1", n)[1].name for n in range(len(names))) == names
