"""Durable actions per second with 1, 2 and 4 workers on PostgreSQL, beside the database itself and other systems.

`python -m benchmarks.actions [--quick] [--rounds N] [--seconds S] [--contenders] [--markdown FILE]`. The case workload is start, task,
gateway, two parallel service tasks beside a message, task. Workers are processes. The database's own limit is the very
same transactions (statements, parameters, bytes), recorded once and replayed by bare psycopg over as many connections.
Rounds of all rows are interleaved in one run; figures are medians of rounds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from akzess.clocks import SystemClock
from akzess.ids import RandomIds
from benchmarks import recorded
from benchmarks.engine_steps import DATA, Shelf, case, spiff
from benchmarks.tables import markdown
from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from store import SqlStore, open_store
from store.erasing import Vault
from store.evidence import Keyring
from tests.kernel.diagrams import end, flows, process, service, start
from tests.servers import postgres_server, redis_server

#: Commands of one case: start, two tasks, two jobs, one message; leasing the jobs is a transaction more.
ACTIONS = 6
#: Gateways and tasks behind the measured part, so that the diagram has the size of akzess-main (215 elements).
EXTRA = 68
SINGLE = process(start(), service("s"), end(), flows("start -> s -> end"))
SERVER = ("fsync=on", "shared_buffers=256MB", "max_wal_size=4GB", "max_connections=200", "jit=off")


@dataclass(slots=True)
class Seen:
    """What a worker did in a round: actions, and how long each took in milliseconds."""

    actions: int = 0
    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)


def engine_on(url: str) -> tuple[Engine, SqlStore]:
    """An engine with the real clock and real ids."""
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.vault = Vault(Keyring([bytes(range(32))]))  # what a case holds is sealed, as it is in an office
    return Engine(store, SystemClock(), RandomIds(), read_bundle=read_here), store


def one_case(engine: Engine, store: SqlStore, name: str, queue: str, note: Callable[[float], None]) -> None:
    """One case of the workload from start to its last task; `note` gets milliseconds per action."""
    last = time.perf_counter()

    def mark(parts: int = 1) -> None:
        nonlocal last
        now = time.perf_counter()
        for _ in range(parts):
            note((now - last) * 1000 / parts)
        last = now

    started = engine.handle(c.StartCase(process_id=name, variables={**DATA, "x": 1, "queue": queue}))
    mark()
    engine.handle(c.CompleteTask(task_id=f"{started.case_id}.3", answers={"y": 1}))
    mark()
    jobs = store.claim_jobs(queues=[queue], limit=2, now=engine.clock.now(), lease_seconds=60, worker=queue)
    for job in jobs:
        engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={f"z{job.activation}": 1}))
    mark(2)
    engine.handle(
        c.DeliverMessage(
            source=queue, message_id=str(uuid.uuid4()), name="answer", key=started.business_key, payload={"w": 1}
        )
    )
    mark()
    (task,) = store.read().open_rows(1, started.case_id).tasks
    last = time.perf_counter()  # looking for the task is a read, not an action
    engine.handle(c.CompleteTask(task_id=task.id, answers={"again": False}))
    mark()


def ours(url: str, number: int, seconds: float, name: str) -> Seen:
    """A worker that carries cases of its own through the workload."""
    engine, store = engine_on(url)
    seen = Seen()
    one_case(engine, store, name, f"q{number}", lambda _: None)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        one_case(engine, store, name, f"q{number}", seen.taken.append)
        seen.actions += ACTIONS
    seen.seconds = time.perf_counter() - began
    store.close()
    return seen


def bare(url: str, number: int, seconds: float, script: str) -> Seen:
    """A connection that replays the recorded transactions of such cases, with ids of its own."""
    replay = recorded.Replay(url, Path(script), f"q{number}")
    seen = Seen()
    replay.case()
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        seen.taken += replay.case()
        seen.actions += ACTIONS
    seen.seconds = time.perf_counter() - began
    replay.close()
    return seen


def plain(url: str, number: int, seconds: float, each_task: bool) -> Seen:
    """A worker of plain SpiffWorkflow 3.2 with its JSON in a row."""
    run = spiff(Shelf(url), case(EXTRA), each_task=each_task)
    seen = Seen()
    run()
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        taken = run()
        seen.taken += [one * 1000 for step, one in taken.items() if step != "jobs"]
        seen.actions += 5  # start, task, two scripts, message; its last task is not completed
    seen.seconds = time.perf_counter() - began
    return seen


def jobs(url: str, number: int, seconds: float, batch: int) -> Seen:
    """A worker that leases and reports no-op service tasks, `batch` of them per transaction (1: each its own)."""
    engine, store = engine_on(url)
    seen = Seen()
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        found = store.claim_jobs(
            queues=["noop"], limit=50, now=engine.clock.now(), lease_seconds=60, worker=f"w{number}"
        )
        if not found:
            break
        reports = [c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={}) for job in found]
        for start_ in range(0, len(reports), batch):
            before = time.perf_counter()
            part = reports[start_ : start_ + batch]
            if batch == 1:
                engine.handle(part[0])
            else:
                together(engine, part)
            seen.taken.append((time.perf_counter() - before) * 1000 / len(part))
            seen.actions += len(part)
    seen.seconds = time.perf_counter() - began
    store.close()
    return seen


def together(engine: Engine, reports: list[c.CompleteJob]) -> None:
    """Several reports in one unit of work."""
    engine.handle_all(reports)


def fill(url: str, number: int, seconds: float, count: int) -> Seen:
    """So many cases, each with one no-op job."""
    engine, store = engine_on(url)
    for _ in range(count):
        engine.handle(c.StartCase(process_id="noop", variables={}))
    store.close()
    return Seen(count, 1.0)


def _member(url: str, number: int, orders: Any, out: Any) -> None:
    while True:
        order = orders.get()
        if order is None:
            return
        target, seconds, extra = order
        try:
            out.put(globals()[target](url, number, seconds, extra))
        except BaseException as error:
            out.put(error)
            raise


class Crew:
    """Worker processes that are there for the whole run, so that starting them is no part of a figure."""

    def __init__(self, url: str, size: int = 4) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._out = spawn.Queue()
        self._orders = [spawn.Queue() for _ in range(size)]
        self._members = [
            spawn.Process(target=_member, args=(url, number, orders, self._out), daemon=True)
            for number, orders in enumerate(self._orders)
        ]
        for member in self._members:
            member.start()

    def run(self, target: str, workers: int, seconds: float, extra: Any) -> tuple[float, list[float]]:
        """Actions per second of so many processes together, and milliseconds per action of all."""
        for orders in self._orders[:workers]:
            orders.put((target, seconds, extra))
        found = [self._out.get(timeout=seconds + 120) for _ in range(workers)]
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return sum(one.actions / one.seconds for one in found if one.seconds), [ms for one in found for ms in one.taken]

    def close(self) -> None:
        """Send everybody home."""
        for orders in self._orders:
            orders.put(None)
        for member in self._members:
            member.join(10)


def deployed(url: str) -> None:
    """The workload's processes; queues are named by the worker, so that nobody takes another's jobs."""
    store = open_store(url)
    store.upgrade()
    engine = Engine(store, SystemClock(), RandomIds(), read_bundle=read_here)
    for name, diagram in (("small", case(0)), ("large", case(EXTRA))):
        own = diagram.replace(b'process id="p"', f'process id="{name}"'.encode())
        assert b'type="desk.work"' in own, "the service tasks' job type has another name now"
        own = own.replace(b'type="desk.work"', b"type='=queue + &quot;.work&quot;'")
        engine.handle(c.Deploy(resources={"case.bpmn": own}))
    noop = SINGLE.replace(b'process id="p"', b'process id="noop"').replace(b'type="desk.work"', b'type="noop.work"')
    engine.handle(c.Deploy(resources={"noop.bpmn": noop}))
    store.close()


def environment(folder: Path) -> Path:
    """The interpreter of a throw-away environment with the other systems: benchmarks/requirements.txt, with hashes."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    wanted = Path(__file__).parent / "requirements.txt"
    pip = [str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(wanted)], check=True, capture_output=True)
    return folder / "bin" / "python"


def contender(python: Path, what: str, url: str, broker: str, count: int, processes: int) -> float:
    """Jobs per second of another system; 0 when it did not end."""
    if what == "procrastinate":
        url += "?options=-csearch_path%3Draw"
    script = Path(__file__).parent / "contenders" / "raw_jobs.py"
    done = subprocess.run(
        [str(python), str(script), what, "--database", url, "--broker", broker, "--jobs", str(count), "--processes",
         str(processes)], capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
    if done.returncode:
        print(f"{what}: {done.stderr[-400:]}", file=sys.stderr)
        return 0.0
    return float(json.loads(done.stdout.splitlines()[-1])["per second"])


def centile(values: list[float], share: float) -> float:
    """A percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--quick", action="store_true", help="one round of a second each")
    options.add_argument("--no-contenders", action="store_true")
    options.add_argument("--environment", type=Path, help="an environment that has benchmarks/requirements.txt")
    options.add_argument("--markdown", type=Path)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever ends us, the processes end with us
    rounds, seconds = (1, 1.0) if given.quick else (given.rounds, given.seconds)
    rates: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}

    def note(name: str, rate: float, taken: list[float]) -> None:
        rates.setdefault(name, []).append(rate)
        times.setdefault(name, []).extend(random.sample(taken, min(len(taken), 5_000)))

    with tempfile.TemporaryDirectory() as text, postgres_server(*SERVER) as url, redis_server() as broker:
        folder = Path(text)
        deployed(url)
        scripts = {name: recorded.record(url, name, folder / f"{name}.pickle") for name in ("small", "large")}
        python = None
        if not given.no_contenders:
            python = given.environment and given.environment / "bin" / "python"
            if python is None:
                print("making an environment for the other systems …", file=sys.stderr)
                python = environment(folder / "others")
        crew = Crew(url)
        crew.run("ours", 4, 0.2, "large")  # everybody has read what is to be read
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            for workers in (1, 2, 4):
                for size in ("small", "large"):
                    note(f"ours, {size}, {workers}", *crew.run("ours", workers, seconds, size))
                    note(f"database, {size}, {workers}", *crew.run("bare", workers, seconds, str(scripts[size])))
                note(f"plain command, {workers}", *crew.run("plain", workers, seconds, False))
                note(f"plain task, {workers}", *crew.run("plain", workers, seconds, True))
            for batch in (1, 25):
                crew.run("fill", 4, 0, int(400 * seconds))
                note(f"no-op, {batch}", *crew.run("jobs", 4, seconds, batch))
            if python is not None:
                count = int(1_500 * seconds)
                for what, share in (("celery", 2.0), ("celery-row", 2.0), ("procrastinate", 0.6), ("dbos", 0.25)):
                    note(what, contender(python, what, url, broker, max(400, int(count * share)), 4), [])
        crew.close()
    report(rates, times, given.markdown)


def report(rates: dict[str, list[float]], times: dict[str, list[float]], target: Path | None) -> None:
    """The tables."""
    rate = {name: statistics.median(values) for name, values in rates.items()}

    def row(title: str, name: str, against: str = "") -> list[str]:
        ms = (
            [f"{centile(times.get(name, []), share):.1f}" for share in (0.5, 0.95, 0.99)]
            if times.get(name)
            else ["–"] * 3
        )
        ratio = f"{rate[name] / rate[against]:.2f}×" if against and rate.get(against) else ""
        return [title, f"{rate[name]:,.0f}", *ms, ratio]

    head = ["", "actions/s", "p50 ms", "p95 ms", "p99 ms", "against the database"]
    parts = []
    for size, label in (("small", "11 elements"), ("large", "215 elements, like akzess-main")):
        body = []
        for workers in (1, 2, 4):
            body.append(row(f"ours, {workers} workers", f"ours, {size}, {workers}", f"database, {size}, {workers}"))
            body.append(row(f"the same transactions, bare, {workers} connections", f"database, {size}, {workers}"))
        if size == "large":
            for workers in (1, 2, 4):
                for kind, words in (("task", "after each task"), ("command", "per command")):
                    name = f"plain {kind}, {workers}"
                    title = f"plain SpiffWorkflow, JSON {words}, {workers} workers"
                    times_ours = f"ours {rate[f'ours, large, {workers}'] / rate[name]:.1f}×"
                    body.append([*row(title, name)[:-1], times_ours])
        parts.append(markdown(f"Case workload, {label}", head, body))
    body = []
    best = rate["no-op, 25"]
    for title, name in (
        ("service tasks of cases, each report its own transaction", "no-op, 1"),
        ("service tasks of cases, 25 reports in one transaction", "no-op, 25"),
        ("Celery on Redis without disk: a message per job, nothing durable", "celery"),
        ("Celery, a message per job, its row in PostgreSQL", "celery-row"),
        ("Procrastinate", "procrastinate"),
        ("DBOS workflows without steps", "dbos"),
    ):
        if rate.get(name):
            body.append([title, f"{rate[name]:,.0f}", f"{best / rate[name]:.2f}×"])
    parts.append(markdown("No-op jobs, 4 workers", ["", "jobs/s", "ours in batches against it"], body))
    text = "\n".join(parts)
    print(text)
    if target is not None:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
