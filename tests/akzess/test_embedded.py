"""The platform in one process, on real time and real HTTP: it starts, works, stops, and finds everything again."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from akzess.embedded import Embedded
from akzess.people import DEMO_PASSWORD
from akzess.settings import Settings
from connectors.bundesagentur.examples import engineer

ROOT = Path(__file__).parent.parent.parent
SMALL = {"small.bpmn": (ROOT / "tests" / "town" / "bundle" / "small.bpmn").read_bytes()}


def _ask(address: str, path: str, body: Any = None, who: str = "anna.dd", version: int | None = None) -> Any:
    login = base64.b64encode(f"{who}:{DEMO_PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    headers |= {} if version is None else {"If-Match": f'"{version}"'}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{address}{path}", data, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _eventually(question: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Real time: ask until it is so, at most so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=f"sqlite:///{tmp_path}/akzess.db", port=0)


def test_a_request_goes_to_the_agency_by_itself(settings: Settings) -> None:
    platform = Embedded(settings, demo_cases=False, resources=SMALL)
    address = platform.start().address
    try:
        case = _ask(
            address, "/cases", {"processId": "small", "site": "DD", "variables": {"request": engineer("09912342")}}
        )
        row = _ask(address, "/tasks")["items"][0]
        row = _ask(address, f"/tasks/{row['id']}/claim", {}, version=row["version"])["task"]
        _ask(address, f"/tasks/{row['id']}/complete", {"answers": {"result": "COMPLETE"}}, version=row["version"])

        assert _eventually(lambda: len(platform.town["bundesagentur"].received) == 1)
        assert _eventually(lambda: bool(_ask(address, f"/cases/{case['id']}")["waitsFor"]))
    finally:
        platform.close()


def test_the_next_start_finds_every_case(settings: Settings) -> None:
    with Embedded(settings, demo_cases=False, resources=SMALL) as first:
        number = _ask(first.listener.url, "/cases", {"processId": "small", "site": "DD"})["businessKey"]

    second = Embedded(settings, demo_cases=False, resources=SMALL)
    opening = second.start()
    try:
        assert (opening.cases, opening.created) == (1, False)
        assert _ask(opening.address, f"/cases/{number}")["status"] == "RUNNING"
    finally:
        second.close()


def test_a_port_that_is_taken_is_noticed_before_anything_is_touched(settings: Settings, tmp_path: Path) -> None:
    with Embedded(settings, demo_cases=False, resources=SMALL) as first:
        other = Settings(database=f"sqlite:///{tmp_path}/other.db", port=first.listener.port)
        with pytest.raises(OSError, match="in use"):
            Embedded(other, resources=SMALL).start()

    assert not (tmp_path / "other.db").exists()


def test_what_never_began_to_listen_is_closed_in_peace(settings: Settings) -> None:
    """Whoever starts twice reads that the port is taken, not what could not be closed."""
    Embedded(settings, resources=SMALL).close()

    assert not Path(settings.database.removeprefix("sqlite:///")).exists()


def test_an_authority_brings_its_own_accounts(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "accounts.yaml").write_text("accounts: []\n", encoding="utf-8")
    own = Settings(database=settings.database, port=0, accounts=tmp_path / "accounts.yaml")

    with (
        Embedded(own, demo_cases=False, resources=SMALL) as platform,
        pytest.raises(urllib.error.HTTPError, match="401"),
    ):
        _ask(platform.listener.url, "/cases")


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_the_whole_procedure_starts_with_demo_cases_and_stops_cleanly(tmp_path: Path, kind: signal.Signals) -> None:
    command = [sys.executable, "-m", "akzess", "run", "--port", "0", "--json"]
    with subprocess.Popen(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        opening = json.loads(process.stdout.readline())
        tasks = _eventually(
            lambda: [t["elementId"] for t in _ask(opening["address"], "/tasks")["items"]].count("UT-COMPL") == 5
        )
        process.send_signal(kind)
        process.communicate(timeout=60)

    assert (opening["cases"], process.returncode) == (24, 0)
    assert tasks
    assert (tmp_path / "var" / "akzess.db").exists()
