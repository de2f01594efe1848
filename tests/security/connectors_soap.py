"""Plays rows C07 to C10: contracts, answers in XML and their signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from connectors.base import Rejected
from connectors.simulated_wssec import Seal
from tests.connectors import wrapping
from tests.connectors.letters import LOGIN, WSDL
from tests.connectors.signing import NOW, Tampered, pem_files, refused, tampered
from tests.connectors.stage import Clock, Recorder, Stage, stage
from tests.connectors.test_bundesagentur_signed import Answering, recorded, request, sample
from tests.connectors.test_wssec_refused import TRANSFORMS, remove_reference, weak_digest

from .canary import Canary
from .connectors_stage import Case, outcome

# -- C07, C08: contracts and answers in XML

_HOSTILE_WSDL = {
    "recursive": '<import namespace="urn:x" location="{own}"/>',
    "file": '<import namespace="urn:x" location="file:///etc/passwd"/>',
}


def contract(case: Case, canary: Canary, folder: Path) -> dict[str, Any]:
    import zeep

    from connectors.soap import _Transport

    own = folder / "hostile.wsdl"
    transport: Any = _Transport(None, None, own if "wsdl" in case else WSDL)
    if "wsdl" in case:
        lead = _HOSTILE_WSDL[case["wsdl"]].format(own=own.with_name("another.wsdl"))
        own.write_text(f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/">{lead}</definitions>', encoding="utf-8")
        found = outcome(lambda: zeep.Client(str(own), transport=transport))
    else:
        url = str(case["load"]).format(canary=canary.port, folder=WSDL.parent)
        found = outcome(lambda: transport.load(url))
    return found | {"hits": canary.hits}


def soap_answer(case: Case, canary: Canary, _: Path) -> dict[str, Any]:
    if "sample" in case:
        body = sample(case["sample"])
    elif "repeat" in case:
        text, times = case["repeat"]
        body = text.encode() * times
    else:
        body = str(case["body"]).replace("{canary}", str(canary.port)).encode(case.get("encoding", "utf-8"))
    agency = Recorder(body, case.get("media", "application/soap+xml"))
    connector = agency.connect("bundesagentur", Clock(), password="x", callback_password="y")
    return outcome(lambda: connector.send(request())) | {"hits": canary.hits}


# -- C09, C10: signatures of SOAP messages


def _door(body: bytes, on: Stage) -> dict[str, Any]:
    """What the connector's door says to a letter, what it logs, and whether the answer shows anything of the reason."""
    with capture_logs() as lines:
        try:
            on.connector.receive(body, LOGIN, on.clock())
        except Rejected as rejection:
            answer = on.connector.reject(rejection)
            told = [str(line["reason"]) for line in lines if str(line["reason"]).encode() in answer.body]
            return {"problem": rejection.problem, "lines": len(lines), "shown": told}
    return {"taken": True, "lines": len(lines)}


def _pen(folder: Path, key: str = "rsa-partner") -> Seal:
    return Seal(pem_files(folder, key)[0], pem_files(folder, "ecdsa-akzess")[1])


def wrapped(case: Case, _canary: Canary, folder: Path) -> dict[str, Any]:
    letter = Tampered(_pen(folder).close(sample("notifyDecision-versagt"), NOW))
    getattr(wrapping, case["forgery"])(letter)
    with stage("bundesagentur signed") as on:
        return _door(letter.bytes(), on)


def soap_signature(case: Case, _canary: Canary, folder: Path) -> dict[str, Any]:
    does = case.get("does", "")
    if "digest" in case or "transform" in case or does in ("public-key-hmac", "header-only"):
        return {"reason": _read(case, does)}
    if does == "other-request":
        agency = Answering(sample("getDecisionResponse"), _pen(folder), "urn:uuid:0e9d8c7b-6a5f-4e3d-9c2b-000000000000")
        return outcome(lambda: recorded(agency, Clock()).send(request()))
    plain = sample("Fault-temporaer" if does == "unsigned-fault" else "notifyDecision-zugestimmt")
    strange = does.startswith("stranger")
    body = (
        plain
        if does.startswith("unsigned")
        else _pen(folder, "stranger" if strange else "rsa-partner").close(plain, NOW)
    )
    if does == "changed":
        body = body.replace(b"ZUGESTIMMT", b"VERSAGT")
    with stage("bundesagentur signed") as on:
        on.clock.passes(seconds=case.get("seconds", 0))
        if does == "twice":
            _door(body, on)
        return _door(body, on)


def _read(case: Case, does: str) -> str:
    """The reason of our verifier for a message that the partner itself signed, but not as agreed."""
    if does == "public-key-hmac":
        message = tampered(lambda m: m.info[1].set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"))
    elif does == "header-only":
        message = tampered(lambda m: remove_reference(m, m.body))
    elif "digest" in case:
        message = tampered(weak_digest)
    else:
        assert case["transform"] in TRANSFORMS.values()
        message = tampered(lambda m: m.info[2][0][0].set("Algorithm", case["transform"]))
    return refused(message).name
