"""Clocks that are wrong (K14): only the database's time decides, and after a leap no deadline passes for a minute."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta

from akzess.steady_clock import SteadyClock
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import CaseStatus
from store import SqlStore
from store.clock import database_time
from tests.kernel.diagrams import element, end, flows, on_timer, process, start
from tests.kernel.office import Office
from tests.traffic.outage import Inline
from workers.agencies import Agencies
from workers.loop import Worker

HOUR = timedelta(hours=1)
DEADLINE = process(
    start(),
    element("intermediateCatchEvent", "deadline", on_timer("PT30M")),
    end(),
    flows("start -> deadline -> end"),
)


class Machine:
    """Ticks that a story moves, and the database's time, which may leap beside them."""

    def __init__(self) -> None:
        self.tick = 1000.0
        self.database = datetime(2026, 10, 21, 8, 0, tzinfo=UTC)
        self.clock = SteadyClock(lambda: self.database, lambda: self.tick)

    def passes(self, seconds: float) -> None:
        """Time passes for both, and the clock looks."""
        self.tick += seconds
        self.database += timedelta(seconds=seconds)
        self.clock.look()


def at_work(store: object, machine: Machine) -> tuple[Office, Worker, Executor]:
    """A case with a deadline in half an hour, and the worker that would let it pass."""
    office = Office(store)
    office.engine = Engine(office.store, machine.clock, office.engine._house.ids, read_bundle=read_here)
    office.runs(DEADLINE)
    return office, Worker(office.engine, office.store, Agencies(()), machine.clock), Inline()


def test_k14_a_database_clock_that_leaps_forward_lets_no_deadline_pass_for_a_minute(sqlite_store: SqlStore) -> None:
    machine = Machine()
    office, worker, lanes = at_work(sqlite_store, machine)

    machine.database += HOUR
    machine.passes(1)
    worker.step(lanes)
    assert (machine.clock.steady, office.status) == (False, CaseStatus.RUNNING)
    machine.database -= HOUR  # it was a mistake, and is mended
    machine.passes(20)
    machine.passes(61)
    worker.step(lanes)
    assert (machine.clock.steady, office.status) == (True, CaseStatus.RUNNING)

    machine.passes(1800)
    worker.step(lanes)
    assert office.status is CaseStatus.COMPLETED


def test_k14_a_leap_that_stays_counts_after_a_minute(sqlite_store: SqlStore) -> None:
    machine = Machine()
    office, worker, lanes = at_work(sqlite_store, machine)

    machine.database += HOUR
    machine.passes(1)
    for _ in range(59):
        worker.step(lanes)
        machine.passes(1)
    assert (machine.clock.steady, office.status) == (False, CaseStatus.RUNNING)
    machine.passes(1)
    worker.step(lanes)

    assert office.status is CaseStatus.COMPLETED


def test_k14_a_database_clock_that_leaps_back_delays_and_never_hurries(sqlite_store: SqlStore) -> None:
    machine = Machine()
    office, worker, lanes = at_work(sqlite_store, machine)

    machine.database -= HOUR
    machine.passes(1)
    machine.passes(1801)
    worker.step(lanes)
    assert office.status is CaseStatus.RUNNING  # by the database's clock it is half past seven

    machine.passes(3600)
    worker.step(lanes)
    assert office.status is CaseStatus.COMPLETED


def test_k14_small_corrections_are_no_leaps() -> None:
    machine = Machine()
    machine.database += timedelta(seconds=4)
    machine.passes(10)

    assert (machine.clock.steady, machine.clock.now()) == (True, machine.database)


def test_k14_what_this_machine_takes_for_the_date_counts_for_nothing() -> None:
    machine = Machine()
    machine.database = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
    machine.clock.look()
    machine.tick += 90

    assert machine.clock.now() == datetime(2000, 1, 1, 0, 0, 30, tzinfo=UTC)


def test_k14_a_database_that_is_away_leaves_the_ticks_to_go_on() -> None:
    machine = Machine()

    def away() -> datetime:
        raise OSError("away")

    machine.clock._ask = away
    machine.tick += 30
    assert machine.clock.now() == machine.database + timedelta(seconds=30)


def test_k14_the_databases_time_is_asked_with_its_offset(postgres_store: SqlStore) -> None:
    before = database_time(postgres_store)
    with postgres_store.engine.connect() as connection:
        run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
        name = run("SELECT current_database()").scalar_one()
        run(f"ALTER DATABASE {name} SET app.clock_offset = '1 hour'")
    postgres_store.engine.dispose()
    try:
        leapt = database_time(postgres_store)
    finally:
        with postgres_store.engine.connect() as connection:
            run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
            run(f"ALTER DATABASE {name} RESET app.clock_offset")
        postgres_store.engine.dispose()

    assert timedelta(minutes=59) < leapt - before < timedelta(minutes=70)
