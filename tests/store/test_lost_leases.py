"""A job that kills every worker that touches it ends in one incident, which the case, its history and a retry know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from engine.commands import FailJob, RetryIncident
from engine.model import CaseStatus, JobState
from tests.town.town import Application, Town
from workers.relay import Relay

from .records import NOON, job

ATTEMPTS = 5


@pytest.fixture
def town(store: Any) -> Iterator[Town]:
    found = Town(store)
    yield found
    found.agencies.close()


def poisoned(town: Town) -> Application:
    """A case whose request to the agency kills the worker at each of its attempts."""
    case = town.applies()
    town.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
    for _ in range(ATTEMPTS):
        with town.worker_dies("before sending"):
            town.passes(hours=1)
        town.clock.advance(timedelta(seconds=town.worker.lease_seconds + 1))
    return case


def test_a_job_that_kills_its_workers_ends_in_one_incident(town: Town) -> None:
    case = poisoned(town)

    town.passes(hours=2)

    assert (case.status, case.incidents) == (CaseStatus.INCIDENT, ["lease-expired"])
    assert [step for step in case.story if step[0] == "FailJob"] == [("FailJob", "", "")]
    assert case.verified


def test_the_incident_says_how_often_nobody_answered(town: Town) -> None:
    case = poisoned(town)

    town.passes(hours=2)

    (incident,) = town.house.read.open_rows(1, case.id).incidents
    assert incident.message == f"no answer within the lease, {ATTEMPTS} times"
    assert town.received("bundesagentur") == []


def test_after_the_incident_a_person_can_try_again(town: Town) -> None:
    case = poisoned(town)
    town.passes(hours=2)
    (incident,) = town.house.read.open_rows(1, case.id).incidents

    town.house.handle(RetryIncident(case_id=case.id, activation=incident.activation))
    town.passes(minutes=3)

    assert (case.open, case.incidents, case.status) == (["UT-DECIDE"], [], CaseStatus.RUNNING)


class Notes:
    """An engine that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def handle(self, command: Any) -> None:
        self.told.append(command)


@pytest.mark.parametrize("kind", ["message", "signal", "continue"])
def test_a_job_of_the_engine_itself_that_kills_its_workers_is_reported_too(kind: str) -> None:
    engine = Notes()
    nothing: Any = None
    relay = Relay(engine, nothing, nothing, nothing, worker="w", lease_seconds=1)

    relay.carry(job(kind=kind, state=JobState.LEASED, attempts=4, max_attempts=3, fence=7, run_at=NOON))

    (report,) = engine.told
    assert isinstance(report, FailJob)
    assert (report.code, report.fence, report.retry_at) == ("lease-expired", 7, None)
