"""Row O07 of the corpus: yesterday's backup is restored, and nothing is sent again, nobody comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from akzess import backup_restoring as restoring
from akzess import backups
from engine.commands import CancelCase, ResumeCase
from engine.model import Actor, CaseStatus
from store import SqlStore
from store.erasing import Vault
from store.erasing.erasing import Erasing
from store.erasing.journal import Journal
from store.erasing.records import Basis
from store.evidence import Keyring

from ..kernel.diagrams import end, flows, process, start, user
from ..kernel.office import Office as Kernel
from ..security.corpus_files import row
from .databases import NewDatabase, opened
from .drill import Office, instant

ROW = row("operations", "O07")
KEYS = Keyring([bytes(range(32))])


@pytest.fixture
def office(new_database: NewDatabase) -> Iterator[tuple[Office, NewDatabase]]:
    """An office at work; its agencies outlive it."""
    store = opened(new_database.migrated("office"))
    found = Office(store)
    yield found, new_database
    found.agencies.close()
    store.close()


def with_a_job(office: Office, case: dict[str, Any]) -> str:
    """A case whose one job is at the agency's door, as the row says; its id."""
    found = office.applies()
    office.anna.completes(found, "Vollständigkeit prüfen", result="COMPLETE")
    if case["agency"] == "post":
        office.works()
        office.passes(minutes=3)
        office.anna.completes(found, "UT-DECIDE", outcome="GRANT")
    if case["job"] != "ready":
        how = {"queues": [case["agency"]], "limit": 1, "now": instant(office), "lease_seconds": 60, "worker": "w"}
        (job,) = office.store.claim_jobs(**how)
        if case["job"] in ("sent", "swept"):
            office.store.mark_sent(job.id, job.fence or 0)
        if case["job"] == "swept":
            office.store.sweep(now=instant(office) + timedelta(minutes=2), backoff={1: 0.0})
    return found.id


def standing(office: Office, case_id: str) -> str:
    status = office.house.case(case_id).status
    return {CaseStatus.INCIDENT: "incident", CaseStatus.SUSPENDED: "suspended"}.get(status, "moves")


@pytest.mark.parametrize("case", ROW["cases"], ids=lambda case: case["name"])
def test_o07_what_was_sent_is_not_sent_again(
    office: tuple[Office, NewDatabase], case: dict[str, Any], tmp_path: Path
) -> None:
    before, new = office
    case_id = with_a_job(before, case)
    assert isinstance(before.store, SqlStore)
    made = backups.back_up(before.store, tmp_path / "backup", instant(before))
    agency = before.agencies[case["agency"]]
    counted = len(agency.received)
    if case["lost"]:
        before.lease_ends() if case["job"] == "leased" else before.works()
        if case["job"] == "sent":  # it had left before the backup was taken: the agency has it, we do not know
            agency.effects["sent"] = 1
            agency.received.append("sent")
        else:
            before.passes(minutes=15)
    before.clock.advance(timedelta(hours=case.get("window", 2)))

    store = opened(url := new("elsewhere"))
    restoring.load(made, store, url, KEYS, instant(before))
    restoring.settle(store, before.clock)
    after = Office(store, beside=before)
    stands = standing(after, case_id)
    after.passes(hours=1)
    at_rest = len(agency.received) - counted
    if stands == "suspended":
        after.house.handle(ResumeCase(case_id=case_id))
    after.passes(days=1)

    assert (stands, at_rest) == (case["stands"], int(case["lost"] or stands == "moves"))
    assert len(agency.received) - counted == case["deliveries"]
    store.close()


CLARA, DORA = Actor("clara", "clara"), Actor("dora", "dora")


@pytest.mark.parametrize("case", ROW["erased"], ids=lambda case: case["name"])
def test_o07_whoever_was_erased_after_the_backup_stays_erased(
    new_database: NewDatabase, case: dict[str, Any], tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "evidence.keys.erased")
    store, other = opened(new_database.migrated("office")), opened(url := new_database("elsewhere"))
    for one in (store, other):
        one.vault = Vault(KEYS, journal=journal)
    kernel = Kernel(store)
    case_id = kernel.runs(process(start(), user("a"), end(), flows("start -> a -> end")), name="Kanarie")
    kernel.engine.handle(CancelCase(case_id=case_id, reason="zurückgenommen", actor=CLARA))
    made = backups.back_up(store, tmp_path / "backup", kernel.clock.now())
    if case["erased"]:
        erasing = Erasing(store, iter("abcdefgh").__next__)
        erasing.propose(1, case_id, CLARA, basis=Basis.COURT_ORDER, text="Löschlauf 2037/1", now=kernel.clock.now())
        erasing.approve(1, case_id, DORA, now=kernel.clock.now())

    restoring.load(made, other, url, KEYS, kernel.clock.now())
    done = restoring.settle(other, kernel.clock, journal=journal)

    stored = other.read().data_key(1, case_id)
    assert stored is not None
    assert ("absent" if stored[1] is None else "there", done.erased) == (case["key"], int(case["erased"]))
    assert Kernel(other).engine.verify_history(case_id).ok
    store.close()
    other.close()
