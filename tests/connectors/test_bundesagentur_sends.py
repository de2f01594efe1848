"""What we send to the Bundesagentur is its own samples, and what it refuses comes back as its code."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from lxml import etree

from connectors.base import ConnectorError, Misconfigured, Refused, Reply, Request, Unavailable
from connectors.bundesagentur.examples import ENGINEER
from connectors.envelope import NAMESPACES
from connectors.settings import Office
from tests.connectors.letters import BA, KEY, SAMPLE_INPUT, SAMPLES, body, changed, values
from tests.connectors.stage import CASE, Clock, Recorder, Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("bundesagentur") as raised:
        yield raised


def test_our_request_is_the_agencys_own_sample() -> None:
    clock = Clock()
    clock.now = datetime.fromisoformat("2026-10-21T10:15:00+02:00")
    recorder = Recorder((SAMPLES / "submitApprovalRequestResponse.xml").read_bytes(), "application/soap+xml")
    connector = recorder.connect("bundesagentur", clock, test=True)

    connector.send(Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE))

    ours, theirs = body(recorder.requests[0][3]), body((SAMPLES / "submitApprovalRequest.xml").read_bytes())
    assert values(ours) == values(theirs)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("getDecision", {"baReference": "AMZ061-2026-0047113"}),
        ("withdrawRequest", {"baReference": "AMZ061-2026-0047113", "reason": "ANTRAG_ZURUECKGENOMMEN"}),
        (
            "supplementRequest",
            {
                "baReference": "AMZ061-2026-0047113",
                "note": "Zusatzblatt nachgereicht",
                "documents": SAMPLE_INPUT["documents"],
            },
        ),
    ],
)
def test_the_other_requests_are_the_agencys_own_samples(operation: str, given: dict[str, Any]) -> None:
    clock = Clock()
    clock.now = datetime.fromisoformat("2026-10-21T10:15:00+02:00")
    recorder = Recorder((SAMPLES / f"{operation}Response.xml").read_bytes(), "text/xml")
    connector = recorder.connect("bundesagentur", clock, test=True)

    connector.send(Request(KEY, operation, given | {"clerk": "Sachgebiet 3", "clerkPhone": "+493514880000"}, CASE))

    sample = (SAMPLES / f"{operation}.xml").read_bytes()
    assert values(body(recorder.requests[0][3])) == values(body(sample))


@pytest.mark.parametrize(
    ("version", "path", "media", "action"),
    [
        ("1.1", "/api/soap11", "text/xml", ("soapaction", '"urn:akzess:ba:amz:1/submitApprovalRequest"')),
        ("1.2", "/api/soap12", "application/soap+xml", ("content-type", "urn:akzess:ba:amz:1/submitApprovalRequest")),
    ],
)
def test_both_soap_versions_go_out_in_their_own_dress(
    version: str, path: str, media: str, action: tuple[str, str]
) -> None:
    recorder = Recorder((SAMPLES / "submitApprovalRequestResponse.xml").read_bytes(), "application/soap+xml")
    connector = recorder.connect("bundesagentur", Clock(), soap_version=version)

    connector.send(Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE))

    method, called, headers, sent = recorder.requests[0]
    assert (method, called, headers["content-type"].partition(";")[0]) == ("POST", path, media)
    assert action[1] in headers[action[0]]
    assert etree.fromstring(sent).tag == f"{{{NAMESPACES[version]}}}Envelope"


def test_the_receipt_of_the_sample_becomes_the_jobs_result() -> None:
    recorder = Recorder((SAMPLES / "submitApprovalRequestResponse.xml").read_bytes(), "application/soap+xml")

    answer = recorder.connect("bundesagentur", Clock()).send(Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE))

    assert answer == Reply(
        {
            "requestMessageId": KEY,
            "baReference": "AMZ061-2026-0047113",
            "receivedAt": "2026-10-21T10:15:02.417+02:00",
            "fictionDate": "2026-11-04",
            "amzTeam": "AMZ-Team Leipzig 061",
        }
    )


@pytest.mark.parametrize(
    ("sample", "media", "kind", "code"),
    [
        ("Fault-temporaer.xml", "text/xml", Unavailable, "TEMPORAER"),
        ("Fault-unzustaendig.xml", "application/soap+xml", Refused, "UNZUSTAENDIG"),
    ],
)
def test_the_faults_of_the_samples(sample: str, media: str, kind: type[ConnectorError], code: str) -> None:
    recorder = Recorder((SAMPLES / sample).read_bytes(), media, status=500)

    with pytest.raises(kind) as failure:
        recorder.connect("bundesagentur", Clock()).send(Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE))

    assert failure.value.code == code


@pytest.mark.parametrize(
    ("sample", "status", "kind", "code"),
    [
        ("withdrawRequestResponse.xml", 200, Misconfigured, "agency-malformed"),
        ("submitApprovalRequestResponse.xml", 502, Unavailable, "http-502"),
        ("submitApprovalRequest.xml", 200, Misconfigured, "agency-malformed"),
    ],
)
def test_an_answer_that_belongs_to_something_else(
    sample: str, status: int, kind: type[ConnectorError], code: str
) -> None:
    recorder = Recorder((SAMPLES / sample).read_bytes(), "text/xml", status)

    with pytest.raises(kind) as failure:
        recorder.connect("bundesagentur", Clock()).send(Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE))

    assert (failure.value.code, failure.value.outcome_unknown) == (code, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"TEMPORAER", b"ERFUNDEN"), (b"amz:amzFault", b"amz:anderes"), (b"<amz:text>", b"<amz:wort/><amz:text>")],
)
def test_a_fault_outside_the_contract_needs_a_person(old: bytes, new: bytes) -> None:
    recorder = Recorder((SAMPLES / "Fault-temporaer.xml").read_bytes().replace(old, new), "text/xml", 500)

    with pytest.raises(Misconfigured, match="agency-malformed"):
        recorder.connect("bundesagentur", Clock()).send(Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE))


def test_a_repeat_with_the_same_content_gets_the_same_receipt_later(on: Stage) -> None:
    key = on.key()
    first = on.sends("submitApprovalRequest", ENGINEER, key)
    on.clock.passes(hours=3)

    assert on.sends("submitApprovalRequest", ENGINEER, key) == first


def test_a_large_document_of_ten_megabytes_arrives(on: Stage) -> None:
    content = base64.b64encode(b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024 - 9)).decode()

    answer = on.sends("submitApprovalRequest", changed(ENGINEER, "documents.0.content", content))

    assert answer.output["baReference"]


@pytest.mark.parametrize(
    ("change", "value", "code"),
    [
        ("employer.betriebsnummer", "12345678", "PLAUSI_BETRIEBSNUMMER"),
        ("person.nationality", ["137"], "PLAUSI_STAAT_NICHT_DRITTSTAAT"),
        ("person.birthDate", "2012-01-01", "PLAUSI_DATUM"),
        ("person.birthDate", "2026-02-30", "SCHEMA_INVALID"),
        ("job.end", "2026-11-30", "PLAUSI_DATUM"),
        ("documents.0.type", "SONSTIGES", "ANHANG_FEHLT"),
        ("documents.0.mimeType", "image/png", "ANHANG_TYP"),
        ("documents.0.content", base64.b64encode(b"%PDF-" + b"0" * 10 * 1024 * 1024).decode(), "ANHANG_GROESSE"),
        ("documents.0.content", "kein base64!", "SCHEMA_INVALID"),
        ("documents.0.sha256", "0" * 64, "SCHEMA_INVALID"),
        ("employer.name", "UNZUST Beispiel", "UNZUSTAENDIG"),
        ("legalBasis", "99", "SCHEMA_INVALID"),
        ("job.kldb", "43415", "SCHEMA_INVALID"),
        ("job.hoursPerWeek", 61, "SCHEMA_INVALID"),
        ("deadlineWeeks", 3, "SCHEMA_INVALID"),
    ],
)
def test_the_agency_refuses_what_its_rules_forbid(on: Stage, change: str, value: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        on.sends("submitApprovalRequest", changed(ENGINEER, change, value))

    assert refusal.value.code == code
    assert on.simulator.received == []


def test_the_same_key_with_other_content_is_a_dublette(on: Stage) -> None:
    key = on.key()
    on.sends("submitApprovalRequest", ENGINEER, key)

    with pytest.raises(Refused, match="DUBLETTE"):
        on.sends("submitApprovalRequest", changed(ENGINEER, "pay.gross", 4000), key)


def test_an_unknown_reference_is_refused(on: Stage) -> None:
    with pytest.raises(Refused, match="UNBEKANNTE_REFERENZ"):
        on.sends("getDecision", {"baReference": "BA-0"})


def test_a_withdrawal_after_the_decision_is_refused(on: Stage) -> None:
    reference = on.sends("submitApprovalRequest", ENGINEER).output["baReference"]
    on.hears(minutes=3)

    with pytest.raises(Refused, match="STATUS_UNZULAESSIG"):
        on.sends("withdrawRequest", {"baReference": reference, "reason": "FEHLERHAFT"})


def test_a_withdrawal_before_the_decision_silences_the_agency(on: Stage) -> None:
    reference = on.sends("submitApprovalRequest", ENGINEER).output["baReference"]

    on.sends("withdrawRequest", {"baReference": reference, "reason": "ANTRAG_ZURUECKGENOMMEN"})

    assert on.hears(days=30) == []
    assert on.sends("getDecision", {"baReference": reference}).output["status"] == "ZURUECKGENOMMEN_ABH"


def test_somebody_the_agency_does_not_know_needs_a_person(on: Stage) -> None:
    with pytest.raises(Misconfigured, match="NICHT_BERECHTIGT"):
        on.connect(password="falsch").send(on.request("submitApprovalRequest", ENGINEER))


def test_a_case_of_an_unknown_site_needs_a_person(on: Stage) -> None:
    with pytest.raises(Misconfigured, match="site-unknown"):
        on.connector.send(Request(on.key(), "submitApprovalRequest", ENGINEER, "AKZ-XX-2026-000001"))


@pytest.mark.parametrize(
    ("site", "ags"), [("DD", "14612000"), ("FG", "14522180"), ("C", "14511000"), ("L", "14713000")]
)
def test_the_case_reference_says_which_authority_asks(on: Stage, site: str, ags: str) -> None:
    request = Request(on.key(), "submitApprovalRequest", ENGINEER, f"AKZ-{site}-2026-000001")

    reference = on.connector.send(request).output["baReference"]

    case = on.simulator.cases[reference]
    assert case.request.findtext(f"{BA}header/{BA}senderAgs") == ags


def test_a_message_that_breaks_the_wsdl_does_not_leave_though_its_input_was_fine() -> None:
    recorder = Recorder((SAMPLES / "submitApprovalRequestResponse.xml").read_bytes(), "application/soap+xml")
    office = Office("Ausländerbehörde", "99")

    with pytest.raises(Refused, match=r"SCHEMA_INVALID.*senderAgs"):
        recorder.connect("bundesagentur", Clock(), offices={"DD": office}).send(
            Request(KEY, "submitApprovalRequest", SAMPLE_INPUT, CASE)
        )

    assert recorder.requests == []
