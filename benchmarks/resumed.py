"""Prints how long the work of a killed worker stands still: from SIGKILL until another process begins its call anew.

Run from the repository: `python -m benchmarks.resumed [--deaths 10] [--sqlite | --postgres]`. Three worker processes as the
office runs them, on the real clock; an agency never answers a first attempt. Whoever made it is killed while it waits, and
somebody is started in its place; the second attempt, by whomever, ends the round.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from multiprocessing.context import SpawnProcess

from akzess.clocks import SystemClock
from benchmarks.noop_jobs import NoOp
from benchmarks.workload import engine_on
from connectors.base import Reply, Request
from engine import commands as c
from store import open_store
from tests.kernel.diagrams import end, flows, process, service, start
from tests.servers import postgres_server
from workers.agencies import Agencies
from workers.loop import Worker

_SPAWN = multiprocessing.get_context("spawn")
ASKS = process(start(), service("ask", job="noop.work"), end(), flows("start -> ask -> end"), process_id="asks")
WORKERS = 3
Ear = tuple[str, int]
PATIENCE_SECONDS = 150.0


class Silent(NoOp):
    """An agency of class A that never answers a first attempt; says who asked, and when.

    By a datagram: whoever is killed while it says so holds no lock that others need.
    """

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def says(self, attempt: int) -> None:
        """This process makes that attempt now."""
        self._mouth.sendto(f"{attempt} {os.getpid()} {time.monotonic()}".encode(), self._ear)

    def send(self, request: Request) -> Reply:
        """The answer to whoever asks a second time."""
        self.says(request.attempt)
        if request.attempt == 1:
            threading.Event().wait()
        return Reply({})


def _work(url: str, ear: Ear) -> None:
    engine, store = engine_on(url)
    agency = Silent(ear)
    worker = Worker(engine, store, Agencies([agency]), SystemClock())
    agency.says(0)
    worker.run(threading.Event())


def _started(url: str, ear: Ear) -> SpawnProcess:
    member = _SPAWN.Process(target=_work, args=(url, ear), daemon=True)
    member.start()
    return member


def _attempt(heard: socket.socket, number: int) -> tuple[int, float]:
    """Who made the next attempt of that number, and when. Error: TimeoutError when nobody did."""
    while True:
        attempt, pid, at = heard.recv(100).decode().split()
        if int(attempt) == number:
            return int(pid), float(at)


def seconds(url: str, deaths: int) -> list[float]:
    """How long the work stood still, for each death."""
    store = open_store(url)
    store.upgrade()
    store.close()
    engine, store = engine_on(url)
    engine.handle(c.Deploy(resources={"asks.bpmn": ASKS}))
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    heard.bind(("127.0.0.1", 0))
    heard.settimeout(PATIENCE_SECONDS)
    ear = heard.getsockname()
    members = {member.pid: member for member in (_started(url, ear) for _ in range(WORKERS))}
    for _ in range(WORKERS):
        _attempt(heard, 0)
    taken = []
    for _ in range(deaths):
        engine.handle(c.StartCase(process_id="asks", variables={}))
        pid, _ = _attempt(heard, 1)
        killed = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        members.pop(pid).join()
        successor = _started(url, ear)
        members[successor.pid] = successor
        taken.append(_attempt(heard, 2)[1] - killed)
    for member in members.values():
        member.kill()
    heard.close()
    store.close()
    return taken


def _say(name: str, taken: Sequence[float]) -> None:
    ordered = sorted(taken)
    print(
        f"{name}: {len(taken)} workers killed in the middle of a call, work resumed after {statistics.median(ordered):.1f} s"
        f" (median), {ordered[0]:.1f} s at least, {ordered[-1]:.1f} s at most"
    )


def main() -> int:
    """Both databases unless one is named."""
    parser = argparse.ArgumentParser(prog="resumed", description=__doc__)
    parser.add_argument("--deaths", type=int, default=10)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    if options.postgres or not options.sqlite:
        with postgres_server("fsync=on") as url:
            _say("PostgreSQL", seconds(url, options.deaths))
    if options.sqlite or not options.postgres:
        with tempfile.TemporaryDirectory(prefix="akzess-resumed-") as folder:
            _say("SQLite", seconds(f"sqlite:///{folder}/akzess.db", options.deaths))
    return 0


if __name__ == "__main__":
    sys.exit(main())
