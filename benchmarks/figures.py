"""What the statistics of many closed cases cost: `python -m benchmarks.figures --cases 1000000`.

Invents a tenth of so many closed cases of ten years, adds them as backfill does, counts them as the chore does, copies them,
and asks every question of
the page 40 times. K1 of each year is compared with a count over the rows by another way (SQL over their dates).
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from calendar import monthrange
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime

import orjson
from sqlalchemy import select, update

from authority.figures.synthetic import closed_cases
from service.figures.desk import Desk, View
from service.routes.figures import file_of
from store import SqlStore, open_store
from store.figures.open import figures_of
from store.figures.rows import NAMES
from store.figures.tables import figure_tally
from tests.servers import postgres_server

YEARS = range(2016, 2026)
ROUNDS = 40
#: A tenth of the cases is invented one by one, and copied.
COPIES = 10


def fill(store: SqlStore, cases: int) -> tuple[float, float]:
    """Seconds to add and to count a tenth of so many cases, month by month; the others are their copies."""
    figures, chance = figures_of(store), random.Random(1)  # repeatable on purpose
    adding = counting = 0.0
    months = [(year, month) for year in YEARS for month in range(1, 13)]
    for number, (year, month) in enumerate(months):
        last = date(year, month, monthrange(year, month)[1])
        share = cases // COPIES // len(months)
        rows = list(closed_cases(share, date(year, month, 1), last, chance, definition_id=1 + (year > YEARS[5])))
        rows = [replace(row, case_key=f"{number}-{row.case_key}") for row in rows]
        begin = time.perf_counter()
        figures.add(1, rows)
        middle = time.perf_counter()
        while figures.count(1, 5_000):
            pass
        adding, counting = adding + middle - begin, counting + time.perf_counter() - middle
    copy(store)
    return adding, counting


def copy(store: SqlStore) -> None:
    """Each case nine times more; what is counted is then ten times as much."""
    names = [name for name in NAMES if name != "case_key"]
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for number in range(1, COPIES):
            connection.exec_driver_sql(
                f"INSERT INTO closed_case (case_key, {', '.join(names)}) SELECT case_key || '+{number}', {', '.join(names)}"
                " FROM closed_case WHERE case_key NOT LIKE '%%+%%'"
            )
        found = connection.execute(select(figure_tally)).mappings().all()
        for row in found:
            counts = {name: count * COPIES for name, count in orjson.loads(row["counts"]).items()}
            key = [column == row[column.name] for column in figure_tally.primary_key]
            connection.execute(update(figure_tally).where(*key).values(counts=orjson.dumps(counts).decode()))


def questions(desk: Desk) -> Iterable[tuple[str, Callable[[int], object]]]:
    """What the page asks, by year."""
    everything, dresden = View(None), View({"DD"})
    now = datetime.now(UTC)
    yield "key figures of all sites", lambda year: desk.year(year, everything)
    yield "key figures of one site", lambda year: desk.year(year, dresden)
    yield "tables by category", lambda year: desk.year(year, everything).sheets
    yield "versions", lambda year: desk.versions(desk.year(year, everything))
    yield "frozen months", lambda _: desk.snapshots("month", everything)
    yield "open cases", lambda _: desk.figures.open_cases(1)
    yield "file: CSV", lambda year: file_of(desk.year(year, everything), "csv", "de", now)
    yield "file: PDF", lambda year: file_of(desk.year(year, everything), "pdf", "de", now)


def by_dates(store: SqlStore, year: int) -> float:
    """K1 of a year, counted over the rows' dates in SQL."""
    with store.engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT SUM(CASE WHEN clock_stop <= t01_due THEN 1 ELSE 0 END), COUNT(*) FROM closed_case WHERE tenant = 1"  # numbers of ours
            f" AND month BETWEEN {year}01 AND {year}12 AND outcome IN ('GRANT', 'PARTIAL')"
        ).one()
    return float(row[0]) / float(row[1])


def measure(store: SqlStore, cases: int) -> None:
    """Print what was measured."""
    adding, counting = fill(store, cases)
    print(f"{cases:,} cases; {cases // COPIES:,} of them added in {adding:.0f} s and counted in {counting:.0f} s")
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE closed_case, figure_tally")
    desk = Desk(store, 1)
    for year in YEARS:
        whole = desk.year(year, View(None)).overview.cell()
        assert whole is not None
        assert whole.figures["K1"].value == by_dates(store, year), year
    print("K1 of each year equals the count over the rows")
    for name, ask in questions(desk):
        times = []
        for number in range(ROUNDS):
            begin = time.perf_counter()
            ask(YEARS[number % len(YEARS)])
            times.append((time.perf_counter() - begin) * 1000)
        times.sort()
        print(f"| {name} | {times[ROUNDS // 2]:.0f} | {times[int(ROUNDS * 0.95) - 1]:.0f} |")


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--on", choices=["postgresql", "sqlite", "both"], default="both")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        urls = []
        if chosen.on != "sqlite":
            urls.append(stack.enter_context(postgres_server()))
        if chosen.on != "postgresql":
            urls.append(f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/figures.db")
        for url in urls:
            print(url.partition(":")[0])
            store = open_store(url)
            assert isinstance(store, SqlStore)
            store.upgrade()
            measure(store, chosen.cases)
            store.close()


if __name__ == "__main__":
    main()
