"""Completing a task over REST beside a bare FastAPI route with one transaction: requests per second, milliseconds.

`python -m benchmarks.rest [--quick] [--rounds N] [--seconds S] [--lanes N] [--processor P] [--markdown FILE]`. Both
are one process of uvicorn on one PostgreSQL with fsync on; they take turns, the client is the same, figures are medians of rounds.
`--processor` holds both on one processor: a process of Python uses one at a time, and moving costs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
import structlog

from akzess.composition import Composition
from akzess.local_servers import free_port
from akzess.people import SITES
from akzess.settings import Settings
from benchmarks.load.platform import PASSWORD, PER_ROLE, SERVER, running
from benchmarks.load.web import Answer, Host
from benchmarks.store_counts import TWO_TASKS, application
from benchmarks.tables import markdown
from engine.commands import ClaimTask, Deploy, StartCase
from engine.model import Actor
from store import open_store
from tests.servers import postgres_server

#: So often they take turns within a round: a machine is not equally fast from one second to the next.
TURNS = 8


def claimed(url: str, keys: Path, count: int) -> list[tuple[str, str, int]]:
    """So many tasks, each with somebody: id, account, version; made by the same parts as the service."""
    parts = Composition(Settings(database=url, keys=keys))
    engine, store = parts.house.engine, parts.store
    engine.handle(Deploy(resources={"two.bpmn": TWO_TASKS}))
    found = []
    for number in range(count):
        site = list(SITES)[number % len(SITES)]
        account = f"akz-clerk-{site}-{number // len(SITES) % PER_ROLE}".lower()
        started = engine.handle(StartCase(process_id="two", variables=application(number), site=site))
        (waiting,) = store.read().tasks_of(1, started.case_id)
        actor = Actor(account, account, frozenset({"akz-clerk"}), frozenset({site}))
        engine.handle(ClaimTask(task_id=waiting.id, actor=actor))
        found.append((waiting.id, account, waiting.version + 1))
    parts.close()
    return found


async def lanes(count: int, seconds: float, ask: Callable[[], Awaitable[Answer] | None]) -> tuple[float, list[float]]:
    """Requests per second of so many lanes that each ask one after the other, and milliseconds."""
    taken: list[float] = []
    began = time.perf_counter()

    async def lane() -> None:
        while time.perf_counter() - began < seconds:
            coming = ask()
            if coming is None:
                raise RuntimeError("no task is left: prepare more")
            before = time.perf_counter()
            answer = await coming
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
            taken.append((time.perf_counter() - before) * 1000)

    await asyncio.gather(*(lane() for _ in range(count)))
    return len(taken) / (time.perf_counter() - began), taken


async def measured(
    url: str, keys: Path, ours: str, bare: str, rounds: int, seconds: float, clients: int
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Rates and milliseconds: ours, bare."""
    mine, other = Host(ours), Host(bare)
    tokens: dict[str, str] = {}
    rates: tuple[list[float], list[float]] = ([], [])
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        tasks = await asyncio.to_thread(claimed, url, keys, int(500 * seconds))
        for _, account, _ in tasks:
            if account not in tokens:
                answer = await mine.ask("POST", "/login", {}, {"account": account, "password": PASSWORD})
                tokens[account] = answer.json()["token"]
        waiting, rows = iter(tasks), iter(range(10**9))

        def complete(waiting: Any = waiting) -> Awaitable[Answer] | None:
            found = next(waiting, None)
            if found is None:
                return None
            task, account, version = found
            headers = {
                "Authorization": f"Bearer {tokens[account]}",
                "Idempotency-Key": str(uuid.uuid4()),
                "If-Match": f'"{version}"',
            }
            return mine.ask("POST", f"/tasks/{task}/complete", headers, {"answers": {"result": "COMPLETE"}})

        def write(rows: Any = rows) -> Awaitable[Answer]:
            return other.ask("POST", f"/bare/t{next(rows) % 1000}", {}, {"answers": {"result": "COMPLETE"}})

        asked = list(enumerate((complete, write)))
        parts: tuple[list[float], list[float]] = ([], [])
        for _ in range(TURNS):
            for place, ask in asked:
                rate, taken = await lanes(clients, seconds / TURNS, ask)
                parts[place].append(rate)
                if number:  # the first round warms up
                    times[place].extend(taken)
            asked.reverse()
        if number:
            for place, found in enumerate(parts):
                rates[place].append(statistics.fmean(found))
    mine.close()
    other.close()
    return rates[0], times[0], rates[1], times[1]


def held(pid: int, processor: int) -> None:
    """All threads of a process, and those that they start, on one processor."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), {processor})


def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument(
        "--lanes", type=int, default=4, help="clients that ask at once, each one thing after the other"
    )
    options.add_argument("--processor", type=int, help="hold both servers on this processor")
    options.add_argument("--quick", action="store_true", help="two rounds of a second and a half")
    options.add_argument("--markdown", type=Path)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever ends us, the processes end with us
    rounds, seconds = (2, 1.5) if given.quick else (given.rounds, given.seconds)
    with tempfile.TemporaryDirectory() as text, postgres_server(*SERVER) as url:
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("CREATE TABLE bare_task (id text PRIMARY KEY, version int, state text, content text)")
            link.execute("CREATE TABLE bare_line (id bigserial PRIMARY KEY, task text, event text, at timestamptz)")
            link.execute("INSERT INTO bare_task SELECT 't' || n, 0, 'OPEN', '' FROM generate_series(0, 999) n")
        store = open_store(url)
        store.upgrade()
        store.close()
        port = free_port()
        bare = subprocess.Popen([sys.executable, "-m", "benchmarks.contenders.bare_route", str(port), url])
        try:
            with running(Path(text), url, services=1, workers=0) as platform:
                if given.processor is not None:
                    for pid in (bare.pid, platform.members["service-1"].process.pid):
                        held(pid, given.processor)
                found = asyncio.run(
                    measured(
                        url,
                        Path(text) / "evidence.keys",
                        platform.services[0],
                        f"http://127.0.0.1:{port}",
                        rounds,
                        seconds,
                        given.lanes,
                    )
                )
        finally:
            bare.terminate()
            bare.wait(15)
    ours, mine, theirs, other = found
    ratio = statistics.median(one / two for one, two in zip(ours, theirs, strict=True))
    body = []
    for title, rate, taken in (("complete a task", ours, mine), ("bare route, one transaction", theirs, other)):
        ordered = sorted(taken)
        shares = [f"{ordered[int(len(ordered) * share)]:.1f}" for share in (0.5, 0.95, 0.99)]
        body.append([title, f"{statistics.median(rate):,.0f}", *shares])
    result = markdown(
        f"REST, {given.lanes} lanes, one process each", ["", "per second", "p50 ms", "p95 ms", "p99 ms"], body
    )
    result += f"\nOurs is {ratio:.0%} of the bare route (median over {rounds} rounds; aim 35 %).\n"
    print(result)
    if given.markdown:
        given.markdown.write_text(result, encoding="utf-8")


if __name__ == "__main__":
    main()
