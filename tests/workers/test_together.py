"""Jobs of a fast agency share a lane and a commit; of a slow one none ever waits behind another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from akzess.clocks import MovableClock
from akzess.ids import SeededIds
from connectors.base import Operation, Reply, Request, Unavailable
from engine import failpoints
from engine.commands import Command, CompleteJob, Deploy, StartCase
from engine.failpoints import Injected
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import CaseStatus, JobState, Timer
from tests.kernel.diagrams import element, end, flows, on_timer, process, service, start
from workers.agencies import Agencies
from workers.batches import MOST, MOST_IN_TURN, QUICK, Batches
from workers.carrying import Carrying
from workers.clock import TimerClock
from workers.delivery import Delivery
from workers.holding import Holding
from workers.relay import Relay

from .conftest import NOW, Office

ONE_JOB = process(start(), service("s"), end(), flows("start -> s -> end")).replace(b'"desk.work"', b'"office.A"')


WAITS = process(
    start(), element("intermediateCatchEvent", "t", on_timer("P1D")), end(), flows("start -> t -> end"), process_id="w"
)


@dataclass
class Due:
    """What a clock saw before somebody else was faster."""

    timers: Sequence[Timer]

    def due_timers(self, **_: Any) -> Sequence[Timer]:
        return self.timers


class Quick(Office):
    """An agency all of whose operations may be asked again."""

    operations: ClassVar[Mapping[str, Operation]] = {"A": Office.operations["A"]}


@dataclass
class Counting:
    """The engine; remembers what was handed over together."""

    inner: Engine
    parts: list[int] = field(default_factory=list)

    def handle(self, command: Command) -> Any:
        return self.inner.handle(command)

    def handle_all(self, commands: Sequence[Command]) -> list[Any]:
        self.parts.append(len(commands))
        return self.inner.handle_all(commands)


@dataclass
class Desk:
    """Cases that each wait for one job, and a lane for them."""

    store: Any
    office: Office
    clock: MovableClock
    engine: Counting
    relay: Relay
    holding: Holding
    batches: Batches
    carrying: Carrying

    def waiting(self, count: int) -> None:
        for _ in range(count):
            self.engine.handle(StartCase(process_id="p"))

    def carries(self, count: int = 50) -> bool | None:
        jobs = self.relay.claim(["office"], count)
        self.holding.take(jobs)
        return self.carrying.together("office", jobs)

    def carries_in_turn(self, count: int = 50) -> bool | None:
        jobs = self.relay.claim(["office"], count)
        self.holding.take(jobs)
        return self.carrying.in_turn("office", jobs)

    def jobs(self, state: JobState) -> int:
        return sum(row.count for row in self.store.read().job_counts(1) if row.state is state)

    def ended(self) -> int:
        rows = self.store.read().cases(1, limit=100).items
        return sum(row.status is CaseStatus.COMPLETED for row in rows)


@pytest.fixture
def desk(store: Any) -> Desk:
    clock, office = MovableClock(NOW), Quick()
    engine = Counting(Engine(store, clock, SeededIds(7), read_bundle=read_here))
    engine.handle(Deploy(resources={"p.bpmn": ONE_JOB}))
    relay = Relay(engine, store, Delivery(store, Agencies([office]), clock), clock, worker="w", lease_seconds=20)
    holding, batches = Holding(), Batches()
    carrying = Carrying(relay, holding, batches, store, clock)
    return Desk(store, office, clock, engine, relay, holding, batches, carrying)


def test_jobs_that_were_quick_are_reported_in_one_unit_of_work(desk: Desk) -> None:
    desk.waiting(5)
    assert desk.carries() is True
    assert (desk.engine.parts, desk.ended()) == ([5], 5)


def test_after_a_slow_call_what_has_not_begun_goes_back_as_if_never_claimed(desk: Desk) -> None:
    desk.waiting(4)

    def slow(request: Request) -> Reply:
        if len(desk.office.sent) == 2:
            desk.clock.advance(QUICK + timedelta(milliseconds=1))
        return Reply({})

    desk.office.does = slow
    desk.carries()
    assert (desk.ended(), desk.jobs(JobState.READY), len(desk.office.sent)) == (2, 2, 2)


def test_an_agency_that_is_away_burns_the_attempt_of_one_job(desk: Desk) -> None:
    desk.waiting(3)

    def away(request: Request) -> Reply:
        raise Unavailable("connection")

    desk.office.does = away
    assert desk.carries() is False
    jobs = desk.relay.claim(["office"], 9)  # the one that burned it waits for later
    assert sorted(job.attempts for job in jobs) == [1, 1]


@pytest.mark.parametrize("place", ["complete.before_commit", "complete.after_commit"])
def test_a_crash_around_the_commit_of_a_batch_loses_and_doubles_nothing(desk: Desk, place: str) -> None:
    desk.waiting(4)

    def dies(name: str) -> None:
        if name == place:
            failpoints.listen(None)
            raise Injected("dead")

    failpoints.listen(dies)
    with pytest.raises(Injected):
        desk.carries()
    all_or_none = desk.ended()
    desk.clock.advance(timedelta(minutes=5))
    desk.store.sweep(now=desk.clock.now(), backoff={1: 0.0})
    desk.carries()
    keys = {request.key for request in desk.office.sent}
    assert (all_or_none, desk.ended(), len(keys)) == (4 if place.endswith("after_commit") else 0, 4, 4)


def test_a_stale_report_in_a_batch_is_counted_and_the_others_count(desk: Desk) -> None:
    desk.waiting(3)
    jobs = desk.relay.claim(["office"], 3)
    lost = replace(jobs[1], fence=(jobs[1].fence or 0) + 1)
    desk.relay.report(
        [(job, CompleteJob(job_id=job.id, fence=job.fence or 0, variables={})) for job in (jobs[0], lost, jobs[2])]
    )
    assert (desk.ended(), desk.relay.stale) == (2, 1)


def test_a_worker_that_is_to_end_begins_nothing_more(desk: Desk) -> None:
    desk.waiting(2)
    jobs = desk.relay.claim(["office"], 2)
    desk.holding.take(jobs)
    desk.holding.give_up(desk.store, 0.0)
    desk.carrying.together("office", jobs)
    assert (desk.office.sent, desk.jobs(JobState.READY)) == ([], 2)


def test_a_batch_grows_while_it_is_quick_and_is_one_job_again_after_one_that_was_not() -> None:
    batches, seen = Batches(), []
    for taken in (QUICK / 9, QUICK / 2, QUICK / 2, QUICK, QUICK * 2, None):
        seen.append(batches.size(Quick()))
        batches.ended("office", seen[-1], taken)
    assert seen == [1, 2, 4, 8, 8, 1]


def test_of_jobs_that_may_not_be_sent_twice_a_lane_takes_few() -> None:
    batches = Batches()
    for _ in range(9):
        batches.ended("office", MOST, timedelta(0))
    assert (batches.size(Quick()), batches.size(Office())) == (MOST, MOST_IN_TURN)


def test_jobs_in_turn_are_each_marked_and_reported_before_the_next_is_sent(desk: Desk) -> None:
    desk.waiting(3)
    ended: list[int] = []

    def looks(request: Request) -> Reply:
        ended.append(desk.ended())
        return Reply({})

    desk.office.does = looks
    desk.carries_in_turn()
    assert ended == [0, 1, 2]


def test_jobs_in_turn_that_wait_behind_a_failed_call_go_back_as_if_never_claimed(desk: Desk) -> None:
    desk.waiting(4)

    def away(request: Request) -> Reply:
        if len(desk.office.sent) == 2:
            raise Unavailable("connection")
        return Reply({})

    desk.office.does = away
    desk.carries_in_turn()
    jobs = desk.relay.claim(["office"], 9)
    assert sorted(job.attempts for job in jobs) == [1, 1]


def test_timers_that_are_due_at_once_are_fired_in_one_unit_of_work(desk: Desk) -> None:
    desk.engine.handle(Deploy(resources={"w.bpmn": WAITS}))
    for _ in range(3):
        desk.engine.handle(StartCase(process_id="w"))
    desk.clock.advance(timedelta(days=2))
    fired = TimerClock(desk.engine, desk.store, desk.clock).fire_due()
    assert (fired, desk.engine.parts, desk.ended()) == (3, [3], 3)


def test_a_timer_whose_case_is_gone_does_not_stop_those_beside_it(desk: Desk) -> None:
    desk.engine.handle(Deploy(resources={"w.bpmn": WAITS}))
    for _ in range(3):
        desk.engine.handle(StartCase(process_id="w"))
    desk.clock.advance(timedelta(days=2))
    first, second, third = desk.store.due_timers(now=desk.clock.now(), limit=9)
    fired = TimerClock(desk.engine, Due([first, replace(second, case_id="gone"), third]), desk.clock).fire_due()
    assert (fired, desk.ended()) == (2, 2)


@pytest.fixture(autouse=True)
def nobody_listens() -> Iterator[None]:
    yield
    failpoints.listen(None)
