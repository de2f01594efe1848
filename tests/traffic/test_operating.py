"""What an operator does about an agency, on the command line and over HTTP; every worker obeys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from akzess.clocks import MovableClock
from akzess.house import House
from akzess.ids import RandomIds
from connectors.registry import discover
from engine.handlers.deployments import read_here
from engine.model import CaseStatus, Job, JobState
from store import SqlStore, open_store
from tests.akzess.conftest import Shell
from tests.service.conftest import Office as Http

from . import cases

DOCUMENT = Path(__file__).parents[2] / "docs" / "traffic.md"
COMMANDS = ("list", "pause", "resume", "drain", "orders", "jobs", "retry", "resolve")


class Behind:
    """The platform behind the command line's database, with cases that ask agencies for something."""

    def __init__(self, url: str) -> None:
        store = open_store(url)
        assert isinstance(store, SqlStore)
        self.store = store
        self.clock = MovableClock(datetime.now(UTC))
        self.simulators = {name: discover()[name].simulate(self.clock.now) for name in ("kammern", "post")}
        connectors = [
            discover()[name].build(
                discover()[name].demo_config(f"http://{name}.test", "http://platform.test"),
                clock=self.clock.now,
                transport=httpx2.ASGITransport(app=simulator),
            )
            for name, simulator in self.simulators.items()
        ]
        self.house = House(store, self.clock, RandomIds(), connectors, read_bundle=read_here)
        self.house.deploy(cases.bundle())

    def asks(self, errand: cases.Errand) -> str:
        return str(self.house.start({"input": errand.input}, process=errand.process, site="DD").case_id)

    def stuck(self) -> list[Job]:
        return list(self.house.read.jobs(1, JobState.INCIDENT).items)


@pytest.fixture
def behind(akzess: Shell) -> Iterator[Behind]:
    found = Behind(akzess.database)
    yield found
    found.store.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(akzess: Shell, command: str) -> None:
    akzess("agencies", command, "--help", database=False)

    assert akzess.code == 0
    assert re.search(r"Examples?:", akzess.out)
    assert "--json" in akzess.out


def test_the_page_names_every_command() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `akzess agencies (\w+)", text, re.MULTILINE)) == set(COMMANDS)


def test_a_paused_agency_gets_nothing_until_it_is_resumed(akzess: Shell, behind: Behind) -> None:
    assert akzess("agencies", "pause", "kammern", "--reason", "Wartung", "--as", "clara.dd", "--json").code == 0
    assert (akzess.json["paused"], akzess.json["reason"], akzess.json["changedBy"]) == (True, "Wartung", "clara.dd")
    behind.asks(cases.rest())

    behind.house.worker.run_once()
    before = len(behind.simulators["kammern"].received)
    akzess("agencies", "resume", "kammern")
    behind.house.worker.run_once()

    assert (before, len(behind.simulators["kammern"].received)) == (0, 1)


def test_a_drained_agency_shows_its_rate(akzess: Shell, behind: Behind) -> None:
    assert akzess("agencies", "drain", "kammern", "--rate", "120").code == 0

    listed = {row["name"]: row for row in akzess("agencies", "--json").json["agencies"]}

    assert listed["kammern"]["ratePerMinute"] == 120
    assert (listed["post"]["ratePerMinute"], listed["post"]["paused"], listed["post"]["breaker"]) == (
        None, False, "closed",
    )  # fmt: skip
    assert akzess("agencies").code == 0
    assert "120/min" in akzess.out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["pause", "nobody"], 3),
        (["drain", "kammern", "--rate", "0"], 2),
        (["drain", "kammern"], 2),
        (["jobs", "--state", "dancing"], 2),
        (["retry", "--as", "clara.dd"], 2),
        (["retry", "x", "--as", "clara.dd"], 3),
        (["resolve", "x.1.service", "--as", "clara.dd", "--reason", "weil"], 3),
    ],
)
def test_wrong_usage_is_told_by_a_number(akzess: Shell, line: list[str], code: int) -> None:
    assert akzess("agencies", *line).code == code


def test_stuck_jobs_are_listed_and_tried_again_by_agency(akzess: Shell, behind: Behind) -> None:
    behind.simulators["kammern"].fail_next("redirect", 3)
    for _ in range(3):
        behind.asks(cases.rest())
    behind.house.worker.run_once()

    listed = akzess("agencies", "jobs", "kammern", "--json").json["items"]
    assert {(job["type"], job["state"]) for job in listed} == {("kammern.createOpinionRequest", "incident")}
    assert akzess("agencies", "jobs", "post", "--json").json["items"] == []

    assert akzess("agencies", "retry", listed[0]["id"], "--as", "clara.dd", "--json").json == {
        "retried": 1, "refused": 0,
    }  # fmt: skip
    assert akzess("agencies", "retry", "--all", "kammern", "--as", "clara.dd", "--json").json["retried"] == 2
    behind.clock.advance(timedelta(minutes=5))  # the command line has the machine's clock
    behind.house.worker.run_once()

    assert (behind.stuck(), len(behind.simulators["kammern"].received)) == ([], 3)


def test_a_letter_of_unknown_fate_is_never_tried_again_by_the_dozen(akzess: Shell, behind: Behind) -> None:
    behind.simulators["post"].fail_next("malformed")
    case_id = behind.asks(cases.letter("Brief"))
    behind.house.worker.run_once()
    (job,) = behind.stuck()

    assert akzess("agencies", "retry", "--all", "post", "--as", "clara.dd", "--json").json["retried"] == 0
    assert [row.id for row in behind.stuck()] == [job.id]
    assert len(behind.simulators["post"].letters) == 1

    resolved = akzess("agencies", "resolve", job.id, "--as", "clara.dd", "--reason", "bestätigt", "--data", "{}")
    assert resolved.code == 0
    assert behind.house.case(case_id).status is CaseStatus.COMPLETED
    behind.house.worker.run_once()
    assert len(behind.simulators["post"].letters) == 1


# -- over HTTP


def _listed(http: Http, name: str) -> dict[str, Any]:
    answer = http.get("/agencies")
    assert answer.status_code == 200
    return next(row for row in answer.json()["items"] if row["name"] == name)


def test_an_administrator_pauses_drains_and_resumes_over_http(http: Http) -> None:
    paused = http.post("/agencies/kammern/pause", {"reason": "Wartung"}, who="lore")
    assert (paused.status_code, paused.json()["paused"], paused.json()["changedBy"]) == (200, True, "lore")
    assert _listed(http, "kammern")["reason"] == "Wartung"

    assert (
        http.post("/agencies/kammern/drain", {"reason": "zurück", "ratePerMinute": 60}, who="lore").status_code == 200
    )
    assert (_listed(http, "kammern")["paused"], _listed(http, "kammern")["ratePerMinute"]) == (False, 60)

    assert http.post("/agencies/kammern/resume", {"reason": "fertig"}, who="lore").status_code == 200
    assert _listed(http, "kammern")["ratePerMinute"] is None
    orders = http.get("/agencies/kammern/orders").json()["items"]
    assert [(row["order"], row["ratePerMinute"], row["reason"], row["account"]) for row in orders] == [
        ("resume", None, "fertig", "lore"),
        ("drain", 60, "zurück", "lore"),
        ("pause", None, "Wartung", "lore"),
    ]


def test_an_order_that_comes_twice_is_on_record_once(http: Http) -> None:
    for _ in range(2):
        http.post(
            "/agencies/kammern/pause",
            {"reason": "Wartung"},
            who="lore",
            headers={"Idempotency-Key": "pause-kammern-20261019"},
        )

    assert len(http.get("/agencies/kammern/orders").json()["items"]) == 1


def test_orders_over_the_command_line_are_on_record(akzess: Shell, behind: Behind) -> None:
    akzess("agencies", "pause", "kammern", "--reason", "Wartung", "--as", "clara.dd")
    akzess("agencies", "resume", "kammern")

    rows = akzess("agencies", "orders", "kammern", "--json").json["items"]

    assert [(row["order"], row["account"], row["reason"]) for row in rows] == [
        ("resume", "system", ""),
        ("pause", "clara.dd", "Wartung"),
    ]


@pytest.mark.parametrize(
    ("path", "body", "who", "status"),
    [
        ("/agencies/kammern/pause", {"reason": "x"}, "anna", 403),
        ("/agencies/kammern/pause", {"reason": "x"}, "clara", 403),
        ("/agencies/nobody/pause", {"reason": "x"}, "lore", 404),
        ("/agencies/kammern/pause", {}, "lore", 422),
        ("/agencies/kammern/drain", {"reason": "x", "ratePerMinute": 0}, "lore", 422),
        ("/jobs/x/retry", {}, "clara", 404),
        ("/jobs/x.1.service/retry", {}, "anna", 404),
    ],
)
def test_who_may_not_or_says_it_wrongly_changes_nothing(
    http: Http, path: str, body: dict[str, Any], who: str, status: int
) -> None:
    assert http.post(path, body, who=who).status_code == status
    assert _listed(http, "kammern")["changedAt"] is None


def test_a_stuck_job_is_seen_at_its_site_and_tried_again_by_a_lead(http: Http) -> None:
    http.house.town["bundesagentur"].fail_next("401")
    case = http.case()
    http.complete(http.task(case), {"result": "COMPLETE"})
    http.house.worker.run_once()

    (job,) = http.get("/jobs?agency=bundesagentur").json()["items"]
    assert (job["state"], job["caseId"]) == ("incident", case["id"])
    assert http.get("/jobs", who="axel").json()["items"] == []
    assert http.get("/jobs?state=dancing").status_code == 422

    assert http.post(f"/jobs/{job['id']}/retry", who="clara").status_code == 200
    http.house.worker.run_once()
    assert len(http.house.town["bundesagentur"].received) == 1


def test_a_stuck_job_is_resolved_with_the_agencys_answer(http: Http) -> None:
    http.house.town["bundesagentur"].fail_next("401")
    case = http.case()
    http.complete(http.task(case), {"result": "COMPLETE"})
    http.house.worker.run_once()
    (job,) = http.get("/jobs").json()["items"]
    body = {"reason": "per Post", "variables": {"requestMessageId": "m-1", "baReference": "r-1"}}

    assert http.post(f"/jobs/{job['id']}/resolve", body, who="clara").status_code == 200

    assert http.get("/jobs").json()["items"] == []
    assert http.get(f"/cases/{case['id']}").json()["status"] == "RUNNING"
