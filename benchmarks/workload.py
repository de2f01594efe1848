"""The case workload: start, task, gateway, two parallel service tasks beside a message, task; and those who carry it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from akzess.clocks import SystemClock
from akzess.ids import RandomIds
from benchmarks._spiff import Shelf, spiff
from benchmarks._steps import DATA, case
from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from store import SqlStore, open_store
from store.erasing import Vault
from store.evidence import Keyring
from tests.kernel.diagrams import end, flows, process, service, start

#: Commands of one case: start, two tasks, two jobs, one message; leasing the jobs is a transaction more.
ACTIONS = 6
#: Gateways and tasks behind the measured part, so that the diagram has the size of akzess-main (215 elements).
EXTRA = 68
SINGLE = process(start(), service("s"), end(), flows("start -> s -> end"))


@dataclass(slots=True)
class Seen:
    """What a worker did in a round: actions, how long each took in milliseconds, and (of jobs) when how many were done."""

    actions: int = 0
    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    done: list[tuple[float, int]] = field(default_factory=list)


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
    from benchmarks import recorded

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
    for name in ("noop", "marked"):
        single = SINGLE.replace(b'process id="p"', f'process id="{name}"'.encode())
        engine.handle(
            c.Deploy(resources={"one.bpmn": single.replace(b'type="desk.work"', f'type="{name}.work"'.encode())})
        )
    store.close()
