"""K28: a backup is one instant of a working office, and an office rebuilt from it sends nothing a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from akzess import backup_restoring as restoring
from akzess import backups
from engine import failpoints
from engine.commands import CancelCase, ResumeCase
from engine.desk import AccessCode, WebSession
from engine.model import CaseStatus, JobPhase
from store import SqlStore, UnsafeDatabase
from store.backups import Unusable
from store.erasing import Vault
from store.evidence import Keyring

from ..rigs import invariants
from .databases import NewDatabase, opened
from .drill import Busy, Office, arrivals, effects, instant, jobs, letters_by_case

KEYS = Keyring([bytes(range(32))])


@dataclass
class Fire:
    """The office before and after: `lost` is what it did between the backup and the fire."""

    before: Office
    after: Office
    backup: backups.Backup
    lost: list[tuple[str, str]]
    restored: restoring.Restored


def rebuilt(office: Office, made: backups.Backup, url: str) -> tuple[Office, restoring.Restored]:
    store = opened(url)
    until = instant(office)
    restoring.load(made, store, url, KEYS, until)
    done = restoring.settle(store, office.clock)
    return Office(store, beside=office), done


@pytest.fixture
def fire(new_database: NewDatabase, tmp_path: Path) -> Iterator[Fire]:
    """An office at work is backed up, works on for days, is lost, and is rebuilt elsewhere."""
    source = opened(new_database.migrated("office"))
    office = Office(source)
    busy = Busy(office, days=5)
    busy.start()
    busy.going.wait()
    made = backups.back_up(source, tmp_path / "backup", instant(office))
    known = Counter(arrivals(office))
    busy.stop.set()
    busy.join()
    assert busy.failed == []
    for number in range(3):
        office.day(number)
    lost = list((Counter(arrivals(office)) - known).elements())
    after, done = rebuilt(office, made, new_database("elsewhere"))
    yield Fire(office, after, made, lost, done)
    office.agencies.close()
    source.close()
    assert isinstance(after.store, SqlStore)
    after.store.close()


def test_k28_a_restored_past_sends_nothing_again_by_itself(fire: Fire) -> None:
    """Row O07. A person compares the standing cases with the agencies' books, then lets go on what had not gone on."""
    before = arrivals(fire.before)
    office = fire.after
    assert isinstance(office.store, SqlStore)
    assert invariants.check(office.store, instant(office)) == []
    assert all(case.verified for case in office.cases())
    old, new = jobs(fire.before.store), jobs(office.store)

    office.passes(minutes=30)
    assert arrivals(office) == before

    moved_on = {old[key].case_id for key, _ in fire.lost if key in old}
    for case in office.cases():
        if case.status is CaseStatus.SUSPENDED:
            command = (
                CancelCase(case_id=case.id, reason="went on in the time that was lost")
                if case.id in moved_on
                else ResumeCase(case_id=case.id)
            )
            office.house.handle(command)
    office.passes(hours=12)

    assert max(effects(office).values()) == 1
    counted = letters_by_case(office, old, new, jobs(office.store))
    assert all(number == 1 for number in counted.values()), counted


@dataclass
class Desk:
    """A small office on a database, with a backup of a quiet moment."""

    office: Office
    url: str
    new: NewDatabase
    folder: Path
    others: list[SqlStore] = field(default_factory=list)

    def rebuilt(self, made: backups.Backup) -> tuple[Office, restoring.Restored]:
        after, done = rebuilt(self.office, made, self.new("after"))
        assert isinstance(after.store, SqlStore)
        self.others.append(after.store)
        return after, done

    def backup(self) -> backups.Backup:
        assert isinstance(self.office.store, SqlStore)
        return backups.back_up(self.office.store, self.folder / "backup", instant(self.office))


@pytest.fixture
def desk(new_database: NewDatabase, tmp_path: Path) -> Iterator[Desk]:
    url = new_database.migrated("desk")
    store = opened(url)
    office = Office(store)
    found = Desk(office, url, new_database, tmp_path)
    yield found
    office.agencies.close()
    for one in (store, *found.others):
        one.close()


def test_k28_each_job_is_treated_as_its_agency_allows(desk: Desk) -> None:
    """Of the letters one was marked as sent, one was ready; the request of class A or B keeps its key and stands."""
    office = desk.office
    cases = [office.applies() for _ in range(3)]
    for case in cases:
        office.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    office.works()
    office.passes(minutes=3)
    for case in cases[:2]:
        office.anna.completes(case, "UT-DECIDE", outcome="GRANT")
    request = office.applies()
    office.anna.completes(request, "Vollständigkeit prüfen", result="COMPLETE")
    sent = next(
        job
        for job in office.store.claim_jobs(queues=["post"], limit=1, now=instant(office), lease_seconds=60, worker="w")
    )
    office.store.mark_sent(sent.id, sent.fence or 0)
    made = desk.backup()
    office.clock.move_to(instant(office) + timedelta(hours=2))

    after, done = desk.rebuilt(made)

    letters = [job for job in jobs(after.store).values() if job.type == "post.sendLetter"]
    assert [after.house.case(job.case_id).status for job in letters] == [CaseStatus.INCIDENT] * 2
    assert {case.incidents[0] for case in after.cases() if case.incidents} == {"outcome-unknown"}
    waiting = jobs(after.store)[office.jobs(request)[0].key]
    assert (waiting.phase, waiting.last_error or "") == (JobPhase.NOT_SENT, waiting.last_error)
    assert (waiting.last_error or "").startswith(restoring.REMARK)
    assert after.house.case(request.id).status is CaseStatus.SUSPENDED
    assert (done.unknown, done.standing) == (2, 1)


def test_k28_logins_codes_numbers_and_fences_of_the_lost_time_are_worth_nothing(desk: Desk) -> None:
    office = desk.office
    case = office.applies()
    now = instant(office)
    office.store.put(WebSession(b"h" * 32, 1, "anna", "anna", "c", now, now, now + timedelta(hours=9)))
    office.store.put(AccessCode(1, case.id, b"c" * 32, b"s" * 16, now, "anna"))
    made = desk.backup()

    after, _ = desk.rebuilt(made)

    assert after.store.get(WebSession, b"h" * 32) is None
    code = after.store.get(AccessCode, 1, case.id, b"c" * 32)
    assert code is not None
    assert code.revoked_at is not None
    number = int(after.applies().number.rpartition("-")[2])
    assert number > int(case.number.rpartition("-")[2]) + restoring.SKIPPED


def test_k28_no_process_starts_on_a_database_whose_restore_is_not_settled(desk: Desk) -> None:
    desk.office.applies()
    made = desk.backup()
    store = opened(url := desk.new("after"))
    restoring.load(made, store, url, KEYS, instant(desk.office))

    for start in (store.check, store.upgrade):
        with pytest.raises(UnsafeDatabase, match="akzess restore"):
            start()
    restoring.settle(store, desk.office.clock)
    store.check()
    store.close()


def test_k28_a_settlement_that_dies_goes_on_where_it_was(desk: Desk) -> None:
    office = desk.office
    for case in [office.applies() for _ in range(3)]:
        office.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    made = desk.backup()
    office.clock.move_to(instant(office) + timedelta(hours=1))
    store = opened(url := desk.new("after"))
    restoring.load(made, store, url, KEYS, instant(office))
    deaths = 0
    for at in range(1, 40):  # before its first commit, its second …
        store.watch = _dying(at)
        try:
            restoring.settle(store, office.clock)
        except ConnectionAbortedError:
            deaths += 1
        else:
            break
    store.watch = None

    assert deaths > 3
    after = Office(store, beside=office)
    assert [case.status for case in after.cases()] == [CaseStatus.SUSPENDED] * 3
    assert [int(row.number.rpartition("-")[2]) for row in [after.applies()]] == [restoring.SKIPPED + 4]
    store.close()


def _dying(at: int):
    counted = 0

    def watch(sql: str) -> None:
        nonlocal counted
        counted += sql == "COMMIT"
        if counted == at:
            raise ConnectionAbortedError(sql)

    return watch


def test_k28_a_backup_that_dies_half_way_is_no_backup(desk: Desk) -> None:
    desk.office.applies()

    def listener(name: str) -> None:
        if name == "backup.mid":
            raise ConnectionAbortedError(name)

    failpoints.listen(listener)
    try:
        with pytest.raises(ConnectionAbortedError):
            desk.backup()
    finally:
        failpoints.listen(None)

    assert not (desk.folder / "backup").exists()
    assert desk.backup().contents.cases == 1


def test_k28_a_backup_that_was_changed_is_refused(desk: Desk) -> None:
    desk.office.applies()
    made = desk.backup()
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 1
    made.file.write_bytes(content)
    store = opened(url := desk.new("after"))

    with pytest.raises(Unusable, match="damaged or exchanged"):
        restoring.load(backups.read(made.folder), store, url, KEYS, instant(desk.office))
    store.close()


def test_k28_a_backup_is_never_loaded_over_something_else(desk: Desk) -> None:
    desk.office.applies()
    made = desk.backup()
    assert isinstance(desk.office.store, SqlStore)

    with pytest.raises(Unusable, match="not empty"):
        restoring.load(made, desk.office.store, desk.url, KEYS, instant(desk.office))


def test_k28_keys_are_never_in_a_backup_and_a_restore_needs_them(desk: Desk) -> None:
    assert isinstance(desk.office.store, SqlStore)
    desk.office.store.vault = Vault(KEYS)
    desk.office.applies()
    keys = desk.folder / "backup" / "evidence.keys"
    with pytest.raises(Unusable, match="never kept with a backup"):
        backups.back_up(desk.office.store, desk.folder / "backup", instant(desk.office), keys=keys)
    made = desk.backup()
    store = opened(url := desk.new("after"))

    assert made.contents.masters == (KEYS.current.id,)
    with pytest.raises(Unusable, match=f"lacks master key {KEYS.current.id}"):
        restoring.load(made, store, url, Keyring([b"x" * 32]), instant(desk.office))
    store.close()
