"""Questions to the forecast over HTTP: asked, simulated in a process of its own, answered; the same for the same seed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest

from akzess.demo_mining import fill
from store import open_store

from ..status.conftest import Office, built
from ..store.records import emptied

QUESTION = {
    "site": "DD",
    "weeks": 2,
    "replications": 20,
    "absences": [{"role": "akz-clerk", "people": 1, "since": "2026-10-26", "until": "2026-10-30"}],
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office with a little experience and one case; stories only ask."""
    if request.param == "sqlite":
        path = request.getfixturevalue("tmp_path_factory").mktemp("forecast") / "a.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        store: Any = open_store(f"sqlite:///{path}")
    else:
        store = request.getfixturevalue("migrated_postgres")
        emptied(store)
    found = built(store)
    fill(found.house, cases=60)
    found.applies()
    yield found
    found.house.close()
    if request.param == "sqlite":
        store.close()


def asked(office: Office, body: dict[str, Any]) -> Any:
    answer = office.as_person("clara")("POST", "/forecast/runs", body)
    assert answer.status_code == 201, answer.text
    run, ends = answer.json()["id"], time.monotonic() + 90
    while time.monotonic() < ends:
        found = office.as_person("clara")("GET", f"/forecast/runs/{run}").json()
        if found["state"] != "RUNNING":
            return found
        time.sleep(0.1)
    raise AssertionError("the simulation did not end")


def test_a_question_is_answered_beside_the_plan(office: Office) -> None:
    found = asked(office, QUESTION)
    assert (found["state"], len(found["weeks"]), len(found["usual"])) == ("DONE", 2, 2)


def test_a_forecast_starts_from_the_open_cases_of_the_site(office: Office) -> None:
    found = office.as_person("clara")("GET", "/forecast/basis").json()
    assert (found["site"], found["openCases"]) == ("DD", 1)


def test_a_platform_of_one_day_is_not_counted_over_a_quarter_of_a_year(office: Office) -> None:
    assert office.as_person("clara")("GET", "/forecast/basis").json()["arrivalsPerWeek"] == 1.0


def test_another_site_cannot_be_asked_about(office: Office) -> None:
    assert office.as_person("clara")("POST", "/forecast/runs", {"site": "L"}).status_code == 404


def test_days_the_wrong_way_round_are_refused(office: Office) -> None:
    wrong = {"role": "akz-clerk", "people": 1, "since": "2026-10-30", "until": "2026-10-26"}
    assert office.as_person("clara")("POST", "/forecast/runs", QUESTION | {"absences": [wrong]}).status_code == 422
