"""Every message to and from an agency is on record, provably as it was, and unreadable once its key is destroyed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from connectors.ledger import Part
from engine.errors import NotFound, StaleLease
from engine.model import Changes
from store import Misused, SqlStore
from store.evidence import Erased, EvidenceFilter, Tampered, WrongKey
from tests.store.records import NOON, job, started

from .conftest import MASTER
from .letters import ledger, letter, rows


def test_what_is_kept_opens_again(store: Any) -> None:
    ledger(store).keep([letter(target="POST https://ba.example/soap12")])
    (entry,) = rows(store)

    opened = ledger(store).open(entry)

    assert (opened.body, opened.target) == (b"<a>1</a>", "POST https://ba.example/soap12")
    assert ledger(store).check(entry).state == "intact"


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOON + timedelta(days=1)},
        {"sha256": hashlib.sha256(b"other").digest()},
        {"outcome": "refused"},
        {"receipt": {"baReference": "BA-2"}},
        {"case_id": "c2"},
        {"content": None},
        {"content": b"0" * 80},
        {"seal": b"0" * 32},
    ],
)
def test_a_changed_row_is_found(store: Any, change: dict[str, Any]) -> None:
    ledger(store).keep([letter()])
    (entry,) = rows(store)

    with pytest.raises(Tampered):
        ledger(store).open(replace(entry, **change))


def test_the_content_of_one_row_does_not_pass_for_that_of_another(store: Any) -> None:
    ledger(store).keep([letter(), letter(exchange="e2", body=b"<a>2</a>")])
    one, two = rows(store)

    assert ledger(store).check(replace(one, content=two.content)).state == "tampered"


def test_a_wrong_key_file_says_which_key_is_missing(store: Any) -> None:
    ledger(store).keep([letter()])
    (entry,) = rows(store)
    other = ledger(store, bytes(32))

    with pytest.raises(WrongKey, match=f"master key {entry.master}, but the key file has only"):
        other.open(entry)


def test_a_new_master_key_seals_what_is_new_and_the_old_one_opens_what_is_old(store: Any) -> None:
    ledger(store).keep([letter()])
    rotated = ledger(store, bytes(32), MASTER)
    rotated.keep([letter(exchange="e2"), letter(exchange="e3", case_id="c2")])

    found = rows(store)

    assert [rotated.check(entry).state for entry in found] == ["intact"] * 3
    assert len({entry.master for entry in found}) == 2


def test_when_the_data_key_is_destroyed_hashes_and_times_stay(store: Any) -> None:
    ledger(store).keep([letter(), letter(case_id="c2")])

    destroyed = ledger(store).erase(1, "c1", "AKZ-DD-2026-000001")

    gone, other = rows(store)
    with pytest.raises(Erased):
        ledger(store).open(gone)
    check = ledger(store).check(gone)
    assert (destroyed, check.state, check.proves) == (1, "erased", True)
    assert (gone.sha256, gone.at) == (hashlib.sha256(b"<a>1</a>").digest(), NOON)
    assert ledger(store).check(other).state == "intact"


def test_even_of_an_erased_row_a_change_is_found(store: Any) -> None:
    ledger(store).keep([letter()])
    ledger(store).erase(1, "c1", "")
    (gone,) = rows(store)

    assert ledger(store).check(replace(gone, at=NOON + timedelta(days=1))).state == "tampered"


def test_a_late_message_of_an_erased_case_is_kept_without_its_bytes(store: Any) -> None:
    ledger(store).keep([letter()])
    ledger(store).erase(1, "c1", "")

    ledger(store).keep([letter(exchange="late")])

    assert rows(store)[1].content is None
    assert ledger(store).check(rows(store)[1]).state == "erased"


def test_a_message_that_came_before_its_case_was_known_is_erased_with_it(store: Any) -> None:
    ledger(store).keep([letter(case_id=None)])

    ledger(store).erase(1, "c1", "AKZ-DD-2026-000001")

    assert ledger(store).check(rows(store)[0]).state == "erased"


def test_a_worker_without_the_job_puts_nothing_on_record(store: Any) -> None:
    started(store)

    with pytest.raises(NotFound):
        ledger(store).keep([letter()], sent=("c1.2.service", 7))

    assert rows(store) == []


def test_bytes_and_the_mark_that_they_left_are_committed_together(store: Any) -> None:
    started(store, changes=Changes(jobs=(job(),)))
    (claimed,) = store.claim_jobs(queues=None, limit=1, now=NOON, lease_seconds=60, worker="w")

    ledger(store).keep([letter()], sent=(claimed.id, claimed.fence))
    with pytest.raises(StaleLease):
        ledger(store).keep([letter(exchange="e2")], sent=(claimed.id, claimed.fence - 1))

    with store.unit_of_work() as unit:
        assert unit.jobs_of("c1")[0].phase == 1
    assert [entry.exchange for entry in rows(store)] == ["e1"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["e1", "e2", "e3", "e4"]),
        ({"case_id": "c1"}, ["e1", "e4"]),
        ({"case_id": "c1", "business_key": "AKZ-DD-2026-000001"}, ["e1", "e3", "e4"]),
        ({"agency": "kammern"}, ["e2"]),
        ({"key": "key-1"}, ["e1", "e3", "e4"]),
        ({"key": "m-9"}, ["e3"]),
        ({"since": NOON + timedelta(hours=1)}, ["e2", "e3"]),
        ({"before": NOON + timedelta(hours=1)}, ["e1", "e4"]),
        ({"agency": "bundesagentur", "since": NOON + timedelta(hours=2)}, ["e3"]),
    ],
)
def test_evidence_is_found_by_case_agency_key_and_date(store: Any, filters: dict[str, Any], expected: Any) -> None:
    ledger(store).keep(
        [
            letter(),
            letter(exchange="e2", agency="kammern", key="key-2", case_id="c2", at=NOON + timedelta(hours=1)),
            letter(exchange="e3", message_id="m-9", case_id=None, at=NOON + timedelta(hours=2)),
            letter(exchange="e4", business_key=""),
        ]
    )

    assert [entry.exchange for entry in rows(store, **filters)] == expected


def test_a_list_does_not_load_the_bytes(store: Any) -> None:
    ledger(store).keep([letter()])

    (bare,) = store.read().evidence(1, bare=True).items

    assert bare == replace(rows(store)[0], content=None, seal=b"")
    with pytest.raises(Misused):
        ledger(store).open(bare)


def test_pages_continue_where_the_last_one_ended(store: Any) -> None:
    ledger(store).keep([letter(exchange=f"e{number}") for number in range(5)])
    read, seen, after = store.read(), [], None
    while True:
        page = read.evidence(1, filters=EvidenceFilter(case_id="c1"), limit=2, after=after)
        seen += [entry.exchange for entry in page.items]
        after = page.next
        if after is None:
            break

    assert seen == [f"e{number}" for number in range(5)]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("verb", ["UPDATE evidence SET outcome = 'x'", "DELETE FROM evidence"])
def test_the_database_refuses_to_change_or_delete_evidence(
    request: pytest.FixtureRequest, kind: str, verb: str
) -> None:
    sql_store: SqlStore = request.getfixturevalue(f"{kind}_store")
    ledger(sql_store).keep([letter()])

    with pytest.raises(DBAPIError, match="append-only"), sql_store.engine.begin() as connection:
        connection.exec_driver_sql(verb)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_message_of_a_known_case_costs_one_statement(request: pytest.FixtureRequest, kind: str) -> None:
    sql_store: SqlStore = request.getfixturevalue(f"{kind}_store")
    kept = ledger(sql_store)
    kept.keep([letter()])
    seen: list[str] = []

    sql_store.watch = seen.append
    kept.keep([letter(exchange="e2"), letter(exchange="e2", part=Part.ANSWER)])
    sql_store.watch = None

    assert [text.split()[0] for text in seen if not text.startswith("BEGIN")] == ["INSERT", "COMMIT"]
