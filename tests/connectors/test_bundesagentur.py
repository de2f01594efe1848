"""The Bundesagentur's SOAP interface, compared with its contract and with letters that our code did not write."""

from __future__ import annotations

import base64
import copy
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree

from connectors.base import ConnectorError, Misconfigured, Receipt, Refused, Rejected, Reply, Request, Unavailable
from connectors.bundesagentur.examples import ENGINEER, engineer
from connectors.bundesagentur.rulebook import establishment_is_plausible, fiction_date
from connectors.envelope import NAMESPACES
from connectors.registry import discover
from tests.connectors.stage import CASE, Clock, Recorder, Stage, stage

CONTRACT = discover()["bundesagentur"].folder / "contract"
SAMPLES = CONTRACT / "samples"
WSDL = CONTRACT / "ba-arbeitsmarktzulassung.wsdl"
BA = "{urn:akzess:ba:amz:1}"
KEY = "7f1d2c3b-0a4e-4b5c-8d6f-1a2b3c4d5e6f"
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"ba:callback-simulator").decode()}
#: What a process would give so that the agency's own sample of a request comes out.
SAMPLE_INPUT: dict[str, Any] = {
    "procedure": "TITEL_BESCHAEFTIGUNG",
    "occasion": "ERSTERTEILUNG",
    "legalBasis": "18B/BESCHV-2a-1",
    "deadlineWeeks": 2.0,
    "clerk": "Sachgebiet 3",
    "clerkPhone": "+493514880000",
    "person": {
        "givenNames": "Ana Sofía",
        "familyName": "Beispiel d'Ávila",
        "birthDate": "1990-02-28",
        "sex": "F",
        "nationality": ["353", "327"],
        "residenceCountry": "353",
        "residenceSince": "1990-02-28",
        "azrNumber": "261012345678",
    },
    "employer": {
        "name": "Muster Maschinenbau AG",
        "address": {
            "street": "Industriestraße",
            "houseNo": "5 a",
            "plz": "09599",
            "city": "Freiberg",
            "ags": "14522180",
        },
        "contact": "Personalbüro",
        "phone": "+49373100000",
        "email": "personal@maschinenbau.example",
        "betriebsnummer": "08812349",
        "foundedWithin24Months": False,
    },
    "job": {
        "start": "2026-12-01",
        "end": "2028-11-30",
        "agencyWork": False,
        "workPlaceType": "ABWEICHEND",
        "workPlace": {"street": "Am Werk", "houseNo": None, "plz": "09111", "city": "Chemnitz"},
        "title": "Konstruktionsingenieurin",
        "description": "Konstruktion von Getrieben",
        "kldb": "27284",
        "isco": "2144",
        "licenceRequired": True,
        "licenceName": "Ingenieurkammer",
        "hoursPerWeek": 38.5,
        "workTimeType": "VOLLZEIT",
        "overtimeObligation": True,
        "overtimeHoursPerMonth": 6.5,
        "overtimeCompensation": "FREIZEIT",
        "vacationDays": 30,
    },
    "pay": {
        "boundByTariff": True,
        "tariffTermsApplied": True,
        "tariffName": "Metall Sachsen",
        "payGroup": "EG 11",
        "gross": 4512.34,
        "grossUnit": "MONAT",
        "annualGross": 54148.08,
        "benefitInKind": "Jobticket",
        "benefitValue": 49,
        "variablePay": "Prämie",
        "variableValue": 1200.5,
        "socialInsuranceDE": True,
        "remarks": "13. Monatsgehalt nicht enthalten",
    },
    "qualification": [
        {
            "kind": "HOCHSCHULE",
            "name": "Ingeniera mecánica",
            "country": "353",
            "obtainedOn": "2013-07-01",
            "recognised": "TEILWEISE",
            "proofDocumentId": "5b0c2f6e-4c1d-4f0a-9f3e-000000000001",
        },
        {"kind": "BERUFSERFAHRUNG"},
    ],
    "jobWillBePerformed": True,
    "declarationPlace": "Freiberg",
    "declarationDate": "2026-10-19",
    "documents": [
        {
            "documentId": "5b0c2f6e-4c1d-4f0a-9f3e-000000000001",
            "type": "EZB",
            "mimeType": "application/pdf",
            "content": base64.b64encode(b"%PDF-1.7\n% EzB\n%%EOF\n").decode(),
        }
    ],
}


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("bundesagentur") as raised:
        yield raised


def changed(given: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of an input with one entry replaced; `path` with dots, numbers for lists."""
    result = copy.deepcopy(dict(given))
    place: Any = result
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return result


def values(element: etree._Element) -> list[tuple[str, str]]:
    """Every element of a message with its text, in order, whatever the prefixes and spaces."""
    return [(str(etree.QName(node).localname), (node.text or "").strip()) for node in element.iter(etree.Element)]


def body(envelope: bytes) -> etree._Element:
    root = etree.fromstring(envelope, etree.XMLParser(remove_comments=True))
    return next(root.iterchildren("{*}Body"))[0]


# Sent


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
    assert etree.fromstring(sent).tag == f"{{{NAMESPACES[version]}}}Envelope"  # type: ignore[index]


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


# Refused


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

    case = on.simulator.cases[reference]  # type: ignore[attr-defined]  # this agency's own book
    assert case.request.findtext(f"{BA}header/{BA}senderAgs") == ags


# Received


def decided(on: Stage, betriebsnummer: str, **time: float) -> dict[str, Any]:
    on.sends("submitApprovalRequest", engineer(betriebsnummer))
    return dict(on.hears(**(time or {"minutes": 3}))[0].payload)


def test_persona_approves(on: Stage) -> None:
    assert decided(on, "09912342")["status"] == "ZUGESTIMMT"


def test_persona_approves_with_restriction(on: Stage) -> None:
    payload = decided(on, "08812349")

    assert payload["status"] == "ZUGESTIMMT_MIT_BESCHRAENKUNG"
    assert payload["restriction"]["employer"] == "Beispiel Halbleiter GmbH"
    assert payload["restriction"]["validTo"] == "2028-10-20"


def test_persona_refuses(on: Stage) -> None:
    payload = decided(on, "12345671")

    assert (payload["status"], payload["refusalCode"]) == ("VERSAGT", ["P39_2_1_UNGUENSTIGE_BEDINGUNGEN"])


def test_persona_never_answers(on: Stage) -> None:
    answer = on.sends("submitApprovalRequest", engineer("09555556"))

    assert on.hears(days=60) == []
    assert answer.output["fictionDate"] == "2026-11-04"


def test_persona_asks_for_more_and_approves_after_the_supplement(on: Stage) -> None:
    answer = on.sends("submitApprovalRequest", engineer("07213570"))
    asked = on.hears(minutes=3)[0].payload

    on.sends("supplementRequest", {"baReference": answer.output["baReference"], "documents": SAMPLE_INPUT["documents"]})

    assert asked["status"] == "NACHFORDERUNG"
    assert asked["missingItem"]
    assert on.hears(minutes=3)[0].payload["status"] == "ZUGESTIMMT"


def test_persona_is_unavailable_twice_and_files_one_request(on: Stage) -> None:
    key = on.key()
    for _ in range(2):
        with pytest.raises(Unavailable, match="TEMPORAER") as failure:
            on.sends("submitApprovalRequest", engineer("55555553"), key)
        assert not failure.value.outcome_unknown

    on.sends("submitApprovalRequest", engineer("55555553"), key)

    assert on.simulator.received == [key]
    assert on.hears(minutes=3)[0].payload["status"] == "ZUGESTIMMT"


def test_agency_work_is_refused(on: Stage) -> None:
    on.sends("submitApprovalRequest", changed(ENGINEER, "job.agencyWork", True))

    assert on.hears(minutes=3)[0].payload["refusalCode"] == ["P40_1_2_LEIHARBEIT"]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("zugestimmt", {"status": "ZUGESTIMMT", "legalBasis": "18B/BESCHV-2a-1", "priorityCheckDone": True}),
        (
            "beschraenkt",
            {
                "status": "ZUGESTIMMT_MIT_BESCHRAENKUNG",
                "restriction": {
                    "validFrom": "2026-12-01",
                    "validTo": "2028-11-30",
                    "establishment": None,
                    "occupation": None,
                    "employer": "Muster Maschinenbau AG",
                    "region": "Sachsen",
                    "workingTime": None,
                },
            },
        ),
        (
            "nachforderung",
            {
                "status": "NACHFORDERUNG",
                "missingItem": ["Zusatzblatt A", "Tarifvertrag"],
                "employerAskedOn": "2026-10-26",
                "employerDeadline": "2026-11-09",
                "statusAt": "2026-10-26T09:30:00+01:00",
            },
        ),
        (
            "versagt",
            {"status": "VERSAGT", "refusalCode": ["P39_2_1_UNGUENSTIGE_BEDINGUNGEN", "GEHALTSSCHWELLE"]},
        ),
    ],
)
def test_a_letter_as_the_agency_writes_it(on: Stage, sample: str, expected: dict[str, Any]) -> None:
    letter = (SAMPLES / f"notifyDecision-{sample}.xml").read_bytes()

    message = on.connector.receive(letter, LOGIN, on.clock())

    assert message.message_id == "0e9d8c7b-6a5f-4e3d-9c2b-1a0f9e8d7c6b"
    assert message.correlation_key == KEY
    assert {name: message.payload[name] for name in expected} == expected


class Loop(zeep.Transport):
    """A transport that hands every message to our endpoint: the agency's side made by zeep from the WSDL alone."""

    def __init__(self, on: Stage) -> None:
        super().__init__()
        self.on, self.messages = on, list[Any]()

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Any:
        connector = self.on.connector
        try:
            received = connector.receive(message, headers | LOGIN, self.on.clock())
            self.messages.append(received)
            answer = connector.acknowledge(received, Receipt("r-1", self.on.clock()))
        except Rejected as rejection:
            answer = connector.reject(rejection)
        response = type("Response", (), {})()
        response.status_code, response.content, response.encoding = answer.status, answer.body, "utf-8"
        response.headers = {"Content-Type": answer.content_type}
        return response


@pytest.mark.parametrize(("binding", "dialect"), [("Cb11", "1.1"), ("Cb12", "1.2")])
def test_a_zeep_client_from_the_wsdl_delivers_a_decision(on: Stage, binding: str, dialect: str) -> None:
    loop = Loop(on)
    client = zeep.Client(str(WSDL), transport=loop)
    service = client.create_service(f"{BA}{binding}", "https://akzess.example/agencies/bundesagentur/messages")
    header = {
        "messageId": str(uuid.uuid5(uuid.NAMESPACE_OID, binding)),
        "createdAt": on.clock(),
        "senderAbh": "AMZ-Team",
        "senderAgs": "14713000",
        "caseRef": CASE,
    }

    acknowledged = service.notifyDecision(
        decision={
            "header": header,
            "requestMessageId": KEY,
            "baReference": "R-1",
            "status": "ZUGESTIMMT",
            "statusAt": on.clock(),
        }
    )
    loop.session.close()

    assert acknowledged == on.clock()
    assert (loop.messages[0].payload["status"], loop.messages[0].dialect) == ("ZUGESTIMMT", dialect)


@pytest.mark.parametrize("binding", ["Amz11", "Amz12"])
def test_a_zeep_client_from_the_wsdl_is_served_by_the_simulator(on: Stage, binding: str) -> None:
    transport = zeep.Transport()
    transport.session.auth = ("akzess", "ba-simulator")
    client = zeep.Client(str(WSDL), transport=transport)
    address = f"{on.town.url('bundesagentur')}/soap{binding[-2:]}"
    header = {"messageId": KEY, "createdAt": on.clock(), "senderAbh": "A", "senderAgs": "14612000", "caseRef": CASE}

    with pytest.raises(zeep.exceptions.Fault) as fault:
        client.create_service(f"{BA}{binding}", address).getDecision(header=header, baReference="BA-0")
    transport.session.close()

    assert fault.value.detail.findtext(f".//{BA}code") == "UNBEKANNTE_REFERENZ"


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [
        (Rejected(404, "unknown-reference", "kein Vorgang"), 500, "UNBEKANNTE_REFERENZ"),
        (Rejected(401, "credentials", "unbekannt"), 401, "NICHT_BERECHTIGT"),
        (Rejected(503, "temporary", "gleich wieder"), 500, "TEMPORAER"),
        (Rejected(400, "schema", "/notifyDecision"), 500, "SCHEMA_INVALID"),
        (Rejected(413, "too-large"), 413, "SCHEMA_INVALID"),
    ],
)
@pytest.mark.parametrize("dialect", ["1.1", "1.2", ""])
def test_our_fault_fits_the_contract(on: Stage, problem: Rejected, status: int, code: str, dialect: str) -> None:
    problem.dialect = dialect

    answer = on.connector.reject(problem)

    detail = next(etree.fromstring(answer.body).iter(f"{BA}amzFault"))
    schema = etree.fromstring(etree.tostring(etree.parse(WSDL).find(".//{http://www.w3.org/2001/XMLSchema}schema")))
    etree.XMLSchema(schema).assertValid(etree.fromstring(etree.tostring(detail)))
    assert (answer.status, detail.findtext(f"{BA}code")) == (status, code)


def test_every_message_of_both_sides_fits_the_wsdl(on: Stage) -> None:
    schema = etree.fromstring(etree.tostring(etree.parse(WSDL).find(".//{http://www.w3.org/2001/XMLSchema}schema")))
    judge = etree.XMLSchema(schema)

    for number in ("09912342", "08812349", "07213570", "12345671"):
        on.sends("submitApprovalRequest", engineer(number))
    letters = [delivery.body for delivery in on.deliveries(minutes=3)]

    assert len(letters) == 4
    for letter in letters:
        judge.assertValid(etree.fromstring(etree.tostring(body(letter))))


# Damaged on purpose


def hostile(name: str, envelope: str = "http://www.w3.org/2003/05/soap-envelope") -> bytes:
    good = (SAMPLES / "notifyDecision-versagt.xml").read_bytes().decode()
    return {
        "external entity": good.replace("<S:Env", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><S:Env', 1),
        "doctype alone": good.replace("<S:Env", "<!DOCTYPE x><S:Env", 1),
        "billion laughs": good.replace("<S:Env", '<!DOCTYPE x [<!ENTITY a "1234567890">]><S:Env', 1),
        "stylesheet": good.replace("<S:Env", '<?xml-stylesheet href="http://127.0.0.1/"?><S:Env', 1),
        "two bodies": good.replace("</S:Envelope>", "<S:Body><x/></S:Body></S:Envelope>"),
        "body in header": good.replace("<S:Header/>", "<S:Header><S:Body><x/></S:Body></S:Header><S:Header/>"),
        "empty body": f'<S:Envelope xmlns:S="{envelope}"><S:Body/></S:Envelope>',
        "must understand": good.replace("<S:Header/>", '<S:Header><x S:mustUnderstand="1"/></S:Header>'),
        "deep": f'<S:Envelope xmlns:S="{envelope}"><S:Body>{"<a>" * 100}{"</a>" * 100}</S:Body></S:Envelope>',
        "abyss": f'<S:Envelope xmlns:S="{envelope}"><S:Body>{"<a>" * 300}{"</a>" * 300}</S:Body></S:Envelope>',
        "wide": f'<S:Envelope xmlns:S="{envelope}"><S:Body>{"<a/>" * 30_000}</S:Body></S:Envelope>',
        "latin-1": good.replace("UTF-8", "ISO-8859-1"),
        "other operation": (SAMPLES / "withdrawRequest.xml").read_bytes().decode(),
        "fault": (SAMPLES / "Fault-temporaer.xml").read_bytes().decode(),
        "unknown status": good.replace("VERSAGT", "VIELLEICHT"),
        "two million characters": good.replace("ortsüblichen", "x" * 2_000_000),
    }[name].encode()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("external entity", "dtd-forbidden"),
        ("doctype alone", "dtd-forbidden"),
        ("billion laughs", "dtd-forbidden"),
        ("stylesheet", "malformed"),
        ("two bodies", "malformed"),
        ("body in header", "malformed"),
        ("empty body", "malformed"),
        ("must understand", "must-understand"),
        ("deep", "xml-limit"),
        ("abyss", "malformed"),
        ("wide", "xml-limit"),
        ("latin-1", "encoding"),
        ("other operation", "schema"),
        ("fault", "schema"),
        ("unknown status", "schema"),
        ("two million characters", "too-large"),
    ],
)
def test_a_hostile_letter_is_rejected(on: Stage, name: str, problem: str) -> None:
    with pytest.raises(Rejected) as rejection:
        on.connector.receive(hostile(name), LOGIN, on.clock())

    assert rejection.value.problem == problem


# The rules of the simulated agency


@pytest.mark.parametrize(
    ("number", "valid"),
    [("09912342", True), ("09912347", True), ("08812349", True), ("08812344", True), ("07213570", True),
     ("12345671", True), ("12345676", True), ("09555556", True), ("55555553", True), ("55555558", True),
     ("12345678", False), ("00012345", False), ("10512340", False), ("09912343", False)],
)  # fmt: skip
def test_the_check_digit_of_an_establishment(number: str, valid: bool) -> None:
    assert establishment_is_plausible(number) is valid


def test_a_fiction_date_is_a_working_day_of_the_teams_land() -> None:
    sent = datetime.fromisoformat("2026-11-04T10:00:00+01:00")

    assert fiction_date(sent, 2, "SN").isoformat() == "2026-11-19"  # Buß- und Bettag is free in Saxony only
    assert fiction_date(sent, 2, "ST").isoformat() == "2026-11-18"


def test_the_contract_is_the_vendored_file_and_nothing_else() -> None:
    from connectors.soap import _Transport

    transport = _Transport(None, None, WSDL)  # type: ignore[arg-type]  # loading needs neither

    for url in ("http://127.0.0.1/x.xsd", "file:///etc/hostname", "../secrets", str(Path("/etc/hostname"))):
        with pytest.raises(Misconfigured, match="wsdl-import"):
            transport.load(url)
