"""Carrying a job to its end, whatever the engine says to the report; internal jobs; breaker; bell."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from akzess.clocks import MovableClock
from connectors.base import OutcomeUnknown, Reply, Request, Unavailable
from engine.commands import BroadcastSignal, CompleteJob, ContinueCase, DeliverMessage, FailJob
from engine.errors import Invalid, NotFound, StaleLease, TryAgain
from engine.model import JobPhase
from workers.breaker import Breaker
from workers.celery_app import Bell, make_app
from workers.delivery import Delivery
from workers.internal import commands
from workers.relay import Relay

from .conftest import NOW, Listener, Marked, Office, job


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def relay(listener: Listener, delivery: Delivery, marked: Marked, clock: MovableClock) -> Relay:
    return Relay(listener, marked, delivery, clock, worker="w", lease_seconds=20)


@pytest.mark.parametrize("error", [StaleLease("gone"), NotFound("ended")])
def test_a_report_that_comes_too_late_is_dropped(relay: Relay, listener: Listener, error: Exception) -> None:
    listener.errors = [error]

    assert relay.carry(job()) is True
    assert len(listener.commands) == 1


def test_a_report_that_the_engine_cannot_take_goes_to_a_person(relay: Relay, listener: Listener) -> None:
    listener.errors = [Invalid("not JSON")]

    relay.carry(job())

    last = listener.commands[-1]
    assert isinstance(last, FailJob)
    assert (last.code, last.retry_at) == ("validation-failed", None)


def test_an_agency_that_is_away_is_said_to_be_away(relay: Relay, office: Office) -> None:
    def away(request: object) -> None:
        raise Unavailable("connection")

    office.does = away

    assert relay.carry(job()) is False


def test_a_letter_that_was_cut_short_says_nothing_about_the_post(relay: Relay, office: Office) -> None:
    assert relay.carry(job("C", attempts=2, phase=JobPhase.SENT)) is None
    assert office.sent == []


def test_letters_whose_fate_nobody_knows_count_against_the_post(relay: Relay, office: Office) -> None:
    """Otherwise an outage would turn every waiting letter into an incident."""

    def silence(request: Request) -> Reply:
        raise OutcomeUnknown("timeout")

    office.does = silence

    assert relay.carry(job("C")) is False


def test_a_probe_that_finds_the_agency_away_costs_its_job_nothing(
    relay: Relay, office: Office, listener: Listener
) -> None:
    def away(request: Request) -> Reply:
        raise Unavailable("connection")

    office.does = away

    relay.carry(job(attempts=5, max_attempts=5), probe=True)

    (command,) = listener.commands
    assert isinstance(command, FailJob)
    assert (command.burn_attempt, command.retry_at) == (False, NOW + timedelta(seconds=30))


def test_a_message_job_delivers_first_and_is_closed_last() -> None:
    payload = {"name": "akzess.uhr", "key": "AKZ-1", "payload": {"a": 1}, "source": "case", "message_id": "m-1"}

    deliver, close = commands(job(kind="message", payload=payload))

    assert deliver == DeliverMessage(source="case", message_id="m-1", name="akzess.uhr", key="AKZ-1", payload={"a": 1})
    assert isinstance(close, CompleteJob)


def test_a_message_job_is_the_same_message_at_each_attempt() -> None:
    one, two = (commands(job(kind="message", payload={"name": "x"}, attempts=n))[0] for n in (1, 2))

    assert one == two


def test_a_signal_job_carries_a_request_key_so_that_it_counts_once() -> None:
    signal = commands(job(kind="signal", payload={"name": "x"}))[0]

    assert isinstance(signal, BroadcastSignal)
    assert signal.request_key == f"signal-{job().key}"


def test_the_case_that_threw_a_signal_does_not_hear_it_from_outside_again() -> None:
    signal = commands(job(kind="signal", payload={"name": "x", "origin": "case"}))[0]

    assert isinstance(signal, BroadcastSignal)
    assert signal.origin == "case"


def test_a_case_that_had_too_much_to_do_goes_on() -> None:
    assert commands(job(kind="continue")) == (ContinueCase(case_id="case", activation=3, fence=7),)


def test_a_breaker_opens_after_five_failures_and_lets_a_probe_through() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker.record(False, NOW)
    assert breaker.allows(NOW) is None

    breaker.record(False, NOW)

    allowed = [breaker.allows(NOW + timedelta(seconds=s)) for s in (0, 29, 30)]
    assert allowed == [0, 0, 1]


def test_a_breaker_opens_when_half_of_the_last_twenty_calls_failed() -> None:
    breaker = Breaker()
    calls = [True, False] * 10
    for reached in calls[:-1]:
        breaker.record(reached, NOW)
    assert breaker.allows(NOW) is None

    breaker.record(calls[-1], NOW)

    assert breaker.open


def test_fewer_than_half_keep_it_closed() -> None:
    breaker = Breaker()
    for reached in [True, True, False] * 20:
        breaker.record(reached, NOW)

    assert not breaker.open


def test_what_was_before_an_outage_does_not_count_after_it() -> None:
    breaker = Breaker()
    for reached in [True, False] * 10:
        breaker.record(reached, NOW)
    breaker.record(True, NOW)  # the probe

    breaker.record(False, NOW)

    assert not breaker.open


def test_a_success_closes_the_breaker() -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker.record(False, NOW)
    breaker.record(True, NOW)

    assert (breaker.open, breaker.allows(NOW)) == (False, None)


def test_a_probe_that_fails_keeps_the_breaker_open() -> None:
    breaker = Breaker()
    for _ in range(6):
        breaker.record(False, NOW)
    later = NOW + timedelta(seconds=40)
    breaker.record(False, later)

    assert breaker.allows(later + timedelta(seconds=10)) == 0


def test_ringing_a_bell_nobody_can_hear_costs_nothing() -> None:
    bell = Bell(make_app("redis://127.0.0.1:1/0"))
    began = time.perf_counter()
    for _ in range(1000):
        bell.ring()
    spent = time.perf_counter() - began
    bell.close()

    assert spent < 0.5


def test_a_wake_up_carries_nothing(redis_url: str) -> None:
    app = make_app(redis_url)
    heard: list[tuple[object, ...]] = []
    rung = threading.Event()

    def hear(body: object, message: object) -> None:
        heard.append((body,))
        message.ack()
        rung.set()

    bell = Bell(app)
    bell.ring()
    with app.connection_for_read() as connection:
        queue = app.amqp.queues["akzess.wake"]
        with connection.Consumer([queue], callbacks=[hear], accept=["json"]):
            until = time.monotonic() + 10
            while not rung.is_set() and time.monotonic() < until:
                connection.drain_events(timeout=10)
    bell.close()
    app.close()

    arguments, keywords, _ = heard[0][0]
    assert (list(arguments), dict(keywords)) == ([], {})


def test_a_database_that_is_busy_makes_no_incident_of_an_answer(relay: Relay, listener: Listener) -> None:
    listener.errors = [TryAgain("busy")]

    with pytest.raises(TryAgain):
        relay.carry(job())

    assert [type(command) for command in listener.commands] == [CompleteJob]
