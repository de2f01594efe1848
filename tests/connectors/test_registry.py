"""Agencies are found by folder and by installed package; an operator's mapping makes connectors of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from connectors import quality
from connectors.base import Misconfigured
from connectors.registry import Directory, discover
from connectors.settings import Secret, load
from tests.connectors.stage import LOOPBACK

ROOT = Path(__file__).resolve().parents[2]
JOB_TYPES = {
    "azr.query", "azr.updateFact", "bva.securityQuery", "bundesdruckerei.orderCard", "meldebehoerde.query",
    "meldebehoerde.notify", "gewerbeamt.consult", "zahlung.createPayment", "post.sendLetter",
    "bundesagentur.submitApprovalRequest", "bundesagentur.getDecision", "bundesagentur.supplementRequest",
    "bundesagentur.withdrawRequest", "kammern.createOpinionRequest", "kammern.uploadDocument",
    "fitconnect.registerCallback", "fitconnect.getSubmission", "fitconnect.acceptSubmission",
    "fitconnect.rejectSubmission", "kammern.getOpinionRequest", "kammern.withdrawOpinionRequest", "kammern.remind", "mail.sendNotice",
    "aemter.consult", "aemter.remind", "aemter.withdraw",
}  # fmt: skip


def test_the_job_types_of_the_diagrams_exist() -> None:
    found = {f"{name}.{operation}" for name, agency in discover().items() for operation in agency.connector.operations}

    assert found == JOB_TYPES


def test_a_job_type_leads_to_connector_and_operation() -> None:
    config = discover()["azr"].demo_config("http://127.0.0.1:1/azr", "http://127.0.0.1:2")
    directory = Directory({"azr": config})

    connector, operation = directory.resolve("azr.query")

    assert (connector.name, operation.name, len(directory)) == ("azr", "query", 1)
    assert [each.name for each in directory] == ["azr"]


@pytest.mark.parametrize("job_type", ["azr.unsinn", "bva.securityQuery", "nichts", "nichts.da", ""])
def test_a_job_type_nobody_serves_needs_a_person(job_type: str) -> None:
    directory = Directory({"azr": discover()["azr"].demo_config("http://127.0.0.1:1/azr", "http://127.0.0.1:2")})

    with pytest.raises(Misconfigured):
        directory.resolve(job_type)


def test_an_agency_nobody_knows_is_found_at_start() -> None:
    with pytest.raises(Misconfigured, match="connector-unknown"):
        Directory({"bundesagentr": {}})


def test_a_missing_word_in_the_configuration_is_found_at_start() -> None:
    with pytest.raises(Misconfigured, match="callback_base_url"):
        Directory({"azr": {"base_url": "https://azr.example"}})


def test_secrets_come_by_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("aus-der-datei\n", encoding="utf-8")
    monkeypatch.setenv("AKZESS_TEST_SECRET", "aus-der-umgebung")

    assert Secret.read(f"file:{tmp_path}/secret").reveal() == "aus-der-datei"
    assert Secret.read("env:AKZESS_TEST_SECRET").reveal() == "aus-der-umgebung"


@pytest.mark.parametrize("reference", ["env:NO_SUCH_VARIABLE", "file:/no/such/file"])
def test_a_reference_that_leads_nowhere_needs_a_person(reference: str) -> None:
    config = {"base_url": "https://azr.example", "callback_base_url": "https://a.example", "client_secret": reference}

    with pytest.raises(Misconfigured, match="secret-missing"):
        load(discover()["azr"].config, config)


def test_an_agency_from_an_installed_package_is_found_and_works(tmp_path: Path) -> None:
    package = tmp_path / "akzess_wetteramt"
    package.mkdir()
    (package / "__init__.py").write_text(_OUTSIDE, encoding="utf-8")
    about = tmp_path / "akzess_wetteramt-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: akzess-wetteramt\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[akzess.connectors]\nwetteramt = akzess_wetteramt\n", encoding="utf-8")

    program = [sys.executable, "-W", "error", "-c", _PROGRAM]
    done = subprocess.run(
        program, env={"PYTHONPATH": f"{tmp_path}:{ROOT}"}, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.stdout.strip() == "sonnig", done.stderr


_OUTSIDE = """
from connectors.base import DeliveryClass, Operation
from connectors.examples import Example
from connectors.rest import RestConfig as Config
from connectors.rest_agency import RestConnector, Route
from connectors.schema import record, text
from connectors.simulated import SimulatedAgency
from starlette.responses import JSONResponse

class Connector(RestConnector):
    name = "wetteramt"
    operations = {"ask": Operation("ask", DeliveryClass.A, record(place=text("Ort", "Place")),
                                   record(sky=text("Himmel", "Sky")), "Wetter", "Weather")}
    routes = {"ask": Route("POST", "/sky", body=lambda given, context: dict(given),
                           answer={"type": "object", "required": ["sky"]})}

class Simulator(SimulatedAgency):
    name = "wetteramt"
    async def answer(self, request, body):
        return JSONResponse({"sky": "sonnig"})

EXAMPLES, PERSONAS, CREDENTIALS = (Example("ask", {"place": "Dresden"}),), (), {}
"""
_PROGRAM = f"""
from connectors.base import Request, utc_now
from connectors.registry import Directory, discover
from connectors.simulation import serve
agency = discover()["wetteramt"]
with serve([agency.simulate(utc_now)]) as town:
    directory = Directory({{"wetteramt": {{"base_url": town.url("wetteramt"), "callback_base_url": "https://a.example",
                                         "networks": {LOOPBACK!r}}}}})
    connector, operation = directory.resolve("wetteramt.ask")
    print(connector.send(Request("k", "ask", agency.examples[0].input, "AKZ-DD-2026-000001")).output["sky"])
"""


@pytest.mark.parametrize(
    ("change", "complaint"),
    [("probe: done", "probe"), ("probe: later", "probe"), ("probe: {status: todo}", "probe"), ("prob: done", "prob")],
)
def test_a_quality_line_is_done_or_has_a_reason(tmp_path: Path, change: str, complaint: str) -> None:
    text = (discover()["azr"].folder / "quality.yaml").read_text(encoding="utf-8")
    changed = text.replace("probe: done", "" if change == "probe: done" else change)
    (tmp_path / "quality.yaml").write_text(changed, encoding="utf-8")

    with pytest.raises(ValueError, match=complaint):
        quality.read(tmp_path)


def test_a_level_stops_at_the_first_thing_left_to_do() -> None:
    lines = {rule: quality.Line("done") for rules in quality.RULES.values() for rule in rules}
    left = quality.Line("todo", "noch nicht")

    assert quality.level(lines) is quality.Level.PLATINUM
    assert quality.level(lines | {"personas": left}) is quality.Level.SILVER
    assert quality.level(lines | {"samples": left}) is quality.Level.NONE
    assert quality.level(lines | {"samples": quality.Line("exempt", "keine")}) is quality.Level.PLATINUM
