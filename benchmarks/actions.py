"""Durable actions per second with 1, 2 and 4 workers on PostgreSQL, beside the database itself and other systems.

`python -m benchmarks.actions [--quick] [--rounds N] [--seconds S] [--only-jobs] [--no-contenders] [--environment DIR]
[--markdown FILE]`. Workers are processes. The database's own limit is the very same transactions (statements,
parameters, bytes), recorded once and replayed by bare psycopg over as many connections. Rounds of all rows are
interleaved in one run; figures are medians of rounds.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import recorded
from benchmarks.crew import Crew
from benchmarks.noop_jobs import drained
from benchmarks.others import contender, environment
from benchmarks.tables import markdown
from benchmarks.workload import deployed
from tests.servers import postgres_server, redis_server

SERVER = ("fsync=on", "shared_buffers=256MB", "max_wal_size=4GB", "max_connections=200", "jit=off")


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
    options.add_argument("--only-jobs", action="store_true", help="no cases, only jobs that do nothing")
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
        print(f"  {name}: {rate:,.0f} a second", file=sys.stderr, flush=True)
        times.setdefault(name, []).extend(random.sample(taken, min(len(taken), 5_000)))

    with tempfile.TemporaryDirectory() as text, postgres_server(*SERVER) as url, redis_server() as broker:
        folder = Path(text)
        deployed(url)
        scripts = (
            {}
            if given.only_jobs
            else {name: recorded.record(url, name, folder / f"{name}.pickle") for name in ("small", "large")}
        )
        python = None
        if not given.no_contenders:
            python = given.environment and given.environment / "bin" / "python"
            if python is None:
                print("making an environment for the other systems …", file=sys.stderr)
                python = environment(folder / "others")
        crew = Crew(url)
        if not given.only_jobs:
            crew.run("ours", 4, 0.2, "large")  # everybody has read what is to be read
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            for workers in () if given.only_jobs else (1, 2, 4):
                for size in ("small", "large"):
                    note(f"ours, {size}, {workers}", *crew.run("ours", workers, seconds, size))
                    note(f"database, {size}, {workers}", *crew.run("bare", workers, seconds, str(scripts[size])))
                note(f"plain command, {workers}", *crew.run("plain", workers, seconds, False))
                note(f"plain task, {workers}", *crew.run("plain", workers, seconds, True))
            for name, each in (("noop", 750), ("marked", 250)):
                crew.run("fill", 4, 0, (name, int(each * seconds)))
                note(name, drained(crew.ask("jobs", 4, seconds, name)), [])
            if python is not None:
                count = int(1_500 * seconds)
                for what, share in (
                    ("celery", 2.0),
                    ("celery-row", 2.0),
                    ("celery-kept", 1.0),
                    ("procrastinate", 0.6),
                    ("dbos", 0.25),
                ):
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
    for size, label in (
        () if "ours, small, 1" not in rate else (("small", "11 elements"), ("large", "215 elements, like akzess-main"))
    ):
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
    best = rate["noop"]
    for title, name in (
        ("service tasks of cases, class A: reports share commits", "noop"),
        ("service tasks of cases, class B: marked and reported one by one", "marked"),
        ("Celery on Redis without disk: a message per job, nothing durable", "celery"),
        ("Celery, a message per job, its row in PostgreSQL", "celery-row"),
        ("the same, and Redis keeps its messages (fsync always): as durable as ours", "celery-kept"),
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
