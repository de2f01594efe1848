"""Letters that are damaged on purpose, and the rules by which the simulated agency judges ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from connectors.base import Misconfigured, Rejected
from connectors.bundesagentur.rulebook import establishment_is_plausible, fiction_date
from tests.connectors.letters import LOGIN, SAMPLES, WSDL
from tests.connectors.stage import Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("bundesagentur") as raised:
        yield raised


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

    transport = _Transport(None, None, WSDL)

    for url in ("http://127.0.0.1/x.xsd", "file:///etc/hostname", "../secrets", str(Path("/etc/hostname"))):
        with pytest.raises(Misconfigured, match="wsdl-import"):
            transport.load(url)
