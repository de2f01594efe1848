"""The agencies with a contract of ours: what goes on the wire is their sample, what comes back is the job's result."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.base import Accepted, Refused, Reply, Request
from connectors.registry import discover
from tests.connectors.stage import CASE, Clock, Recorder, stage

FRAME = ("caseRef", "callbackUrl")


def sample(agency: str, name: str) -> Any:
    path = discover()[agency].folder / "contract" / "samples" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("agency", "operation", "asked", "answered", "path"),
    [
        ("azr", "query", "Query", "QueryResult-similar", "/queries"),
        ("azr", "updateFact", "Fact", "StoredFact", "/facts"),
        ("bva", "securityQuery", "SecurityQuery", "AcceptedQuery", "/security-queries"),
        ("bundesdruckerei", "orderCard", "Order", "AcceptedOrder", "/orders"),
        ("meldebehoerde", "query", "Search", "Found", "/persons/search"),
        ("meldebehoerde", "notify", "Notification", "Stored", "/notifications"),
        ("gewerbeamt", "consult", "Consultation", "Answer", "/consultations"),
        ("aemter", "consult", "Question", "AcceptedQuestion", "/consultations"),
        ("zahlung", "createPayment", "Payment", "OpenPayment", "/payments"),
        ("post", "sendLetter", "Dispatch", "Dispatched", "/dispatches"),
    ],
)
def test_a_request_and_its_answer_are_the_samples(
    agency: str, operation: str, asked: str, answered: str, path: str
) -> None:
    wanted, given = sample(agency, asked), sample(agency, answered)
    recorder = Recorder(json.dumps(given).encode(), "application/json", 201)
    ours = {name: value for name, value in wanted.items() if name not in FRAME}

    answer = recorder.connect(agency, Clock()).send(Request("key-1", operation, ours, wanted["caseRef"]))

    method, called, headers, body = recorder.requests[0]
    assert json.loads(body) == wanted
    assert (method, called, headers["idempotency-key"]) == ("POST", f"/api{path}", "key-1")
    assert {name: value for name, value in answer.output.items() if name in given} == _filled(given, answer.output)


def _filled(given: dict[str, Any], output: Any) -> dict[str, Any]:
    """The sample with null and [] where the agency said nothing, as deep as the output goes."""

    def fill(value: Any, shape: Any) -> Any:
        if isinstance(shape, dict) and isinstance(value, dict):
            return {name: fill(value[name], inner) if name in value else inner for name, inner in shape.items()}
        if isinstance(shape, list) and isinstance(value, list):
            return [fill(one, inner) for one, inner in zip(value, shape, strict=True)]
        return value

    return {name: fill(value, output[name]) for name, value in given.items()}


def test_what_the_register_left_out_is_null_or_empty() -> None:
    given = sample("azr", "QueryResult-similar")
    recorder = Recorder(json.dumps(given).encode(), "application/json")
    ours = {"purposeCode": "1", "azrNumber": "261000000017"}

    output = recorder.connect("azr", Clock()).send(Request("k", "query", ours, CASE)).output

    assert output["azrNumber"] is None
    assert output["persons"][1] == {
        "azrNumber": "261000000025",
        "familyName": "Beispiel",
        "givenNames": "Tuan",
        "birthDate": "1995-04-30",
        "nationality": "432",
        "sex": None,
        "status": None,
        "address": None,
        "titles": [],
        "notes": [],
    }


PERSON = {"familyName": "Muster", "givenNames": "Alex", "birthDate": "1990-01-01", "nationality": "436"}


@pytest.mark.parametrize(
    ("name", "result", "persons"), [("NEU Muster", "NONE", 0), ("DOPPEL", "SIMILAR", 2), ("Muster", "UNIQUE", 1)]
)
def test_persons_of_the_register(name: str, result: str, persons: int) -> None:
    with stage("azr") as on:
        output = on.sends("query", {"purposeCode": "1", "person": PERSON | {"familyName": name}}).output

    assert (output["result"], len(output["persons"])) == (result, persons)


def test_a_fact_about_somebody_new_makes_a_record() -> None:
    person = PERSON | {"familyName": "NEU Muster"}
    with stage("azr") as on:
        stored = on.sends("updateFact", {"person": person, "factCode": "ANTRAG", "date": "2026-10-21"}).output
        found = on.sends("query", {"purposeCode": "1", "person": person}).output

    assert (found["result"], found["azrNumber"]) == ("UNIQUE", stored["azrNumber"])


@pytest.mark.parametrize("given", [{"purposeCode": "1"}, {"purposeCode": "99", "azrNumber": "261000000017"}])
def test_a_query_without_person_or_with_an_unknown_purpose_is_refused(given: dict[str, Any]) -> None:
    with stage("azr") as on, pytest.raises(Refused, match="SCHEMA_INVALID"):
        on.sends("query", given)


def test_a_fact_about_an_unknown_number_is_refused() -> None:
    with stage("azr") as on, pytest.raises(Refused, match="UNKNOWN_RECORD"):
        on.sends("updateFact", {"azrNumber": "0" * 12, "factCode": "ANTRAG", "date": "2026-10-21"})


@pytest.mark.parametrize(
    ("name", "results"),
    [("Muster", ["clear"]), ("SICHERHEIT Muster", ["concerns"]), ("WARTET Muster", ["pending", "clear"])],
)
def test_results_of_the_security_query(name: str, results: list[str]) -> None:
    with stage("bva") as on:
        answer = on.sends("securityQuery", {"person": PERSON | {"familyName": name}, "titleIntended": "18B"})
        early = on.hears(hours=47)
        heard = [message.payload for message in on.hears(days=10)]

    assert early == []
    assert [payload["result"] for payload in heard] == results
    assert isinstance(answer, Accepted)
    assert {payload["queryId"] for payload in heard} == {answer.reference}


@pytest.mark.parametrize(
    ("change", "states"),
    [
        ({}, ["IN_PRODUKTION", "VERSANDT"]),
        ({"delivery": "POST"}, ["IN_PRODUKTION", "VERSANDT", "ZUGESTELLT"]),
        ({"photo": "FEHLER"}, ["FEHLER_LICHTBILD"]),
    ],
)
def test_the_way_of_a_card(change: dict[str, Any], states: list[str]) -> None:
    with stage("bundesdruckerei") as on:
        on.sends("orderCard", dict(on.agency.examples[0].input) | change)
        heard = on.hears(days=30)

    assert [message.payload["state"] for message in heard] == states
    assert [message.sequence for message in heard] == list(range(1, len(states) + 1))


def test_the_registration_office_does_not_know_everybody() -> None:
    person = {"familyName": "UNBEKANNT", "givenNames": "Alex", "birthDate": "1990-01-01"}
    with stage("meldebehoerde") as on:
        output = on.sends("query", {"person": person, "purpose": "Prüfung"}).output

    assert output == {"found": False, "address": None, "familyStatus": None, "household": []}


@pytest.mark.parametrize(
    ("trade", "licence", "objections"),
    [
        ("Handel", "NICHT_ERFORDERLICH", False),
        ("Bewachung ERLAUBNIS", "FEHLT", False),
        ("BEDENKEN", "NICHT_ERFORDERLICH", True),
    ],
)
def test_answers_of_the_trade_office(trade: str, licence: str, objections: bool) -> None:
    with stage("gewerbeamt") as on:
        output = on.sends("consult", dict(on.agency.examples[0].input) | {"trade": trade}).output

    assert (output["licenceStatus"], output["objections"]) == (licence, objections)


@pytest.mark.parametrize(("name", "paid"), [("Muster", 1), ("ZAHLTNICHT Muster", 0)])
def test_a_fee_is_paid_after_a_day_or_never(name: str, paid: int) -> None:
    with stage("zahlung") as on:
        on.sends("createPayment", {"amount": 100.5, "purpose": "F1", "payer": {"familyName": name}})
        heard = on.hears(days=1)

    assert len(heard) == paid
    assert [message.payload["amount"] for message in heard] == [100.5] * paid


def test_a_payer_without_a_way_to_pay_is_refused() -> None:
    with stage("zahlung") as on, pytest.raises(Refused, match="VALIDATION"):
        on.sends("createPayment", {"amount": 100.5, "purpose": "F1", "payer": {"familyName": "KEINZAHLWEG Muster"}})


@pytest.mark.parametrize("amount", [0, -1, 0.001])
def test_a_payment_of_nothing_is_refused(amount: float) -> None:
    with stage("zahlung") as on, pytest.raises(Refused, match="SCHEMA_INVALID"):
        on.sends("createPayment", {"amount": amount, "purpose": "F1", "payer": {"familyName": "Muster"}})


@pytest.mark.parametrize(
    ("channel", "recipient", "code"),
    [
        ("LETTER", {"name": "Alex Muster"}, "ADDRESS_INCOMPLETE"),
        ("PORTAL", {"name": "Alex Muster"}, "ADDRESS_INCOMPLETE"),
        ("EMAIL", {"name": "Alex Muster", "portalId": "P-1"}, "ADDRESS_INCOMPLETE"),
        ("EMAIL", {"name": "UNZUSTELLBAR", "email": "alex@muster.example"}, "UNDELIVERABLE"),
    ],
)
def test_a_letter_that_cannot_reach_anybody_is_refused(channel: str, recipient: dict[str, Any], code: str) -> None:
    with stage("post") as on, pytest.raises(Refused) as refusal:
        on.sends("sendLetter", dict(on.agency.examples[0].input) | {"channel": channel, "recipient": recipient})

    assert refusal.value.code == code


def test_a_letter_is_german_unless_said_otherwise() -> None:
    with stage("post") as on:
        assert isinstance(on.sends("sendLetter", on.agency.examples[0].input), Reply)

        assert on.simulator.letters[0]["language"] == "de"


@pytest.mark.parametrize(
    ("persona", "event", "said"),
    [("UMZUG", "UMZUG", "address"), ("HEIRAT", "EHESCHLIESSUNG", "relative"), ("GEBURT", "GEBURT", "relative"),
     ("TOD", "STERBEFALL", "caseRef")],
)  # fmt: skip
def test_the_registration_office_tells_what_happens_to_people_it_was_told_of(
    persona: str, event: str, said: str
) -> None:
    person = {"familyName": f"{persona} Muster", "givenNames": "Alex", "birthDate": "1990-01-01"}
    with stage("meldebehoerde") as on:
        on.sends("notify", {"event": "FIKTION", "person": person, "date": "2026-10-21"})
        heard = on.hears(days=2)

    assert [(message.payload["event"], message.correlation_key) for message in heard] == [(event, CASE)]
    assert heard[0].payload[said]


def test_the_registration_office_is_silent_about_people_nobody_told_it_of() -> None:
    with stage("meldebehoerde") as on:
        on.sends(
            "query", {"person": {"familyName": "UMZUG", "givenNames": "A", "birthDate": "1990-01-01"}, "purpose": "x"}
        )

        assert on.hears(days=30) == []
