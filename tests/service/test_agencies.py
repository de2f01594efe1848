"""Agencies write to us over real HTTP, in their own protocols."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from akzess.house import VirtualHouse
from akzess.people import named
from connectors.bundesagentur.examples import engineer
from engine.handlers.deployments import read_here
from store import MemoryStore

from .conftest import BUNDLE, Office

MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)


@pytest.fixture
def wired(memory_store: MemoryStore) -> Iterator[VirtualHouse]:
    """A house whose agencies and whose own endpoint are reached over HTTP on loopback."""
    with VirtualHouse(memory_store, MORNING, over_http=True, read_bundle=read_here) as house:
        house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
        yield house


def test_a_decision_comes_back_by_soap_to_our_own_endpoint(wired: VirtualHouse) -> None:
    case = wired.start({"request": engineer("09912342")}, process="small", site="DD")
    wired.complete(wired.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})

    wired.timeline.advance(timedelta(minutes=3))

    assert [task.element_id for task in wired.open_tasks(case.case_id)] == ["UT-DECIDE"]
    assert wired.engine.variables(case.case_id)["ba"]["status"] == "ZUGESTIMMT"


def test_a_letter_that_is_not_right_is_answered_in_the_agencys_own_form_and_leaves_nothing(office: Office) -> None:
    answer = office.client.post("/agencies/bundesagentur/messages", content=b"<no-soap/>")

    assert answer.status_code >= 400
    assert "xml" in answer.headers["content-type"]
    assert office.house.read.parked_messages(1).items == ()


def test_a_letter_with_a_document_type_is_refused(office: Office) -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'

    answer = office.client.post("/agencies/bundesagentur/messages", content=body)

    assert answer.status_code >= 400
    assert b"root:" not in answer.content


def test_a_webhook_without_signature_is_refused(office: Office) -> None:
    answer = office.client.post("/agencies/kammern/messages", json={"eventId": "1"})

    assert answer.status_code == 401


def test_an_agency_that_we_do_not_know_is_not_found(office: Office) -> None:
    answer = office.client.post("/agencies/nirgendwo/messages", content=b"x")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
