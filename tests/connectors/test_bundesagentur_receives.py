"""What the Bundesagentur sends: its samples, its personas, and a SOAP client that no one here wrote."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import zeep
from lxml import etree

from connectors.base import Receipt, Rejected, Unavailable
from connectors.bundesagentur.examples import ENGINEER, engineer
from tests.connectors.letters import BA, KEY, LOGIN, SAMPLE_INPUT, SAMPLES, WSDL, body, changed
from tests.connectors.stage import CASE, Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("bundesagentur") as raised:
        yield raised


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
        (Rejected(503, "unavailable", "gleich wieder"), 500, "TEMPORAER"),
        (Rejected(409, "message-id-reuse", "schon da"), 500, "DUBLETTE"),
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
