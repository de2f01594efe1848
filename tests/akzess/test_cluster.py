"""The platform as separate processes on real PostgreSQL and Redis: what one process writes the others go on with."""

from __future__ import annotations

import base64
import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from akzess import settings_check
from akzess.cluster import Cluster, cluster
from akzess.composition import Composition, simulated_agencies
from akzess.local_servers import postgres_server
from akzess.people import DEMO_PASSWORD
from akzess.settings import read
from engine.model import CaseStatus
from store.queries import CaseFilter

pytestmark = pytest.mark.timeout(240)
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    with cluster(folder, services=2, workers=2, keep=False) as found:
        yield found


def asked(address: str, path: str) -> Any:
    """What a clerk of Dresden gets."""
    login = base64.b64encode(f"anna.dd:{DEMO_PASSWORD}".encode()).decode()
    request = urllib.request.Request(f"{address}{path}", headers={"Authorization": f"Basic {login}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def eventually(probe: Callable[[], bool]) -> None:
    """Other processes act in their own time; there is no event of theirs to wait for."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not probe():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def start_case(running: Cluster) -> str:
    """An application that arrives through the command line, as a third process would bring it."""
    from akzess.scenario_file import applications
    from akzess.scenarios import folder

    settings = read(running.settings, {})
    with Composition(settings, extra=lambda guard: simulated_agencies(settings, guard)) as parts:
        return str(parts.house.start(applications(folder())["engineer"]).case_id)


def waits_for_a_clerk(running: Cluster, case_id: str) -> bool:
    """Whether the agencies that come first were asked, so that a clerk's task is there."""
    return bool(asked(running.services[0], f"/cases/{case_id}")["tasks"])


def test_the_settings_of_a_cluster_have_no_mistake(running: Cluster) -> None:
    """From any folder, because their paths are absolute."""
    assert settings_check.check(running.settings) == []


def test_a_case_goes_on_in_whatever_process_is_free(running: Cluster) -> None:
    case_id = start_case(running)

    eventually(lambda: waits_for_a_clerk(running, case_id))


def test_both_services_tell_the_same(running: Cluster) -> None:
    first, second = (asked(address, "/cases?limit=200")["items"] for address in running.services)

    assert [row["id"] for row in first] == [row["id"] for row in second]


def test_dead_workers_are_replaced_and_their_work_is_done(running: Cluster) -> None:
    os.killpg(running.members["workers"].process.pid, signal.SIGKILL)
    running.members["workers"].process.wait()
    case_id = start_case(running)

    assert running.revive() == ["workers"]
    eventually(lambda: waits_for_a_clerk(running, case_id))


def test_a_service_ends_within_ten_seconds_when_asked(running: Cluster) -> None:
    member = running.members["service-2"]
    began = time.monotonic()
    member.process.terminate()
    member.process.wait(10)
    member.start()

    assert time.monotonic() - began < 10
    eventually(lambda: _answers(running.services[1]))


def _answers(address: str) -> bool:
    try:
        return bool(asked(address, "/me"))
    except OSError:
        return False


def test_no_case_has_an_incident_after_all_this(running: Cluster) -> None:
    settings = read(running.settings, {})
    with Composition(settings) as parts:
        found = parts.house.read.cases(1, filters=CaseFilter(statuses=(CaseStatus.INCIDENT,)))

    assert found.items == ()


def test_without_redis_everything_still_happens(tmp_path: Path) -> None:
    with cluster(tmp_path, services=1, workers=1, redis=False, keep=False) as running:
        case_id = start_case(running)

        eventually(lambda: waits_for_a_clerk(running, case_id))


def test_a_server_keeps_its_data_in_the_folder_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by a path from here: the server itself works elsewhere."""
    monkeypatch.chdir(tmp_path)

    with postgres_server(keep=Path("kept")):
        pass

    assert (tmp_path / "kept" / "data" / "PG_VERSION").exists()
