"""A worker process that dies where it is told: the real worker, store and engine, with FAILPOINTS set."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from akzess.clocks import MovableClock
from akzess.house import TENANT, House
from akzess.ids import RandomIds
from akzess.timeline import Timeline
from connectors.base import DeliveryClass
from connectors.registry import discover
from engine.handlers.deployments import read_here
from store import SqlStore, open_store
from store.evidence import Kept, Keyring
from workers.loop import Worker


class _Engine:
    def __init__(self, engine: Any, store: SqlStore, *, fenced: bool) -> None:
        self._engine, self._store, self._fenced = engine, store, fenced

    def handle(self, command: Any) -> Any:
        if not self._fenced and hasattr(command, "fence"):
            now = {job.id: job for job in self._store.read().open_rows(TENANT, command.job_id.partition(".")[0]).jobs}
            command = replace(command, fence=now[command.job_id].fence) if command.job_id in now else command
        return self._engine.handle(command)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker process is to do. `believed` overrides delivery classes: what a defect of ours would look like."""

    database: str
    addresses: Mapping[str, str]
    start: datetime
    failpoints: str = ""
    master: bytes = b""
    believed: Mapping[str, str] = ()
    #: False: reports are taken under whatever fence the job has now, as a platform without fences would.
    fenced: bool = True


def _house(orders: Orders) -> tuple[House, MovableClock]:
    os.environ |= {"APP_ENV": "test", "FAILPOINTS": orders.failpoints}
    store = open_store(orders.database)
    assert isinstance(store, SqlStore)
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
    house.store.close()


def finishes(orders: Orders) -> None:
    """The next worker, after the lease of the dead one: time passes until nothing moves any more."""
    house, clock = _house(orders)
    timeline = Timeline(clock, house.store, house.worker)
    timeline.quiet()
    for _ in range(4):
        timeline.advance(timedelta(seconds=30))
    house.store.close()


def works_once(orders: Orders) -> None:
    """One pass over what is due, wherever it is frozen on the way; ends with the number of reports that came too late."""
    house, _ = _house(orders)
    house.worker.run_once()
    house.store.close()
    sys.exit(house.worker.stale)
