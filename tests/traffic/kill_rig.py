"""Kills worker processes at every named point of the send path, lets the next worker finish, and counts what arrived.

Run from the repository: `python -m tests.traffic.kill_rig --runs 200 [--postgres]`. Each run has a database of its own
with three cases of one delivery class, a worker process that is killed with SIGKILL at one point, and a second worker
process that finishes. The agencies are simulators behind real HTTP that keep their own book.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from store import SqlStore, open_store

from ..servers import postgres_server
from ..store.records import emptied
from .deaths import CASES, POINTS, Rig, Run

#: Class A is not marked before it is sent: sending again is harmless.
PLAN = tuple((point, kind) for kind in "ABC" for point in POINTS if kind != "A" or "phase1" not in point)


@contextlib.contextmanager
def sqlite_files() -> Iterator[Callable[[], str]]:
    """Fresh SQLite files, one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="akzess-kill-"))
    template = folder / "template.db"
    store = open_store(f"sqlite:///{template}")
    store.upgrade()
    store.close()
    number = iter(range(1_000_000))

    def fresh() -> str:
        path = folder / f"{next(number)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    try:
        yield fresh
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres_database() -> Iterator[Callable[[], str]]:
    """One PostgreSQL database that is emptied before each run."""
    with postgres_server() as url:
        store = open_store(url)
        assert isinstance(store, SqlStore)
        store.upgrade()

        def fresh() -> str:
            emptied(store)
            return url

        try:
            yield fresh
        finally:
            store.close()


def plan(runs: int) -> Iterator[tuple[str, str, int, bool]]:
    """(point, class, n-th passage, with ledger): every point with every class before anything is repeated."""
    for number in range(runs):
        point, kind = PLAN[number % len(PLAN)]
        turn = number // len(PLAN)
        yield point, kind, 1 + turn % (2 if point.startswith("claim") else CASES), (number + turn) % 2 == 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print a table, end with 1 when anything is lost, doubled or odd."""
    parser = argparse.ArgumentParser(prog="kill_rig", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--from", type=int, default=0, dest="first", help="begin with this run of the plan")
    options = parser.parse_args(arguments)
    results: dict[str, list[Run]] = defaultdict(list)
    began = time.monotonic()
    with postgres_database() if options.postgres else sqlite_files() as fresh:
        rig = Rig(fresh)
        try:
            for number, (point, kind, nth, ledger) in enumerate(plan(options.first + options.runs)):
                if number < options.first:
                    continue
                found = rig.run(point, kind, nth=nth, ledger=ledger)
                results[point].append(found)
                if not found.good:
                    print(f"run {number}: {point}#{nth} class {kind}: {found}", flush=True)
        finally:
            rig.close()
    return _table(results, time.monotonic() - began)


def _table(results: Mapping[str, Sequence[Run]], seconds: float) -> int:
    print(f"{'point':28}{'runs':>6}{'killed':>8}{'cases':>7}{'done':>6}{'unknown':>9}{'lost':>6}{'doubled':>9}")
    total: Counter[str] = Counter()
    for point in POINTS:
        rows = results.get(point, ())
        line = Counter(
            runs=len(rows),
            killed=sum(row.killed for row in rows),
            cases=CASES * len(rows),
            done=sum(row.done for row in rows),
            unknown=sum(row.unknown for row in rows),
            lost=sum(row.lost for row in rows),
            doubled=sum(row.doubled for row in rows),
        )
        total += line
        print(_line(point, line))
    print(_line("all", total))
    bad = sum(not row.good for rows in results.values() for row in rows)
    print(f"{bad} runs not good; {seconds:.0f} s")
    return 1 if bad else 0


def _line(name: str, line: Mapping[str, int]) -> str:
    return (
        f"{name:28}{line['runs']:>6}{line['killed']:>8}{line['cases']:>7}{line['done']:>6}{line['unknown']:>9}"
        f"{line['lost']:>6}{line['doubled']:>9}"
    )


if __name__ == "__main__":
    sys.exit(main())
