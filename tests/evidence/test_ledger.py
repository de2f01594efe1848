"""Every message to and from an agency is on record, provably as it was, and unreadable once its key is destroyed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from connectors.ledger import Letter, Part
from engine.errors import NotFound, StaleLease
from engine.model import Changes
from store import Misused, SqlStore
from store.evidence import Entry, Erased, EvidenceFilter, Kept, Keyring, Tampered, WrongKey
from tests.store.records import NOON, job, started

from .conftest import MASTER, MORNING, Death, Office


def letter(**other: Any) -> Letter:
    fields: dict[str, Any] = {
        "part": Part.REQUEST,
        "exchange": "e1",
        "agency": "bundesagentur",
        "operation": "submitApprovalRequest",
        "key": "key-1",
        "at": NOON,
        "body": b"<a>1</a>",
        "media_type": "text/xml",
        "case_id": "c1",
        "business_key": "AKZ-DD-2026-000001",
    }
    return Letter(**(fields | other))


class Still:
    def now(self) -> Any:
        return NOON


def ledger(store: Any, *masters: bytes) -> Kept:
    return Kept(store, Keyring(masters or [MASTER]), Still())


def rows(store: Any, **filters: Any) -> list[Entry]:
    return list(store.read().evidence(1, filters=EvidenceFilter(**filters)).items)


# -- a real exchange


def test_request_answer_callback_and_acknowledgement_are_on_record(office: Office) -> None:
    office.applies().hears()

    found = [(e.part, e.operation, e.outcome, e.status) for e in office.entries(agency="bundesagentur")]

    assert found == [
        (Part.REQUEST, "submitApprovalRequest", "sent", None),
        (Part.ANSWER, "submitApprovalRequest", "reply", 200),
        (Part.MESSAGE, "bundesagentur.decision", "accepted", None),
        (Part.ACKNOWLEDGEMENT, "bundesagentur.decision", "accepted", 200),
    ]


def test_the_bytes_kept_are_those_that_the_agency_got(office: Office) -> None:
    office.applies()
    entry = office.entry("bundesagentur", Part.REQUEST)
    arrival = office.house.town["bundesagentur"].arrivals[0]

    opened = office.kept.open(entry)

    assert arrival.key == entry.key
    assert entry.key.encode() in opened.body
    assert b"Mustermann-Rao" in opened.body
    assert opened.target.startswith("POST http://127.0.0.1:")
    assert (entry.sha256, entry.size) == (hashlib.sha256(opened.body).digest(), len(opened.body))


def test_a_callback_belongs_to_the_case_that_took_it(office: Office) -> None:
    office.applies().hears()

    message = office.entry("bundesagentur", Part.MESSAGE)
    request = office.entry("bundesagentur", Part.REQUEST)

    assert (message.case_id, message.business_key, message.key) == (office.case_id, office.number, request.key)
    assert message.at == MORNING + timedelta(minutes=3)


def test_evidence_names_what_the_agency_confirmed_and_nobody(office: Office) -> None:
    office.applies()

    answer = office.entry("bundesagentur", Part.ANSWER)

    assert set(answer.receipt) >= {"baReference", "receivedAt", "requestMessageId"}
    assert "Mustermann" not in repr(replace(answer, content=None))


def test_no_row_holds_a_name_in_clear(office: Office) -> None:
    office.applies().hears()

    assert not [e for e in office.entries() if b"Mustermann" in repr(e).encode() or b"Mustermann" in (e.content or b"")]


def test_a_letter_of_class_c_is_on_record_before_it_leaves(office: Office) -> None:
    """The post breaks off its answer: what was sent is known all the same."""
    office.house.town["post"].fail_next("reset")
    office.applies().hears()
    office.grants()

    found = [(e.part, e.outcome) for e in office.entries(agency="post")]

    assert found == [(Part.REQUEST, "sent"), (Part.ANSWER, "outcome-unknown connection")]
    assert b"Mustermann-Rao" in office.kept.open(office.entry("post", Part.REQUEST)).body


def test_an_answer_that_nobody_understands_is_kept_for_a_person_to_look_at(office: Office) -> None:
    office.house.town["bundesagentur"].fail_next("html")
    office.applies()

    answer = office.entry("bundesagentur", Part.ANSWER)

    assert answer.outcome == "outcome-unknown agency-malformed"
    assert b"Wartungsarbeiten" in office.kept.open(answer).body


def test_a_worker_that_dies_after_the_mark_leaves_the_bytes_and_a_question_for_a_person(office: Office) -> None:
    office.applies().hears()
    office.kept.fate = "dies after marking"
    with pytest.raises(Death):
        office.grants()
    office.kept.fate = ""
    office.lease_ends()

    assert [(e.part, e.outcome) for e in office.entries(agency="post")] == [(Part.REQUEST, "sent")]
    assert [i.code for i in office.house.read.open_rows(1, office.case_id).incidents] == ["outcome-unknown"]
    assert office.house.town["post"].arrivals == []


def test_a_worker_that_lost_its_lease_before_the_first_byte_sends_nothing(office: Office) -> None:
    """Another one has taken the job over; only its letter is on record and only its letter leaves."""
    office.applies().hears()
    office.kept.fate = "loses its lease"
    office.grants()
    office.lease_ends()

    assert [(e.part, e.attempt) for e in office.entries(agency="post")] == [(Part.REQUEST, 2), (Part.ANSWER, 2)]
    assert len(office.house.town["post"].arrivals) == 1


def test_a_secret_is_never_evidence(office: Office) -> None:
    office.applies().hears().grants()

    assert not [e for e in office.entries() if b"client_secret" in office.kept.open(e).body]


def test_a_message_that_cannot_be_recorded_is_not_acknowledged(office: Office) -> None:
    """A ledger that is away costs a delay: the agency sends again and is acknowledged then."""
    office.applies()
    office.kept.away = True
    office.hears()
    office.kept.away = False
    early = [e.part for e in office.entries(agency="bundesagentur")]
    office.house.timeline.advance(timedelta(minutes=10))

    late = [e.part for e in office.entries(agency="bundesagentur")]
    assert (early, late[2:]) == ([Part.REQUEST, Part.ANSWER], [Part.MESSAGE, Part.ACKNOWLEDGEMENT])


# -- what the ledger promises


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
