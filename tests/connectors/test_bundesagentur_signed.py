"""The Bundesagentur with signatures switched on: both directions, both versions, and every forgery at our own door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import etree
from structlog.testing import capture_logs
from zeep.wsse import signature as zeep_signature

from connectors.base import HttpAnswer, Misconfigured, Receipt, Refused, Rejected, Request
from connectors.bundesagentur.examples import ENGINEER
from connectors.envelope import MEDIA_TYPES, NAMESPACES
from connectors.replay import MemoryReplayGuard
from connectors.simulated_wssec import NotSigned, Seal
from connectors.wssec_keys import Pinned
from connectors.wssec_names import WSA
from connectors.wssec_verify import Verified, Verifier
from tests.connectors.letters import KEY, LOGIN, SAMPLES
from tests.connectors.modes import agency_of
from tests.connectors.signing import NOW, Forgery, Tampered, pem_files, signer
from tests.connectors.stage import Clock, Recorder, Stage, stage
from tests.connectors.wrapping import RELATIVES, XSW

MODE = "bundesagentur signed"


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage(MODE) as raised:
        yield raised


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    """The agency's own pen."""
    key, _ = pem_files(tmp_path, "rsa-partner")
    return Seal(key, pem_files(tmp_path, "ecdsa-akzess")[1])


def sample(name: str, version: str = "1.2") -> bytes:
    """A letter of the agency without the comments that explain it to people."""
    explained = etree.fromstring((SAMPLES / f"{name}.xml").read_bytes(), etree.XMLParser(remove_comments=True))
    letter = etree.tostring(explained)
    other = NAMESPACES["1.1" if version == "1.2" else "1.2"]
    return letter.replace(other.encode(), NAMESPACES[version].encode())


def ours(answer: HttpAnswer) -> Verified:
    """What the agency reads in our answer."""
    pinned = Pinned([signer("ecdsa-akzess").certificate])
    return Verifier(pinned, MemoryReplayGuard(), source="akzess").verify(answer.body, now=NOW)


def test_a_request_and_its_answer_are_signed(on: Stage) -> None:
    answer = on.sends("submitApprovalRequest", ENGINEER)

    assert answer.output["baReference"].startswith("BA-AMZ-2026-")
    with pytest.raises(Refused, match="UNBEKANNTE_REFERENZ"):
        on.sends("getDecision", {"baReference": "BA-AMZ-2026-999999"})
    on.connector.probe()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_both_versions_are_signed_both_ways(version: str) -> None:
    with stage(MODE) as on:
        on.simulator.config = {**on.simulator.config, "callback_soap": version}
        on.connector = on.connect(soap_version=version)
        on.sends("submitApprovalRequest", ENGINEER)

        (message,) = on.hears(days=1)

    assert message.payload["status"] == "ZUGESTIMMT"
    assert message.dialect.startswith(f"{version} urn:uuid:")


def test_zeep_finds_our_signature_right(tmp_path: Path) -> None:
    agency = Recorder(b"", "text/html", 503)
    connector = recorded(agency, Clock())
    with pytest.raises(Exception, match="http-503"):
        connector.send(request())

    _, certificate = pem_files(tmp_path, "ecdsa-akzess")
    zeep_signature.verify_envelope(etree.fromstring(agency.requests[0][3]), certificate)


def recorded(agency: Recorder, clock: Clock) -> Any:
    config = agency_of(MODE).demo_config("https://agency.example/api", "https://akzess.example") | {"networks": ()}
    return agency_of(MODE).build(config, clock=clock, transport=httpx2.ASGITransport(app=agency))


def request() -> Request:
    return Request(KEY, "getDecision", {"baReference": "BA-AMZ-2026-000001"}, "AKZ-DD-2026-000123")


class Answering(Recorder):
    """An agency that signs `body` as the answer to whatever it is asked, or to `relates_to`."""

    def __init__(self, body: bytes, seal: Seal | None, relates_to: str = "", status: int = 200) -> None:
        super().__init__(body, MEDIA_TYPES["1.2"], status)
        self.plain, self.seal, self.relates_to = body, seal, relates_to

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        asked = etree.fromstring(body).findtext(f".//{{{WSA}}}MessageID")
        if self.seal is not None:
            self.body = self.seal.close(self.plain, NOW, self.relates_to or str(asked))

        async def again() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        await super().__call__(scope, again, send)


def test_a_signed_answer_to_our_request_is_read(seal: Seal) -> None:
    answer = recorded(Answering(sample("getDecisionResponse"), seal), Clock()).send(request())

    assert answer.output["baReference"]


@pytest.mark.parametrize("name", ["getDecisionResponse", "Fault-temporaer", "Fault-unzustaendig"])
@pytest.mark.parametrize("how", ["unsigned", "other request", "other key"])
def test_an_answer_that_is_not_signed_for_this_request_is_an_incident(
    seal: Seal, tmp_path: Path, name: str, how: str
) -> None:
    stranger = Seal(pem_files(tmp_path, "stranger")[0], pem_files(tmp_path, "ecdsa-akzess")[1])
    pen = {"unsigned": None, "other request": seal, "other key": stranger}[how]
    related = "urn:uuid:of-another-request" if how == "other request" else ""
    agency = Answering(sample(name), pen, related, 500 if name.startswith("Fault") else 200)

    with pytest.raises(Misconfigured) as failure:
        recorded(agency, Clock()).send(request())

    assert failure.value.code == "signature"
    assert failure.value.outcome_unknown


def test_a_request_without_our_signature_is_refused_by_the_agency(on: Stage) -> None:
    unsigned = on.connect(signing_key="", signing_certificate="", partner_certificate="")

    with pytest.raises(Misconfigured):  # its signed fault demands to be understood, so not even that is read
        unsigned.send(on.request("submitApprovalRequest", ENGINEER))

    assert on.simulator.received == []


# At our door


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_signed_letter_is_taken_and_the_acknowledgement_answers_it(on: Stage, seal: Seal, version: str) -> None:
    letter = seal.close(sample("notifyDecision-zugestimmt", version), NOW)
    identifier = etree.fromstring(letter).findtext(f".//{{{WSA}}}MessageID")

    message = on.connector.receive(letter, LOGIN, NOW)
    read = ours(on.connector.acknowledge(message, Receipt("r-1", NOW)))

    assert message.payload["status"] == "ZUGESTIMMT"
    assert (read.version, read.relates_to) == (version, identifier)


@pytest.mark.parametrize("forgery", [*XSW, *RELATIVES], ids=lambda f: f.__name__)
def test_a_wrapped_letter_is_rejected_and_answered_with_one_word(on: Stage, seal: Seal, forgery: Forgery) -> None:
    letter = Tampered(seal.close(sample("notifyDecision-versagt"), NOW))
    forgery(letter)

    with capture_logs() as lines, pytest.raises(Rejected) as rejection:
        on.connector.receive(letter.bytes(), LOGIN, NOW)
    answer = on.connector.reject(rejection.value)

    assert (rejection.value.problem, rejection.value.reason, rejection.value.__cause__) == ("signature", "", None)
    assert [set(line) for line in lines] == [{"agency", "reason", "event", "log_level"}]
    assert answer.status == 500
    told = etree.fromstring(ours(answer).body)
    assert told.findtext(".//{*}amzFault/{*}code") == "NICHT_BERECHTIGT"
    assert told.findtext(".//{*}amzFault/{*}text") == "signature"


@pytest.mark.parametrize("name", ["notifyDecision-zugestimmt", "Fault-temporaer"])
def test_an_unsigned_letter_or_fault_is_rejected(on: Stage, name: str) -> None:
    with pytest.raises(Rejected, match="signature"):
        on.connector.receive(sample(name), LOGIN, NOW)


def test_a_signed_fault_is_no_decision(on: Stage, seal: Seal) -> None:
    with pytest.raises(Rejected, match="schema"):
        on.connector.receive(seal.close(sample("Fault-temporaer"), NOW), LOGIN, NOW)


def test_the_password_does_not_replace_the_signature_nor_the_signature_the_password(on: Stage, seal: Seal) -> None:
    with pytest.raises(Rejected, match="credentials"):
        on.connector.receive(seal.close(sample("notifyDecision-zugestimmt"), NOW), {}, NOW)


def test_a_copied_letter_is_rejected_and_one_we_could_not_store_may_come_again(on: Stage, seal: Seal) -> None:
    letter = seal.close(sample("notifyDecision-zugestimmt"), NOW)
    first = on.connector.receive(letter, LOGIN, NOW)
    with pytest.raises(Rejected, match="signature"):
        on.connector.receive(letter, LOGIN, NOW)

    on.connector.reject(Rejected(503, "unavailable", dialect=first.dialect))

    assert on.connector.receive(letter, LOGIN, NOW) == first


def test_an_old_letter_is_rejected(on: Stage, seal: Seal) -> None:
    letter = seal.close(sample("notifyDecision-zugestimmt"), NOW)

    with pytest.raises(Rejected, match="signature"):
        on.connector.receive(letter, LOGIN, NOW + timedelta(minutes=6))


def test_a_letter_beyond_the_limit_is_too_large_before_it_is_verified(on: Stage) -> None:
    with pytest.raises(Rejected) as rejection:
        on.connector.receive(b" " * (1024 * 1024 + 1), LOGIN, NOW)

    assert rejection.value.status == 413


@pytest.mark.parametrize("missing", ["signing_key", "signing_certificate", "partner_certificate"])
def test_half_a_configuration_is_found_at_start(on: Stage, missing: str) -> None:
    with pytest.raises(Misconfigured, match="belong together"):
        on.connect(**{missing: ""})


# The agency's own code


def test_the_agency_does_not_accept_a_changed_or_repeated_request(tmp_path: Path, seal: Seal) -> None:
    agency = Recorder(b"", "text/html", 503)
    with pytest.raises(Exception, match="http-503"):
        recorded(agency, Clock()).send(request())
    sent = agency.requests[0][3]

    with pytest.raises(NotSigned):
        seal.open(sent.replace(b"BA-AMZ-2026-000001", b"BA-AMZ-2026-000002"), NOW)
    assert seal.open(sent, NOW).startswith("urn:uuid:")
    with pytest.raises(NotSigned):
        seal.open(sent, NOW)
