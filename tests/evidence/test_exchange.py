"""A real exchange with an agency is on record, byte for byte, whatever dies meanwhile."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.ledger import Part
from engine import failpoints
from engine.commands import CancelCase
from engine.model import CaseStatus

from .conftest import MORNING, Death, Office


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


def test_k26_the_answer_to_a_case_that_was_cancelled_meanwhile_is_on_record_and_changes_nothing(office: Office) -> None:
    def cancels(place: str) -> None:
        if place == "conn.after_response":
            failpoints.listen(None)
            office.house.handle(CancelCase(case_id=office.case_id, reason="zurückgenommen"))

    failpoints.listen(cancels)
    office.applies()

    case = office.house.case(office.case_id)
    commands = [line.event for line in office.house.read.history(1, case.id) if line.event != "element"]
    answer = office.entry("bundesagentur", Part.ANSWER)
    assert (case.status, commands[-1]) == (CaseStatus.CANCELLED, "CancelCase")
    assert (answer.case_id, answer.outcome, office.kept.check(answer).state) == (case.id, "reply", "intact")


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
