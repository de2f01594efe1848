"""What an action, a page of the inbox and a poll cost among 0, 10⁴, 10⁵ and 10⁶ open cases, their timers and history.

`python -m benchmarks.growth [--quick] [--full] [--cases 0,10000] [--rounds N] [--markdown FILE]`. One database for
each size on one server; rounds go around all of them, so that noise meets each alike. Figures are medians. An action is
one of start, complete, report a job (two), deliver a message, complete; after each round the inbox is asked whether
it shows what was just done.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from benchmarks.tables import markdown
from benchmarks.workload import deployed, engine_on, one_case
from engine.handlers import Engine
from store import SqlStore, loops, open_store
from store.queries import Reach, TaskQuery
from tests.servers import postgres_server
from tests.store.crowd import filled
from tests.store.explaining import Explaining

SERVER = ("shared_buffers=512MB", "max_wal_size=8GB", "jit=off", "fsync=on", "maintenance_work_mem=512MB")
TEAM = TaskQuery((Reach(groups=("akz-clerk",), sites=("DD",)),))
LINES = 5  # of history per case of the crowd


@dataclass(slots=True)
class Size:
    """One database, and what was measured on it."""

    cases: int
    url: str
    engine: Engine
    store: SqlStore
    actions: list[float] = field(default_factory=list)
    inbox: list[float] = field(default_factory=list)
    stale: int = 0
    looks: int = 0
    poll: int = 0
    due: int = 0
    page: int = 0


def made(server: str, cases: int) -> Size:
    """A database with so many open cases: two open tasks, a timer and a few lines of history each."""
    url = server.rpartition("/")[0] + f"/cases_{cases}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE cases_{cases}")
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    if cases:
        copies = 10 if cases >= 100_000 else 1  # a dice for every row of a million would take longer than all the rest
        filled(store, 2 * cases // copies, copies)
    store.close()
    with psycopg.connect(url, autocommit=True, options="-c statement_timeout=0") as link:
        later = datetime.now(UTC) + timedelta(days=30)
        link.execute(
            "INSERT INTO timer (case_id, activation, element_id, cycle, tenant, fire_at, tz, spec, state)"
            " SELECT id, 9, 'T1', 0, 1, %s + random() * interval '300 days', 'Europe/Berlin', 'P30D', 0"
            " FROM case_instance",
            (later,),
        )
        link.execute(
            "INSERT INTO history (case_id, tenant, seq, at, actor, event, element_id, activation, outcome, detail, hash)"
            " SELECT id, 1, n, now(), 'anna', 'element', 'UT-COMPL', n, 'completed', '{\"result\":\"COMPLETE\"}',"
            " sha256((id || n)::bytea) FROM case_instance CROSS JOIN generate_series(1, %s) n",
            (LINES,),
        )
        link.execute("VACUUM (ANALYZE)")
    deployed(url)
    engine, store = engine_on(url)
    return Size(cases, url, engine, store)


def went_round(size: Size, number: int, keep: bool) -> None:
    """One case through the workload, and pages of the inbox before and after."""
    taken: list[float] = []
    one_case(size.engine, size.store, "large", f"q{number % 7}", taken.append)
    read = size.store.read()
    before = time.perf_counter()
    read.tasks(1, TEAM)
    spent = (time.perf_counter() - before) * 1000
    if keep:
        size.actions += taken
        size.inbox.append(spent)
    newest = read.cases(1, limit=1).items[0].id
    open_now = {task.activation for task in read.open_rows(1, newest).tasks}
    with psycopg.connect(size.url) as link:
        shown = {row[0] for row in link.execute("SELECT DISTINCT activation FROM offer WHERE case_id = %s", (newest,))}
    size.looks += 1
    size.stale += open_now != shown


def buffers(size: Size) -> None:
    """What PostgreSQL reads for a poll of timers with none and with 200 due, and for a first page."""
    with psycopg.connect(size.url, autocommit=True, cursor_factory=psycopg.ClientCursor) as link:
        now = datetime.now(UTC)

        def asked(moment: datetime) -> int:
            looking = Explaining(size.store._open(), link)
            loops.due_timers(looking, now=moment, limit=200)
            looking.close()
            return looking.buffers

        size.poll = asked(now)
        size.due = asked(now + timedelta(days=400))
    size.page = _page(size)


def _page(size: Size) -> int:
    from tests.store.explaining import explained

    with explained(size.store) as (read, opened):
        read.tasks(1, TEAM)
    return sum(one.buffers for one in opened)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", default="0,10000,100000")
    options.add_argument("--full", action="store_true", help="1,000,000 cases, too (about ten minutes more)")
    options.add_argument("--rounds", type=int, default=120)
    options.add_argument("--quick", action="store_true", help="0, 1,000 and 10,000 cases, 20 rounds")
    options.add_argument("--markdown", type=Path)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever ends us, the server ends with us
    if given.full:
        given.cases = "0,10000,100000,1000000"
    if given.quick:
        given.cases, given.rounds = "0,1000,10000", 20
    with postgres_server(*SERVER) as server:
        sizes = []
        for count in given.cases.split(","):
            began = time.perf_counter()
            sizes.append(made(server, int(count)))
            print(f"{int(count):,} cases made in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        for number in range(given.rounds + 10):
            turn = number % len(sizes)
            for size in sizes[turn:] + sizes[:turn]:  # nobody is always the first after a pause
                went_round(size, number, number >= 10)
        for size in sizes:
            buffers(size)
            size.store.close()
    first = statistics.median(sizes[0].actions)
    body = []
    for size in sizes:
        action = statistics.median(size.actions)
        inbox = sorted(size.inbox)
        body.append(
            [
                f"{size.cases:,} open cases, {2 * size.cases:,} tasks, {size.cases:,} timers",
                f"{action:.2f}",
                f"{sorted(size.actions)[int(len(size.actions) * 0.95)]:.2f}",
                f"{action / first:.2f}×",
                f"{statistics.median(inbox):.2f}",
                f"{inbox[int(len(inbox) * 0.95)]:.2f}",
                str(size.page),
                str(size.poll),
                str(size.due),
                f"{size.stale} of {size.looks}",
            ]
        )
    head = ["", "action ms p50", "p95", "against empty", "inbox page ms p50", "p95", "its buffers", "poll, none due: buffers",
            "poll, 200 due", "inbox stale"]  # fmt: skip
    result = markdown("Growth", head, body)
    print(result)
    if given.markdown:
        given.markdown.write_text(result, encoding="utf-8")


if __name__ == "__main__":
    main()
