"""A case that was erased is gone in every corner, once and for all; one that must stay stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.desk import Comment
from engine.errors import Conflict, FourEyes, Invalid
from store import SqlStore
from store.erasing.errors import GoneErased, Held, StillOpen
from store.erasing.journal import Journal

from .dump import hits, rows
from .erasing_desk import CLARA, DORA, Desk


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    return Desk(store)


def test_an_open_case_is_not_erased(desk: Desk) -> None:
    with pytest.raises(StillOpen):
        desk.proposes()


def test_who_proposed_it_cannot_approve_it(desk: Desk) -> None:
    desk.ends()
    desk.proposes()
    with pytest.raises(FourEyes):
        desk.approves(CLARA)


def test_nothing_is_erased_that_nobody_proposed(desk: Desk) -> None:
    desk.ends()
    with pytest.raises(Conflict):
        desk.approves()


def test_a_held_case_is_not_erased_on_any_order(desk: Desk) -> None:
    desk.ends()
    desk.erasing.hold(1, desk.case, CLARA, reason="Widerspruch", now=desk.now)
    with pytest.raises(Held):
        desk.proposes()


def test_a_hold_takes_a_proposal_off_the_table(desk: Desk) -> None:
    desk.ends()
    desk.proposes()
    desk.erasing.hold(1, desk.case, CLARA, reason="Widerspruch", now=desk.now)
    with pytest.raises(Conflict):
        desk.approves()


def test_who_laid_a_hold_does_not_lift_it(desk: Desk) -> None:
    hold = desk.erasing.hold(1, desk.case, CLARA, reason="Widerspruch", now=desk.now)
    with pytest.raises(FourEyes):
        desk.erasing.lift(1, desk.case, hold.id, CLARA, now=desk.now)


def test_a_hold_that_was_lifted_holds_nothing(desk: Desk) -> None:
    desk.ends()
    hold = desk.erasing.hold(1, desk.case, CLARA, reason="Widerspruch", now=desk.now)
    desk.erasing.lift(1, desk.case, hold.id, DORA, now=desk.now)
    assert desk.erases().done_at == desk.now


def test_a_proposal_can_be_taken_back(desk: Desk) -> None:
    desk.ends()
    desk.proposes()
    assert desk.erasing.withdraw(1, desk.case, DORA, now=desk.now)
    with pytest.raises(Conflict):
        desk.approves()


def test_erasing_twice_is_erasing_once(desk: Desk) -> None:
    desk.ends()
    first = desk.erases()
    assert desk.approves(CLARA) == first


def test_a_name_is_no_reference(desk: Desk) -> None:
    desk.ends()
    with pytest.raises(Invalid):
        desk.proposes(text="Antrag von Erika Mustermann")


def test_the_history_of_an_erased_case_can_still_be_proven(desk: Desk) -> None:
    desk.office.completes("a", reason="Kanarie")
    desk.ends()
    desk.erases()
    assert desk.office.engine.verify_history(desk.case).ok
    assert desk.store.read().history(1, desk.case)[-1].event == "EraseCase"


def test_a_case_from_before_content_was_sealed_says_nothing_more_and_can_be_proven(store: SqlStore) -> None:
    vault, store.vault = store.vault, None
    desk = Desk(store)
    desk.office.completes("a", reason="Kanarie-früher")
    store.vault = vault
    desk.ends()
    desk.erases()
    assert desk.office.engine.verify_history(desk.case).ok
    assert hits(rows(store), ["Kanarie-früher"]) == []


def test_lines_that_were_emptied_without_an_erasure_are_found(store: SqlStore) -> None:
    store.vault = None
    desk = Desk(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE history SET detail = '{"erased":true}' WHERE detail <> '{}'""")
    assert not desk.office.engine.verify_history(desk.case).ok


def test_nothing_is_written_to_an_erased_case_any_more(desk: Desk) -> None:
    desk.ends()
    desk.erases()
    with pytest.raises(GoneErased), desk.store.unit_of_work() as unit:
        unit.put(Comment("c9", 1, desk.case, "anna", "zu spät", desk.now))


def test_the_decision_is_on_record_with_both_people(desk: Desk) -> None:
    desk.ends()
    desk.erases()
    (event,) = desk.store.read().security_events(1, kind="case-erased").items
    assert (event.detail["proposedBy"], event.person) == ("clara", "dora")


def test_the_list_outside_of_the_database_names_the_case(desk: Desk, tmp_path: Path) -> None:
    assert desk.store.vault is not None
    desk.store.vault.journal = Journal(tmp_path / "keys.erased")
    desk.ends()
    desk.erases()
    assert [line.case_id for line in desk.store.vault.journal.lines()] == [desk.case]


def test_a_list_that_cannot_be_written_erases_nothing(desk: Desk, tmp_path: Path) -> None:
    assert desk.store.vault is not None
    (tmp_path / "full").write_text("no folder")
    desk.store.vault.journal = Journal(tmp_path / "full" / "keys.erased")
    desk.ends()
    desk.proposes()
    with pytest.raises(OSError, match="full"):
        desk.approves()
    found = desk.erasing.of(1, desk.case)
    assert found is not None
    assert found.done_at is None


def test_a_restored_backup_is_erased_again_even_where_the_case_was_still_open(desk: Desk, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "keys.erased")
    assert desk.store.vault is not None
    desk.store.vault.journal = journal
    desk.ends()
    desk.erases()
    line = replace(next(journal.lines()), case_id=desk.office.starts(name="Kanarie-zurück"))
    assert desk.erasing.again(line, desk.now)
    assert hits(rows(desk.store), ["Kanarie-zurück"]) == []
    assert not desk.store.read().open_rows(1, line.case_id).tasks


def test_the_torn_end_of_the_list_hides_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "keys.erased")
    good = '{"tenant":1,"caseId":"x","businessKey":"","at":"2037-01-01T00:00:00+00:00","basis":"retention","reference":"1"}'
    journal.file.write_text(f'{good}\n{{"tenant":1,"caseI')
    assert [line.case_id for line in journal.lines()] == ["x"]


@pytest.mark.parametrize("first", ["erasure", "step"])
def test_an_erasure_and_a_step_of_the_same_case_are_serial(desk: Desk, first: str) -> None:
    """Whoever comes second sees what the first one has done: never a step into an erased case, never half of one."""
    desk.ends()
    desk.proposes()
    outcome: dict[str, object] = {}

    def erase() -> None:
        outcome["erasure"] = desk.approves().done_at

    def step() -> None:
        try:
            with desk.store.unit_of_work() as unit:
                case = unit.lock_case(1, desk.case)
                held.set()
                assert go.wait(20)
                unit.put(Comment("c7", 1, case.id, "anna", "Kanarie-beim-Schritt", desk.now))
                unit.commit()
            outcome["step"] = "done"
        except GoneErased:
            outcome["step"] = "gone"

    held, go = threading.Event(), threading.Event()
    acts: list[Callable[[], None]] = [erase, step] if first == "erasure" else [step, erase]
    if first == "erasure":
        go.set()
        for act in acts:
            act()
    else:
        threads = [threading.Thread(target=act) for act in acts]
        threads[0].start()
        assert held.wait(20)
        threads[1].start()
        go.set()
        for thread in threads:
            thread.join(40)
    assert outcome == {"erasure": desk.now, "step": "gone" if first == "erasure" else "done"}
    assert hits(rows(desk.store), ["Kanarie-beim-Schritt"]) == []
    assert desk.office.engine.verify_history(desk.case).ok


def test_ten_erasures_at_once_are_one(desk: Desk) -> None:
    desk.ends()
    desk.proposes()
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(desk.approves())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert len(set(found)) == 1
    assert sum(line.event == "EraseCase" for line in desk.store.read().history(1, desk.case)) == 1


def test_what_waits_for_review_is_listed(desk: Desk) -> None:
    desk.ends()
    desk.proposes()
    assert [one.case_id for one in desk.erasing.waiting(1)] == [desk.case]
    assert desk.erasing.waiting(1, before=desk.now + timedelta(days=99)) == []
