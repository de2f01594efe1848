"""Prints what each shape of command costs in the store: statements, commits, WAL bytes, CPU time of ours.

Run from the repository: `python -m benchmarks.store_counts`. Counts are exact; WAL is measured without full page
images; CPU is this process's time per command (database work inside SQLite included, PostgreSQL's server not).
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from akzess.clocks import MovableClock
from akzess.ids import SeededIds
from connectors.bundesagentur.examples import engineer
from engine.commands import ClaimTask, CompleteTask, Deploy, StartCase
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import Actor, Case, CaseStatus, Changes, Task, TaskState
from store import SqlStore, open_store
from store.queries import CaseFilter
from tests.servers import postgres_server
from tests.store.records import NOON, case, deployed, job, later, line, message, subscription, task, timer

ROUNDS = 300
STATE = 2_000  # bytes of a compressed state, which does not compress any further
REAL = CaseFilter(process_id="two")
CLERK = Actor(person="anna", account="anna", groups=frozenset({"akz-clerk"}), sites=frozenset({"DD"}))


@dataclass(frozen=True, slots=True)
class Cost:
    """Per command: statements, commits, WAL bytes (None on SQLite), CPU and wall milliseconds (medians)."""

    statements: int
    commits: int
    wal: int | None
    cpu: float
    wall: float


def lines(before: Case, count: int) -> Changes:
    """History as a command writes it."""
    return Changes(
        history=tuple(
            line(before.id, before.history_seq + n, event="element", element_id="Activity_0x1", hash=os.urandom(32))
            for n in range(1, count + 1)
        )
    )


def saved(before: Case, count: int) -> Case:
    return later(before, state=os.urandom(STATE), history_seq=before.history_seq + count, history_head=os.urandom(32))


def starts_case(store: SqlStore, number: int) -> None:
    made = case(f"n{number:08d}-0000-7000-8000-000000000000", 1, state=os.urandom(STATE))
    with store.unit_of_work() as unit:
        unit.next_number(1, "AKZ-DD-2026")
        opened = (task(made.id),)
        unit.insert_case(made, Changes(tasks=opened, history=lines(made, 3).history))
        unit.commit()


def completes_task(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        before, found = unit.lock_case_with_task(1, case_id(number), 1)
        assert isinstance(found, Task)
        done = task(before.id, 1, state=TaskState.COMPLETED, assignee="erika", ended_by="erika", ended_at=NOON)
        opened = task(before.id, 20)
        unit.save_case(saved(before, 4), Changes(tasks=(done, opened), history=lines(before, 4).history))
        unit.commit()


def claims_task(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        before, found = unit.lock_case_with_task(1, case_id(number), 2)
        assert isinstance(found, Task)
        claimed = task(before.id, 2, assignee="erika", version=1)
        unit.save_case(saved(before, 1), Changes(tasks=(claimed,), history=lines(before, 1).history))
        unit.commit()


def claims_and_completes_job(store: SqlStore, number: int) -> None:
    (claimed,) = store.claim_jobs(queues=(f"q{number}",), limit=1, now=NOON, lease_seconds=60, worker="w1")
    with store.unit_of_work() as unit:
        before = unit.lock_case(1, claimed.case_id)
        unit.finish_job(claimed.id, claimed.fence or 0)
        unit.save_case(saved(before, 3), Changes(tasks=(task(before.id, 21),), history=lines(before, 3).history))
        unit.commit()


def fires_timer(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        before = unit.lock_case(1, case_id(number))
        found = unit.pending_timer(before.id, 3, "Wait", 0)
        assert found is not None
        changes = Changes(fired_timers=((3, "Wait", 0),), history=lines(before, 3).history)
        unit.save_case(saved(before, 3), changes)
        unit.commit()


def delivers_message(store: SqlStore, number: int) -> None:
    letter = message(f"letter-{number}", key=f"K{number}")
    with store.unit_of_work() as unit:
        unit.remember_message(letter)
        unit.lock_correlation(1, "answer", letter.key)
        (waits,) = unit.subscribers(1, "message", "answer", letter.key)
        before = unit.lock_case(1, waits.case_id)
        changes = Changes(closed_subscriptions=((4, "Answer"),), history=lines(before, 3).history)
        unit.save_case(saved(before, 3), changes)
        unit.commit()


def ends_case(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        before, found = unit.lock_case_with_task(1, case_id(number), 20)
        assert isinstance(found, Task)
        done = task(before.id, 20, state=TaskState.COMPLETED, ended_by="erika", ended_at=NOON)
        ended = later(saved(before, 4), status=CaseStatus.COMPLETED, ended_at=NOON)
        unit.save_case(ended, Changes(tasks=(done,), history=lines(before, 4).history, closed_all=True))
        unit.commit()


# The small procedure with two people: what a clerk's click costs when the real kernel writes the state.
TWO_TASKS = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
             id="file" targetNamespace="urn:akzess:benchmarks">
  <process id="two" name="Zwei Aufgaben" isExecutable="true">
    <startEvent id="START"/><sequenceFlow id="f1" sourceRef="START" targetRef="UT-CHECK"/>
    <userTask id="UT-CHECK" name="Vollst&#228;ndigkeit pr&#252;fen">
      <extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="akz-clerk"/></extensionElements>
    </userTask>
    <sequenceFlow id="f2" sourceRef="UT-CHECK" targetRef="UT-DECIDE"/>
    <userTask id="UT-DECIDE" name="Entscheiden">
      <extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="akz-clerk"/></extensionElements>
    </userTask>
    <sequenceFlow id="f3" sourceRef="UT-DECIDE" targetRef="END"/><endEvent id="END"/>
  </process>
</definitions>"""


def application(number: int) -> dict[str, Any]:
    """2 kB of JSON as an application has it: names, dates, numbers; ids differ from case to case."""
    ids = {"fileNumber": str(uuid.uuid4()), "portalId": str(uuid.uuid4())}
    received = {"receivedOn": f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "feePaid": 100.0 + number}
    return engineer("09912342") | ids | received


@cache
def office(store: SqlStore) -> tuple[Engine, dict[int, str]]:
    """The real engine on a store with a case for every round, each at its first task, claimed."""
    engine = Engine(store, MovableClock(NOON), SeededIds(1), read_bundle=read_here)
    engine.handle(Deploy(resources={"two.bpmn": TWO_TASKS}))
    started = {}
    for number in range(ROUNDS):
        done = engine.handle(StartCase(process_id="two", variables=application(number), site="DD"))
        (waiting,) = store.read().tasks_of(1, done.case_id)
        engine.handle(ClaimTask(task_id=waiting.id, actor=CLERK))
        started[number] = waiting.id
    return engine, started


def completes_task_for_real(store: SqlStore, number: int) -> None:
    engine, tasks = office(store)
    engine.handle(CompleteTask(task_id=tasks[number], answers={"result": "COMPLETE"}, actor=CLERK))


SHAPES: dict[str, Callable[[SqlStore, int], None]] = {
    "StartCase": starts_case,
    "ClaimTask": claims_task,
    "CompleteTask": completes_task,
    "claim + CompleteJob": claims_and_completes_job,
    "FireTimer": fires_timer,
    "DeliverMessage": delivers_message,
    "CompleteTask, last": ends_case,
    "CompleteTask, engine": completes_task_for_real,
}


def case_id(number: int) -> str:
    return f"c{number:08d}-0000-7000-8000-000000000000"


def prepared(store: SqlStore) -> None:
    """As many waiting cases as there are rounds."""
    office(store)
    definition_id = deployed(store)
    for number in range(ROUNDS):
        made = case(case_id(number), definition_id, state=os.urandom(STATE))
        with store.unit_of_work() as unit:
            unit.insert_case(
                made,
                Changes(
                    tasks=(task(made.id, 1), task(made.id, 2)),
                    jobs=(job(made.id, queue=f"q{number}"),),
                    timers=(timer(made.id),),
                    subscriptions=(subscription(made.id, key=f"K{number}"),),
                ),
            )
            unit.commit()


def wal_position(store: SqlStore) -> int | None:
    """Bytes of WAL ever written."""
    if store.engine.dialect.name != "postgresql":
        return None
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").scalar() or 0)


def measured(store: SqlStore, work: Callable[[SqlStore, int], None]) -> Cost:
    """What a shape costs."""
    seen: list[str] = []
    store.watch = seen.append
    work(store, 0)
    store.watch = None
    commits = seen.count("COMMIT")
    statements = len(seen) - commits - sum(text.startswith("BEGIN") for text in seen)
    before = wal_position(store)
    cpu, wall = [], []
    for number in range(1, ROUNDS):
        start, tick = time.process_time(), time.perf_counter()
        work(store, number)
        cpu.append(time.process_time() - start)
        wall.append(time.perf_counter() - tick)
    after = wal_position(store)
    wal = None if before is None or after is None else (after - before) // (ROUNDS - 1)
    return Cost(statements, commits, wal, statistics.median(cpu) * 1e3, statistics.median(wall) * 1e3)


def databases() -> Iterator[tuple[str, str]]:
    """Name and url of each database."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{Path(folder) / 'akzess.db'}"
    with postgres_server("full_page_writes=off", "autovacuum=off") as url:
        yield "PostgreSQL", url


def main() -> None:
    """Print a table per database."""
    for name, url in databases():
        store = open_store(url)
        assert isinstance(store, SqlStore)
        store.upgrade()
        prepared(store)
        print(f"\n{name}: {STATE} byte state, {ROUNDS} rounds")
        print(f"{'':22}{'statements':>11}{'commits':>9}{'WAL bytes':>11}{'CPU ms':>9}{'wall ms':>9}")
        for shape, work in SHAPES.items():
            cost = measured(store, work)
            wal = "–" if cost.wal is None else str(cost.wal)
            print(f"{shape:22}{cost.statements:>11}{cost.commits:>9}{wal:>11}{cost.cpu:>9.2f}{cost.wall:>9.2f}")
        read = store.read()
        sizes = sorted(
            len(found.state)
            for row in read.cases(1, filters=REAL, limit=ROUNDS).items
            if (found := read.case(1, row.id))
        )
        print(f"state of the real case: {sizes[len(sizes) // 2]} bytes from {len(json.dumps(application(1)))} of JSON")
        store.close()


if __name__ == "__main__":
    main()
