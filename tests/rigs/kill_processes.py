"""The processes that the kill harness kills: a real service and a real worker on a clock that runs faster."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from ctypes import c_double
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from akzess.composition import Composition
from akzess.http_server import Listener
from akzess.settings import Settings
from akzess.stopping import stop_on_signals
from connectors.base import Connector
from connectors.registry import discover
from connectors.replay import ReplayGuard

#: How much faster the platform's time passes.
SPEED = 20.0


@dataclass(frozen=True, slots=True)
class Hurried:
    """Time that passes `speed` times as fast as this machine's, the same in every process; `leap` (s) is added to it.

    Leases and waits of minutes are over in seconds then. Whatever takes real time (a call, a commit) looks slow to it, so
    that leases run out under workers that live: that is meant to be.
    """

    began: datetime
    mark: float
    speed: float
    leap: c_double

    def now(self) -> datetime:
        """The hurried instant."""
        return self.began + timedelta(seconds=(time.monotonic() - self.mark) * self.speed + self.leap.value)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process needs to know. `addresses`: agencies by name; `port` 0: a worker, else a service."""

    database: str
    keys: str
    accounts: str
    addresses: Mapping[str, str]
    callback: str
    port: int
    failpoints: str
    deeds: str
    log: str

    def connectors(self, guard: ReplayGuard, clock: Hurried) -> list[Connector]:
        """The agencies that are asked, at the end of the harness's wire."""
        found = []
        for name, address in self.addresses.items():
            agency = discover()[name]
            config = agency.demo_config(address, self.callback)
            found.append(agency.build(config, clock=clock.now, guard=guard))
        return found


def composed(orders: Orders, clock: Hurried) -> Composition:
    """The parts of one process, as `akzess service` and `akzess worker` put them together."""
    settings = Settings(
        database=orders.database,
        port=orders.port,
        keys=Path(orders.keys),
        accounts=Path(orders.accounts),
    )
    return Composition(settings, clock=clock, extra=lambda guard: orders.connectors(guard, clock))


def run(orders: Orders, clock: Hurried) -> None:
    """Until SIGTERM, or until something else ends it."""
    os.environ |= {"APP_ENV": "test", "FAILPOINTS": orders.failpoints, "FAILPOINTS_LOG": orders.deeds}
    log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    stop = stop_on_signals()
    deeds = os.open(orders.deeds, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    listener = Listener("127.0.0.1", orders.port) if orders.port else None
    with composed(orders, clock) as parts:
        if listener is None:
            os.write(deeds, f"- up {os.getpid()}\n".encode())
            worker = parts.house.worker
            loop = threading.Thread(target=worker.run, args=(stop,), name="worker")
            loop.start()
            stop.wait()
            worker.wake()
            loop.join()
            return
        listener.serve(parts.app(lambda: None))
        os.write(deeds, f"- up {os.getpid()}\n".encode())
        stop.wait()
        listener.close()
