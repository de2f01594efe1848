"""Measures lists of open tasks: 1,000,000 on PostgreSQL, 100,000 on SQLite; milliseconds, buffers and plan by question.

`python -m benchmarks.inbox` (`--postgres 1000000 --sqlite 100000 --repeat 40`). Buffers are what PostgreSQL reads for
all statements of one question, warm; the plan is named by its index scans. What is asked is in
`tests/store/list_questions.py`, of which tasks in `tests/store/crowd.py`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

from store import SqlStore, open_store
from tests.servers import postgres_server
from tests.store.crowd import filled
from tests.store.explaining import explained
from tests.store.list_questions import QUESTIONS, Question


def measured(store: SqlStore, name: str, question: Question, repeat: int) -> str:
    rng, spent, read = random.Random(name), [], store.read()
    prepared = getattr(question, "prepared", False)
    asked = [question(rng) for _ in range(repeat)]
    for number, ask in enumerate(asked[:1] + asked):
        run = ask(read) if prepared else None
        before = time.perf_counter()
        if run is None:
            ask(read)
        else:
            run()
        if number:
            spent.append((time.perf_counter() - before) * 1000)
    line = f"| {name} | {statistics.median(spent):.1f} | {sorted(spent)[int(len(spent) * 0.95) - 1]:.1f} |"
    if store.engine.dialect.name != "postgresql":
        return line
    most, how = 0, ""
    for ask in asked[:5]:
        with explained(store) as (looking, opened):
            run = ask(looking) if prepared else None
            if run is not None:
                opened.clear()
                run()
            else:
                ask(looking)
        buffers = sum(one.buffers for one in opened)
        if buffers >= most:
            most, how = buffers, ", ".join(dict.fromkeys(name for one in opened for name in one.indexes))
    return f"{line} {most} | {how} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postgres", type=int, default=1_000_000)
    options.add_argument("--sqlite", type=int, default=100_000)
    options.add_argument("--repeat", type=int, default=40)
    options.add_argument("--only", default="")
    given = options.parse_args()
    chosen = {name: question for name, question in QUESTIONS.items() if given.only in name}
    if given.postgres:
        with postgres_server("shared_buffers=256MB", "max_wal_size=8GB", "jit=off") as url:
            report(url, given.postgres, given.repeat, chosen)
    if given.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            report(f"sqlite:///{Path(folder)}/inbox.db", given.sqlite, given.repeat, chosen)


def report(url: str, count: int, repeat: int, chosen: dict[str, Question]) -> None:
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    before = time.perf_counter()
    filled(store, count)
    postgres = url.startswith("postgresql")
    print(
        f"\n{'PostgreSQL' if postgres else 'SQLite'}: {count:,} open tasks, made in {time.perf_counter() - before:.0f} s\n"
    )
    print("| question | p50 ms | p95 ms |" + (" buffers | read through |" if postgres else ""))
    print("| --- | ---: | ---: |" + (" ---: | --- |" if postgres else ""))
    for name, question in chosen.items():
        print(measured(store, name, question, repeat), flush=True)
    store.close()


if __name__ == "__main__":
    main()
