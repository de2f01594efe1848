"""Real processes: a service says that it stops before it does, a worker gives back what it holds, logs are JSON lines."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from akzess.composition import Composition
from akzess.local_servers import free_port
from akzess.people import named
from akzess.processes import GRACE_SECONDS
from akzess.settings import read
from connectors.bundesagentur.examples import engineer

pytestmark = pytest.mark.timeout(180)
ROOT = Path(__file__).parent.parent.parent
SMALL = {"small.bpmn": (ROOT / "tests" / "town" / "bundle" / "small.bpmn").read_bytes()}
PATIENCE_SECONDS = 90.0


class Place:
    """A database, settings and the processes on them."""

    def __init__(self, folder: Path, agencies: str, **operations: Any) -> None:
        self.folder = folder
        self.file = folder / "settings.yaml"
        content = {
            "database": f"sqlite:///{folder}/akzess.db",
            "port": free_port(),
            "simulators": {"address": f"{agencies}/{{name}}", "callback": agencies},
            "operations": {"drain_seconds": 2, **operations},
        }
        self.file.write_text(yaml.safe_dump(content), encoding="utf-8")
        self.settings = read(self.file, {})
        with Composition(self.settings) as parts:
            parts.prepare(SMALL)

    def case_at_the_agency(self) -> str:
        """A case whose request is to be sent."""
        with Composition(self.settings) as parts:
            house = parts.house
            case = house.start({"request": engineer("09912342")}, process="small", site="DD")
            house.complete(house.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})
            return str(case.case_id)

    def job_states(self) -> list[str]:
        with Composition(self.settings) as parts:
            return [row.state.name for row in parts.house.read.job_counts(1) for _ in range(row.count)]

    @contextmanager
    def process(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        log = self.folder / "log"
        with log.open("ab") as output:
            started = subprocess.Popen(
                [sys.executable, "-m", "akzess", "--settings", str(self.file), *arguments],
                cwd=ROOT, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        try:
            yield started
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()

    def lines(self) -> list[str]:
        return (self.folder / "log").read_text(encoding="utf-8").splitlines()

    def events(self) -> list[dict[str, Any]]:
        """What the processes logged; what the command line says to people is no log."""
        return [json.loads(line) for line in self.lines() if line.startswith("{")]


def _eventually(probe: Callable[[], bool]) -> None:
    """Other processes act in their own time; there is no event of theirs to wait for."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not probe():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def _ready(port: int) -> tuple[int, list[str]]:
    """Status and codes; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=20) as answer:
            return answer.status, []
    except urllib.error.HTTPError as error:
        return error.code, [item["code"] for item in json.load(error)["errors"]]
    except OSError:
        return 0, []


@contextmanager
def _silence() -> Iterator[str]:
    """An agency that takes the line and never answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(50)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


@dataclass(frozen=True)
class Stopped:
    """What was seen of a service and a worker that were asked to end while the worker waited for an agency."""

    codes: set[str]
    ended: tuple[int, int]
    jobs: list[str]
    events: list[dict[str, Any]]
    other_lines: list[str]


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stopped]:
    """Both at once, because each start of a process takes its time."""
    with _silence() as agency:
        place = Place(tmp_path_factory.mktemp("stopped"), agency, metrics_port=21_000)
        place.case_at_the_agency()
        codes: set[str] = set()

        def told() -> bool:
            codes.update(_ready(place.settings.port)[1])
            return "stopping" in codes

        with place.process("service") as service, place.process("worker", "--processes", "1") as worker:
            _eventually(lambda: _ready(place.settings.port)[0] == 200 and place.job_states() == ["LEASED"])
            for process in (service, worker):
                process.send_signal(signal.SIGTERM)
            _eventually(told)
            ended = service.wait(GRACE_SECONDS + 20), worker.wait(GRACE_SECONDS + 20)
        other = [line for line in place.lines() if not line.startswith("{") and "http://" not in line]
        yield Stopped(codes, ended, place.job_states(), place.events(), other)


def test_a_service_that_is_asked_to_end_says_so_before_it_does(stopped: Stopped) -> None:
    assert stopped.codes >= {"stopping"}


def test_both_end_by_themselves(stopped: Stopped) -> None:
    assert stopped.ended == (0, 0)


def test_a_worker_that_is_asked_to_end_gives_back_what_it_has_not_finished(stopped: Stopped) -> None:
    """The agency would let it wait for a minute; the next worker need not."""
    assert stopped.jobs == ["READY"]
    assert [event["jobs"] for event in stopped.events if event["event"] == "worker.leases_given_back"] == [1]


def test_every_role_logs_one_json_object_a_line_with_role_and_process(stopped: Stopped) -> None:
    """What the command line says to people (the address) is no log."""
    assert stopped.other_lines == []
    assert all({"event", "level", "timestamp", "role", "pid"} <= set(event) for event in stopped.events)


def test_a_worker_serves_figures_of_its_own(stopped: Stopped) -> None:
    ports = [event["port"] for event in stopped.events if event["event"] == "figures.served"]

    assert [port >= 21_000 for port in ports] == [True]


def test_a_worker_that_has_grown_too_large_is_started_anew(tmp_path: Path) -> None:
    with _silence() as agency:
        place = Place(tmp_path, agency, worker_memory_mb=1)
        with place.process("worker", "--processes", "1"):
            _eventually(lambda: any(event["event"] == "worker.ended" for event in place.events()))

    assert next(event["code"] for event in place.events() if event["event"] == "worker.ended") == 0
    assert "worker.worn" in {event["event"] for event in place.events()}
