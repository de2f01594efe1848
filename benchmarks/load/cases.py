"""Fills a PostgreSQL database with cases at their wait states, and with tiny ones whose timers are due in one second.

`python -m benchmarks.load.cases postgresql://… --open 41000 --ended 5000` deploys the procedure if it is not there.
Everything is in the engine's own formats: each case can be stepped on (`benchmarks.load.proof` does it).
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import structlog

from akzess import bundle
from akzess.clocks import MovableClock
from akzess.ids import SeededIds
from akzess.procedure import constants, listing
from engine.commands import Deploy, StartCase
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from store import MemoryStore, SqlStore, open_store, rows

from . import templates
from .stencil import Person, Stencil, copy_line, person

CHUNK = 400
TINY = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="file" targetNamespace="urn:akzess:benchmarks">
  <process id="storm" name="Sturm" isExecutable="true">
    <startEvent id="START"/><sequenceFlow id="f1" sourceRef="START" targetRef="WAIT"/>
    <intermediateCatchEvent id="WAIT"><timerEventDefinition id="t">
      <timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>
    <sequenceFlow id="f2" sourceRef="WAIT" targetRef="END"/><endEvent id="END"/>
  </process>
</definitions>"""


@dataclass(frozen=True, slots=True)
class Made:
    """What is in the database now, as far as it was made here."""

    cases: int
    rows: dict[str, int]
    seconds: float
    places: int
    sample: tuple[str, ...]


@contextmanager
def engine_on(url: str, now: datetime) -> Iterator[tuple[Engine, SqlStore]]:
    """An engine at a fixed moment on a database whose schema is current."""
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    try:
        yield (
            Engine(
                store,
                MovableClock(now),
                SeededIds(5),
                constants=constants,
                listing=listing(),
                read_bundle=read_here,
            ),
            store,
        )
    finally:
        store.close()


def deployed(engine: Engine, resources: dict[str, bytes]) -> tuple[int, dict[str, int]]:
    """The deployment's id here, and its definitions by process."""
    found = engine.handle(Deploy(resources=resources))
    return found.deployment_id, {one.process_id: one.id for one in found.definitions}


class Writer:
    """Collects COPY text by table and writes it in one transaction per chunk; parents go first."""

    ORDER = ("case_instance", "task", "job", "timer", "subscription", "incident", "history", "search_term")

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, options="-c synchronous_commit=off -c statement_timeout=0")
        self._held: dict[str, list[bytes]] = defaultdict(list)
        self._cases = 0
        self.rows: Counter[str] = Counter()
        self._columns: dict[str, str] = {}

    def add(self, made: dict[str, bytes]) -> None:
        """One more case."""
        for table, text in made.items():
            if text:
                self._held[table].append(text)
                self.rows[table] += text.count(b"\n")
        self._cases += 1
        if self._cases % CHUNK == 0:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        with self._connection.cursor() as cursor:
            for table in self.ORDER:
                if self._held[table]:
                    with cursor.copy(f"COPY {table} ({self._names(table)}) FROM STDIN") as copy:
                        copy.write(b"".join(self._held[table]))
        self._connection.commit()
        self._held.clear()

    def _names(self, table: str) -> str:
        if table not in self._columns:
            self._columns[table] = ", ".join(_columns(table))
        return self._columns[table]

    def series(self, last: dict[str, int]) -> None:
        """Numbers of new cases begin after those that are taken."""
        for name, value in last.items():
            self._connection.execute(
                "INSERT INTO counter (tenant, series, value) VALUES (1, %s, %s)"
                " ON CONFLICT (tenant, series) DO UPDATE SET value = GREATEST(counter.value, excluded.value)",
                (name, value),
            )
        self._connection.commit()

    def close(self) -> None:
        """Write the rest, then count what is there for the planner, and put it on the disk: people's requests that follow
        would pay for the filling otherwise."""
        self.flush()
        self._connection.autocommit = True
        self._connection.execute("SET statement_timeout = 0")
        self._connection.execute("VACUUM (ANALYZE)")
        self._connection.execute("CHECKPOINT")
        self._connection.close()


def _columns(table: str) -> tuple[str, ...]:
    by_table = {
        mapper.table: mapper.columns
        for mapper in (rows.CASE, rows.TASK, rows.JOB, rows.TIMER, rows.SUBSCRIPTION, rows.INCIDENT, rows.HISTORY)
    }
    return by_table.get(table, ("tenant", "term", "case_id", "site"))


def fill(
    url: str,
    *,
    open_cases: int,
    ended_cases: int = 0,
    now: datetime | None = None,
    seed: int = 1,
    most_pictures: int = 400,
    played: int = 62,
    say: Callable[[str], None] = lambda line: None,
) -> Made:
    """So many open cases by how long they stand where they stand, and ended ones with their whole history.

    They are copies of `played` synthetic cases, each at most of its days.
    """
    moment = now or datetime.now(UTC)
    began = time.perf_counter()
    with engine_on(url, moment) as (engine, store):
        deployment, definitions = deployed(engine, dict(bundle.read()))
        first = _taken(store)
    say("playing the cases that are copied …")
    opened, over = templates.pictures(played)
    some = templates.chosen(opened, most_pictures, seed)
    places = len({picture.place for picture in some})
    stencils = [_stencil(picture, moment, definitions, deployment) for picture in some]
    final = [_stencil(picture, moment, definitions, deployment) for picture in over[:40]] if ended_cases else []
    writer = Writer(url)
    sample = []
    dice = random.Random(seed)
    numbers = Counter(first)
    for serial in range(open_cases + ended_cases):
        chosen = stencils[serial % len(stencils)] if serial < open_cases else final[serial % len(final)]
        series = f"AKZ-{chosen.site}-2026" if chosen.site else "AKZ-2026"
        numbers[series] += 1
        case_id = _id(moment - timedelta(seconds=open_cases + ended_cases - serial), dice)
        writer.add(chosen.case(case_id, f"{series}-{numbers[series]:06d}", person(dice), serial))
        if serial < open_cases and len(sample) < 5_000:
            sample.append(case_id)
        if serial and serial % 20_000 == 0:
            say(f"{serial:,} cases after {time.perf_counter() - began:.0f} s")
    writer.flush()
    writer.series(dict(numbers))
    writer.close()
    return Made(open_cases + ended_cases, dict(writer.rows), time.perf_counter() - began, places, tuple(sample))


def _taken(store: SqlStore) -> dict[str, int]:
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT series, value FROM counter WHERE tenant = 1 AND series LIKE 'AKZ-%%'"
        )
        return {series: int(value) for series, value in found}


def _stencil(picture: templates.Picture, now: datetime, definitions: dict[str, int], deployment: int) -> Stencil:
    return Stencil(templates.moved(picture, now - picture.taken), definitions, deployment)


def _id(moment: datetime, dice: random.Random) -> str:
    millis = int(moment.timestamp() * 1000)
    text = f"{millis:012x}7{dice.getrandbits(12):03x}8{dice.getrandbits(60):015x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def storm(
    url: str, count: int, due: datetime, *, now: datetime | None = None, say: Callable[[str], None] = lambda line: None
) -> Made:
    """So many tiny cases that wait for a timer, all due at one instant; made like the others from a real one."""
    began = time.perf_counter()
    moment = now or datetime.now(UTC)
    memory = open_store("memory:")
    assert isinstance(memory, MemoryStore)
    engine = Engine(memory, MovableClock(moment), SeededIds(9), read_bundle=read_here)
    engine.handle(Deploy(resources={"storm.bpmn": TINY}))
    started = engine.handle(StartCase(process_id="storm", variables={}, site="DD"))
    picture = templates.picture(memory, started.case_id, moment)
    with engine_on(url, moment) as (there, _):
        deployment, definitions = deployed(there, {"storm.bpmn": TINY})
    stencil = Stencil(templates.due_at(picture, due), definitions, deployment)
    writer, dice = Writer(url), random.Random(count)
    nobody = Person("", "")
    for serial in range(count):
        writer.add(stencil.case(_id(moment, dice), f"STORM-{serial:08d}", nobody, serial))
        if serial and serial % 200_000 == 0:
            say(f"{serial:,} timers after {time.perf_counter() - began:.0f} s")
    writer.close()
    return Made(count, dict(writer.rows), time.perf_counter() - began, 1, ())


def main() -> None:
    """Fill a database and say what is in it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url")
    options.add_argument("--open", type=int, default=41_000)
    options.add_argument("--ended", type=int, default=0)
    options.add_argument("--storm", type=int, default=0)
    given = options.parse_args()
    made = fill(given.url, open_cases=given.open, ended_cases=given.ended, say=print)
    print(f"{made.cases:,} cases at {made.places} wait states in {made.seconds:.0f} s: {made.rows}")
    if given.storm:
        found = storm(given.url, given.storm, datetime.now(UTC) + timedelta(minutes=10), say=print)
        print(f"{found.cases:,} timers due in one second, made in {found.seconds:.0f} s")


__all__ = ["Made", "copy_line", "fill", "storm"]

if __name__ == "__main__":
    main()
