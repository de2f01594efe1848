"""An agency that is away costs nobody else time and no waiting job an attempt; operators can stop and drain its queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from store import MemoryStore
from workers.agencies import Agencies
from workers.loop import Worker

from .outage import Inline, Office, outage


@pytest.fixture
def office(memory_store: MemoryStore) -> Iterator[Office]:
    found = Office(memory_store)
    yield found
    found.close()


def test_five_failures_shut_the_queue_for_all_workers(office: Office) -> None:
    office.asks("kammern", 20)
    office.line("kammern").down = True
    other = Worker(office.house.engine, office.store, Agencies(office.house.agencies), office.clock, name="other")

    office.works()
    calls = office.line("kammern").refused
    while other.step(Inline()):
        pass

    assert (calls, office.line("kammern").refused) == (6, 6)
    assert office.attempts() == 6


def test_k30_while_the_queue_is_shut_only_the_agencys_own_answer_is_asked_for(office: Office) -> None:
    office.asks("kammern", 20)
    office.line("kammern").down = True
    office.works()
    before = office.attempts()

    office.passes(timedelta(hours=2), step=timedelta(seconds=30))

    assert office.attempts() == before
    assert office.line("kammern").refused > 200


def test_an_agency_whose_door_is_open_but_whose_office_is_not_costs_no_attempt_either(office: Office) -> None:
    """The probe is answered, the job is not: the job that found out waits on as if nobody had tried it."""
    office.asks("kammern", 20)
    office.line("kammern").down = True
    office.works()
    before = office.attempts()
    office.line("kammern").only_probes = True

    office.passes(timedelta(hours=1), step=timedelta(seconds=30))

    assert office.attempts() == before


def test_the_queue_opens_again_when_the_agency_is_back(office: Office) -> None:
    office.asks("kammern", 20)
    office.line("kammern").down = True
    office.works()
    office.line("kammern").down = False

    office.passes(timedelta(minutes=5), step=timedelta(seconds=30))

    assert office.done("kammern") == 20
    assert office.store.queue_states()["kammern"].open_until is None


def test_a_paused_queue_is_claimed_by_nobody(office: Office) -> None:
    office.asks("kammern", 3)
    office.asks("azr", 3)
    office.store.steer_queue("kammern", paused=True, rate=None, now=office.clock.now(), by="otto")

    office.works()
    office.house.worker.run_once()

    assert (office.done("kammern"), office.done("azr")) == (0, 3)
    office.store.steer_queue("kammern", paused=False, rate=None, now=office.clock.now(), by="otto")
    office.works()
    assert office.done("kammern") == 3


def test_k30_a_backlog_is_drained_at_the_rate_an_operator_sets(office: Office) -> None:
    office.asks("kammern", 50)
    office.store.steer_queue("kammern", paused=False, rate=30, now=office.clock.now(), by="otto")

    office.passes(timedelta(minutes=1), step=timedelta(seconds=1))

    assert office.done("kammern") == 31


def test_k30_an_outage_of_a_day_with_two_hundred_jobs_waiting(memory_store: MemoryStore) -> None:
    found = outage(memory_store, waiting=200, others=30, rate=60)

    assert (found.lost, found.doubled, found.burned_while_open, found.others_late) == (0, 0, 0, 0)
    assert found.burned <= 6
    assert 180 <= found.drained_in.total_seconds() <= 260
