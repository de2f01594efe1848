"""What a forecast starts from at an office that is young, or whose people work at several sites."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Any

from akzess.ids import SeededIds
from authority.forecast import Question
from authority.forecast.situation import Asked
from authority.mining.model import Model
from engine.desk import Person
from service.forecast.desk import RUNNING, Simulating, turns
from service.forecast.situation import situation
from store import SqlStore
from store.mining.runs import Run
from store.mining.standing import began

from .truth import Truth

NOW = datetime(2026, 10, 21, 7, tzinfo=UTC)


def clerk(store: SqlStore, name: str, *sites: str) -> None:
    store.put(Person(1, name, name, name, NOW, ("akz-clerk",), sites))


def today(store: SqlStore) -> Any:
    return situation(store, 1, "akzess-main", "DD", Model({}, {}), NOW, 7)


def test_whoever_works_for_all_sites_is_at_each_a_part_of_the_time(sqlite_store: SqlStore) -> None:
    clerk(sqlite_store, "a", "DD")
    clerk(sqlite_store, "b", "L")
    clerk(sqlite_store, "c")
    assert today(sqlite_store).roles["akz-clerk"].present[0] == 1.5


def test_the_id_of_a_case_tells_when_it_began() -> None:
    assert began(SeededIds(1).case_id(NOW)) == NOW


class Signs:
    """Hears the signs of life of a run."""

    def __init__(self) -> None:
        self.heard, self.states = Event(), list[str]()

    def move(self, tenant: int, run_id: str, state: str, *rest: Any) -> None:
        self.states.append(state)
        self.heard.set()


def test_a_run_that_waits_its_turn_is_alive() -> None:
    signs: Any = Signs()
    truth = Truth(4)
    truth.run()
    asked = Asked(truth.today, Question(weeks=1, replications=1))
    run = Run("r", NOW, "clara", ("DD",), {}, RUNNING, 0, 1, NOW, {})
    turns.acquire()
    try:
        thread = Simulating(signs, 1, run, asked, lambda: NOW, beat=0.01).start()
        assert signs.heard.wait(60)
    finally:
        turns.release()
    thread.join(60)
    assert (signs.states[0], signs.states[-1]) == ("RUNNING", "DONE")
