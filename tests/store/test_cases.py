"""What a store promises about cases and everything that hangs on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import NotFound
from engine.model import CaseStatus, Changes, TaskState
from store import AlreadyThere, Misused

from .records import MINUTE, NOON, case, deployed, everything, in_one_unit, job, later, line, started, task, timer


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
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001  # the point of the story
    with pytest.raises(ValueError, match="naive"), store.unit_of_work() as unit:
        unit.insert_case(case("c1", definition_id), Changes(timers=(timer(fire_at=naive),)))


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
