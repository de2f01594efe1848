"""A worker process that dies where it is told: the real worker on a store and an engine that hit failpoints."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from akzess.clocks import MovableClock
from akzess.house import TENANT, House
from akzess.ids import RandomIds
from akzess.timeline import Timeline
from connectors.base import DeliveryClass
from connectors.registry import discover
from engine.commands import CompleteJob
from engine.handlers.deployments import read_here
from store import SqlStore, open_store
from store.evidence import Kept, Keyring
from store.session import Session
from store.unit_of_work import SqlUnitOfWork
from workers import failpoints
from workers.loop import Worker

#: What the transaction under way is for; commits are failpoints of that name.
_stage: ContextVar[str] = ContextVar("stage", default="")


@contextmanager
def _in_stage(name: str) -> Iterator[None]:
    token = _stage.set(name)
    try:
        yield
    finally:
        _stage.reset(token)


class _Session:
    """A session whose commit has a moment before and a moment after."""

    def __init__(self, inner: Session) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def commit(self) -> None:
        stage = _stage.get()
        failpoints.hit(f"{stage}.before_commit")
        self._inner.commit()
        failpoints.hit(f"{stage}.after_commit")


class _Unit(SqlUnitOfWork):
    def lock_case(self, tenant: int, case_id: str) -> Any:
        found = super().lock_case(tenant, case_id)
        if _stage.get() == "complete":
            failpoints.hit("complete.after_lock")
        return found

    def save_case(self, case: Any, changes: Any) -> None:
        if _stage.get() == "complete":
            failpoints.hit("complete.after_engine")
        super().save_case(case, changes)


class MortalStore(SqlStore):
    """The store as it is, with failpoints around the transactions of the send path."""

    def _open(self) -> Session:
        session: Any = _Session(super()._open())
        return session

    def unit_of_work(self) -> SqlUnitOfWork:
        return _Unit(self._open)

    def claim_jobs(self, **how: Any) -> Any:
        with _in_stage("claim"):
            return super().claim_jobs(**how)

    def mark_sent(self, job_id: str, fence: int) -> None:
        with _in_stage("conn.phase1"):
            super().mark_sent(job_id, fence)

    def add_evidence(self, entries: Sequence[Any], *, sent: tuple[str, int] | None = None) -> None:
        with _in_stage("conn.phase1" if sent else ""):
            super().add_evidence(entries, sent=sent)


class _Engine:
    def __init__(self, engine: Any, store: SqlStore, *, fenced: bool) -> None:
        self._engine, self._store, self._fenced = engine, store, fenced

    def handle(self, command: Any) -> Any:
        if not self._fenced and hasattr(command, "fence"):
            now = {job.id: job for job in self._store.read().open_rows(TENANT, command.job_id.partition(".")[0]).jobs}
            command = replace(command, fence=now[command.job_id].fence) if command.job_id in now else command
        with _in_stage("complete" if isinstance(command, CompleteJob) else ""):
            return self._engine.handle(command)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker process is to do. `believed` overrides delivery classes: what a defect of ours would look like."""

    database: str
    addresses: Mapping[str, str]
    start: datetime
    failpoints: str = ""
    master: bytes = b""
    believed: Mapping[str, str] = ()  # type: ignore[assignment]  # an empty mapping; dicts are no defaults
    #: False: reports are taken under whatever fence the job has now, as a platform without fences would.
    fenced: bool = True


def _house(orders: Orders) -> tuple[House, MovableClock]:
    os.environ |= {"APP_ENV": "test", "FAILPOINTS": orders.failpoints}
    plain = open_store(orders.database)
    assert isinstance(plain, SqlStore)
    store = MortalStore(plain.engine, plain._session)
    clock = MovableClock(orders.start)
    connectors = []
    for name, address in orders.addresses.items():
        agency = discover()[name]
        made: Any = agency.build(agency.demo_config(address, "http://platform.test"), clock=clock.now)
        changed = {
            action: replace(operation, delivery=DeliveryClass(orders.believed[f"{name}.{action}"]))
            for action, operation in made.operations.items()
            if f"{name}.{action}" in dict(orders.believed)
        }
        made.operations = dict(made.operations) | changed
        connectors.append(made)
    ledger = Kept(store, Keyring([orders.master]), clock) if orders.master else None
    house = House(store, clock, RandomIds(), connectors, read_bundle=read_here, ledger=ledger)
    house.worker = Worker(
        _Engine(house.engine, store, fenced=orders.fenced), store, house.agencies, clock, ledger=ledger
    )
    return house, clock


def works_until_it_dies(orders: Orders) -> None:
    """The loop of a worker process, on its own threads; ends by itself only when nothing is left to do."""
    house, _ = _house(orders)
    stop = threading.Event()
    thread = threading.Thread(target=house.worker.run, args=(stop,), daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while house.read.job_counts(TENANT) and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    house.worker.wake()
    thread.join(10)
    house.store.close()  # type: ignore[attr-defined]  # an SQL store


def finishes(orders: Orders) -> None:
    """The next worker, after the lease of the dead one: time passes until nothing moves any more."""
    house, clock = _house(orders)
    timeline = Timeline(clock, house.store, house.worker)
    timeline.quiet()
    for _ in range(4):
        timeline.advance(timedelta(seconds=30))
    house.store.close()  # type: ignore[attr-defined]  # an SQL store


def works_once(orders: Orders) -> None:
    """One pass over what is due, wherever it is frozen on the way; ends with the number of reports that came too late."""
    house, _ = _house(orders)
    house.worker.run_once()
    house.store.close()  # type: ignore[attr-defined]  # an SQL store
    sys.exit(house.worker.stale)
