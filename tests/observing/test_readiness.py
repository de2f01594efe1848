"""Readiness tells the truth: what keeps a service from traffic, what only calls somebody, and by which code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.readiness import OWN, Judge, Operating, disk
from store import MemoryStore, Unavailable, UnsafeDatabase
from store.alarms import ALARMS, Lookout, raised
from store.vitals import QueueVitals, Vitals
from tests.service.conftest import Office
from tests.store.records import MINUTE, NOON

WELL = Vitals(at=NOON, workers=1, last_seen=NOON, skew=0.0, longest_transaction=1.0, sealed_at=NOON)
SECOND = timedelta(seconds=1)

#: One look for each alarm in which just that is amiss.
AMISS: dict[str, Vitals] = {
    "clock-skew": replace(WELL, skew=-5.5),
    "workers-silent": replace(WELL, workers=0),
    "jobs-late": replace(WELL, queues=(QueueVitals("azr", 1, NOON - 31 * SECOND),)),
    "timers-late": replace(WELL, oldest_timer=NOON - 31 * SECOND),
    "leases-stale": replace(WELL, stale_leases=1),
    "transaction-long": replace(WELL, longest_transaction=61.0),
    "seals-late": replace(WELL, sealed_at=NOON - 5 * MINUTE),
}


class Told:
    """A store of which only one look is known."""

    def __init__(self, vitals: Vitals | Exception) -> None:
        self._vitals = vitals
        self.looks = 0

    def check(self) -> None:
        """Its schema fits."""

    def vitals(self, now: Any) -> Vitals:
        self.looks += 1
        if isinstance(self._vitals, Exception):
            raise self._vitals
        return self._vitals


class Noon:
    """A clock that stands still."""

    def now(self) -> Any:
        return NOON


def _judged(store: Any, **operating: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = Judge(store, Noon(), Operating(**operating)).readiness()
    return found.unready, found.alarms


def test_every_alarm_has_its_story() -> None:
    assert set(AMISS) == set(ALARMS)


@pytest.mark.parametrize("code", sorted(AMISS))
def test_what_is_amiss_is_told_by_its_code_and_nothing_else(code: str) -> None:
    fatal = ALARMS[code].fatal

    assert _judged(Told(AMISS[code])) == (((code,), ()) if fatal else ((), (code,)))


def test_a_platform_that_is_well_raises_nothing() -> None:
    assert raised(WELL) == frozenset()


@pytest.mark.parametrize("still", ["open_breakers", "paused"])
def test_jobs_of_a_queue_that_stands_still_on_purpose_are_not_late(still: str) -> None:
    """The breaker of an agency that is away, or an operator's pause, is told by its own figure."""
    vitals: Vitals = replace(AMISS["jobs-late"], **{still: frozenset({"azr"})})

    assert raised(vitals) == frozenset()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unavailable("no connection"), "store-unavailable"),
        (UnsafeDatabase("older"), "schema-mismatch"),
        (OSError("odd"), "store-unavailable"),
    ],
)
def test_without_its_database_a_service_is_not_ready(error: Exception, code: str) -> None:
    assert _judged(Told(error)) == ((code,), ())


@pytest.mark.parametrize("code", sorted(set(OWN) - {"stopping", "store-unavailable", "schema-mismatch"}))
def test_what_the_process_sees_itself_counts_too(code: str) -> None:
    unready, alarms = _judged(Told(WELL), probes={code: lambda: True})

    assert (code in unready, code in alarms) == (OWN[code], not OWN[code])


def test_a_full_disk_is_noticed_before_it_is_full(tmp_path: Path) -> None:
    assert disk(tmp_path / "not" / "there" / "yet", 2**62)()
    assert not disk(tmp_path, 1)()


def test_however_many_ask_the_database_is_asked_once_in_two_seconds() -> None:
    store = Told(WELL)
    lookout = Lookout(store.vitals, Noon().now)

    for _ in range(50):
        lookout.vitals()

    assert store.looks == 1


def test_a_ready_service_says_so_and_what_somebody_should_look_at(office: Office) -> None:
    office.clock.advance(timedelta(minutes=5))

    answer = office.client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "alarms": ["workers-silent"]})


def test_a_service_that_is_stopping_sends_traffic_elsewhere_first(office: Office, operating: Operating) -> None:
    operating.stopping.set()

    answer = office.client.get("/health/ready")

    assert answer.status_code == 503
    assert [error["code"] for error in answer.json()["errors"]] == ["stopping"]


def test_a_service_that_is_stopping_still_answers(office: Office, operating: Operating) -> None:
    operating.stopping.set()

    assert office.get("/me").status_code == 200


def test_an_unready_process_lives(office: Office, operating: Operating) -> None:
    """Starting it anew would not bring the database back."""
    operating.probes = {"keys-unreadable": lambda: True}

    assert [office.client.get(path).status_code for path in ("/health/live", "/health/ready")] == [200, 503]


def test_a_lost_key_file_is_noticed(tmp_path: Path) -> None:
    from akzess import duty_officer, evidence_keys
    from akzess.operating import Operations
    from akzess.settings import Settings

    keys = tmp_path / "evidence.keys"
    evidence_keys.add_key(keys)
    settings = Settings(database=f"sqlite:///{tmp_path}/a.db", keys=keys)
    probe: Callable[[], bool] = duty_officer.operating(settings, Operations(), bytes).probes["keys-unreadable"]
    before = probe()
    keys.unlink()

    assert (before, probe()) == (False, True)


def test_memory_is_asked_as_a_database_is(memory_store: MemoryStore) -> None:
    assert _judged(memory_store) == ((), ("workers-silent",))
