"""Measures the analysis of closed cases: 10,000,000 lines of history and what each question of the pages costs.

`python -m benchmarks.mining` (`--lines 10000000 --repeat 20 --sqlite 1000000`). Invented histories over the real diagrams
(`authority/mining/synthetic.py`) are written as rows of closed cases and counted by the chore's own code; then each question
is asked as the pages ask it: milliseconds at half and at 95 of 100 calls, buffers, and the index it is read through.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from akzess import bundle
from akzess.demo_mining import invented
from authority.mining.model import Model, Trace
from service.forecast.norms import norms
from service.mining import changes, telling
from service.mining.diagrams import model
from service.mining.work import Work
from store import SqlStore, open_store, statements
from store.mining.counting import BATCH, count
from store.mining.reading import Mined, Where
from tests.servers import postgres_server
from tests.store.explaining import Explaining
from tests.store.records import deployed

from .tables import markdown

NOW = datetime(2026, 11, 1, tzinfo=UTC)
#: Different cases; more of them are the same at other times.
STENCILS = 400
#: Copies of one transaction.
AT_ONCE = 5
_TIMES = ("at", "started_at", "created_at", "updated_at", "ended_at")
_HISTORY = ("case_id", "tenant", "seq", "at", "actor", "event", "element_id", "activation", "outcome", "started_at",
            "detail", "hash")  # fmt: skip
_CASE = ("id", "tenant", "definition_id", "deployment_id", "process_id", "business_key", "site", "status", "version",
         "state", "state_format", "checksum", "history_seq", "history_head", "created_at", "updated_at", "ended_at",
         "case_group")  # fmt: skip


def filled(store: SqlStore, known: Model, lines: int) -> tuple[int, int]:
    """Write closed cases until there are so many lines; (cases, lines). The same cases at other times are copied in place."""
    stencils = list(invented(known, STENCILS, 1, NOW))
    definition = deployed(store)
    cases = [(f"{number:08x}-bench", trace) for number, trace in enumerate(stencils)]
    store.in_transaction(lambda session: _write(session, definition, cases))
    one = sum(len(trace.lines) for trace in stencils)
    copies = max(0, round(lines / one) - 1)
    for first in range(1, copies + 1, AT_ONCE):
        last = min(copies, first + AT_ONCE - 1)
        store.in_transaction(partial(_copy, cases=[name for name, _ in cases], first=first, last=last))
    return len(cases) * (copies + 1), one * (copies + 1)


def _copy(session: Any, cases: list[str], first: int, last: int) -> None:
    """The same cases with other numbers, each copy seven minutes earlier than the one before."""
    ago = "- k.n * interval '7 minutes'" if session.postgres else "- k.n * 420000000"
    numbers = "WITH RECURSIVE k(n) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT n + 1 FROM k WHERE n < ?)"
    for table, key, columns in (("case_instance", "id", _CASE), ("history", "case_id", _HISTORY)):
        told = [
            f"{name} || '-' || k.n" if name in (key, "business_key") else f"{name} {ago}" if name in _TIMES else name
            for name in columns
        ]
        source = statements.in_list(f"SELECT {', '.join(told)} FROM {table}, k WHERE {key}", len(cases))
        session.run(f"{numbers} INSERT INTO {table} ({', '.join(columns)}) {source}", (first, last, *cases))


def _write(session: Any, definition: int, batch: list[tuple[str, Trace]]) -> None:
    at = session.values.instant
    for some in statements.chunks(batch):
        flat: list[Any] = []
        for name, trace in some:
            begun, ended = at(trace.lines[0].at), at(trace.ended_at)
            flat += [name, 1, definition, 1, trace.process, name, trace.site, "COMPLETED", 1]
            flat += [b"", 1, b"", len(trace.lines), b"", begun, ended, ended, trace.case_group]
        session.run(statements.insert("case_instance", _CASE, len(some)), flat)
    rows = [
        (name, 1, one.seq, at(one.at), "x", one.event, one.element, one.activation, one.outcome,
         None if one.started_at is None else at(one.started_at), "{}", b"")
        for name, trace in batch
        for one in trace.lines
    ]  # fmt: skip
    for some in statements.chunks(rows):
        session.run(statements.insert("history", _HISTORY, len(some)), [value for row in some for value in row])


def report(url: str, lines: int, repeat: int) -> None:
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    compiled, _ = bundle.compiled(bundle.read(bundle.AKZESS))
    known = model(compiled.processes)
    began = time.perf_counter()
    cases, written = filled(store, known, lines)
    print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
    postgres = url.startswith("postgresql")
    if postgres:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE history, case_instance")
    began = time.perf_counter()
    while count(store, 1, lambda _: known, NOW + timedelta(days=1)) == BATCH:
        pass
    spent = time.perf_counter() - began
    if postgres:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE mined_cell")
    cells = store._read(lambda session: session.one("SELECT COUNT(*) FROM mined_cell"))
    print(
        f"\n{'PostgreSQL' if postgres else 'SQLite'}: {written:,} lines of {cases:,} cases, counted in {spent:.0f} s"
        f" ({written / spent:,.0f} lines a second) into {cells[0] if cells else 0:,} cells\n"
    )
    mined = Mined(store)
    year = Where(1, "akzess-main", None, "2025-12", "2026-11")
    before, after = replace(year, until="2026-05"), replace(year, since="2026-06")
    work = Work(known, norms())
    questions: dict[str, Callable[[Mined, Where], object]] = {
        "where the weeks go": lambda asked, where: telling.overview(asked, where, work),
        "steps": lambda asked, where: telling.elements(asked, where, work),
        "ways": telling.variants,
        "conformance": telling.conformance,
        "drift": lambda asked, where: changes.drift(
            asked, replace(before, sites=where.sites), replace(after, sites=where.sites)
        ),
        "case groups": lambda asked, where: asked.groups(where),
    }
    rows = []
    for name, ask in questions.items():
        for label, where in (("all sites", year), ("two sites", replace(year, sites=("DD", "L")))):
            times = []
            for _ in range(repeat):
                start = time.perf_counter()
                ask(mined, where)
                times.append((time.perf_counter() - start) * 1000)
            buffers, index = explained(store, ask, where) if postgres else ("", "")
            p95 = sorted(times)[max(0, int(repeat * 0.95) - 1)]
            rows.append([f"{name}, {label}", f"{statistics.median(times):.1f}", f"{p95:.1f}", buffers, index])
    print(markdown(f"{written:,} lines", ("question", "p50 ms", "p95 ms", "buffers", "read through"), rows))
    store.close()


def explained(store: SqlStore, ask: Callable[[Mined, Where], object], where: Where) -> tuple[str, str]:
    """Buffers of all statements of a question, and their indexes."""
    import psycopg

    url = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        seen: list[Explaining] = []

        class Asking(Mined):
            def _look(self, sql: str, values: Any) -> Any:
                def question(session: Any) -> Any:
                    seen.append(Explaining(session, connection))
                    return seen[-1].look(sql, values)

                return store._read(question)

        ask(Asking(store), where)
    indexes = dict.fromkeys(name for one in seen for name in one.indexes)
    return f"{sum(one.buffers for one in seen):,}", ", ".join(indexes)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=10_000_000)
    options.add_argument("--sqlite", type=int, default=1_000_000)
    options.add_argument("--repeat", type=int, default=20)
    given = options.parse_args()
    if given.lines:
        with postgres_server("shared_buffers=256MB", "max_wal_size=8GB", "jit=off") as url:
            report(url, given.lines, given.repeat)
    if given.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            report(f"sqlite:///{Path(folder)}/mining.db", given.sqlite, given.repeat)


if __name__ == "__main__":
    main()
