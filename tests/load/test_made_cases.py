"""Cases made for measuring are like any other: they are found, they can be worked on, their history is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from benchmarks.load.cases import Made, engine_on, fill, storm
from benchmarks.load.proof import proved
from engine.commands import FireTimer
from engine.handlers import Engine
from engine.model import CaseStatus
from store import SqlStore
from store.queries import Reach, TaskQuery

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A database with made cases."""

    url: str
    made: Made
    engine: Engine
    store: SqlStore


@pytest.fixture(scope="module")
def place(postgres_url: str) -> Iterator[Place]:
    url = postgres_url.rpartition("/")[0] + "/made_cases"
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS made_cases WITH (FORCE)")
        link.execute("CREATE DATABASE made_cases")
    made = fill(url, open_cases=40, ended_cases=2, now=NOW, played=6)
    with engine_on(url, NOW) as (engine, store):
        yield Place(url, made, engine, store)
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute("DROP DATABASE made_cases WITH (FORCE)")


def test_the_history_of_every_made_case_is_whole(place: Place) -> None:
    assert [one for one in place.made.sample if not place.engine.verify_history(one).ok] == []


def test_a_made_case_is_found_by_its_number_and_its_tasks_lie_on_their_shelves(place: Place) -> None:
    read = place.store.read()
    open_tasks = [task for one in place.made.sample for task in read.open_rows(1, one).tasks]
    everybody = TaskQuery((Reach(groups=None, sites=("DD", "FG", "C", "L", "")),), limit=200)
    assert {task.id for task in read.tasks(1, everybody).items} == {task.id for task in open_tasks}
    number = open_tasks[0].business_key
    found = read.tasks(1, TaskQuery((Reach(groups=None, sites=None),), q=number)).items
    assert {task.business_key for task in found} == {number}


def test_tiny_cases_of_a_storm_end_when_their_timers_fire(place: Place) -> None:
    due = NOW - timedelta(minutes=1)
    storm(place.url, 3, due, now=NOW)
    timers = [timer for timer in place.store.due_timers(now=due, limit=1_000) if timer.element_id == "WAIT"]
    for timer in timers:
        place.engine.handle(
            FireTimer(case_id=timer.case_id, activation=timer.activation, element_id="WAIT", cycle=timer.cycle)
        )
    ended = [place.store.read().case(1, timer.case_id) for timer in timers]
    assert [one.status for one in ended if one is not None] == [CaseStatus.COMPLETED] * 3


def test_made_cases_come_to_their_end_but_those_whose_agency_does_not_know_them(place: Place) -> None:
    found = proved(place.store, list(place.made.sample[:4]), NOW)
    assert (found.ended >= 3, found.broken) == (True, [])
