"""Durable steps (start, complete, message) and long loops, beside plain SpiffWorkflow that writes full JSON per step.

`python -m benchmarks.engine_steps [--json] [--rounds N]`. All rows of a table come from one run on one
machine, interleaved round by round; figures are medians, ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks._spiff import Shelf, spiff
from benchmarks._steps import DATA, LOOP, Watch, case
from engine import commands as c
from store import open_store
from tests.kernel.office import Office
from tests.servers import postgres_server


@contextmanager
def office_on(url: str) -> Iterator[Office]:
    """An office whose store is a real database."""
    store = open_store(url)
    store.upgrade()
    office = Office(store)
    office.deploy(LOOP)
    try:
        yield office
    finally:
        store.close()


def ours(office: Office, diagram: bytes, name: str) -> Callable[[], dict[str, float]]:
    """One case through our engine: seconds per kind of step; a service task is a job, leased and reported."""
    office.engine.handle(
        c.Deploy(resources={"case.bpmn": diagram.replace(b'process id="p"', f'process id="{name}"'.encode())})
    )
    numbers = iter(range(10**9))
    engine = office.engine

    def run() -> dict[str, float]:
        watch = Watch()
        started = engine.handle(c.StartCase(process_id=name, variables={**DATA, "x": 1}))
        watch.mark("start")
        engine.handle(c.CompleteTask(task_id=f"{started.case_id}.3", answers={"y": 1}))
        watch.mark("complete")
        for job in office.store.claim_jobs(
            queues=["desk"], limit=2, now=office.clock.now(), lease_seconds=60, worker="w"
        ):
            engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence, variables={f"z{job.activation}": 1}))
        watch.mark("jobs")
        engine.handle(
            c.DeliverMessage(
                source=name, message_id=str(next(numbers)), name="answer", key=started.business_key, payload={"w": 1}
            )
        )
        watch.mark("message")
        return watch.seconds

    return run


def steps(contenders: dict[str, Callable[[], dict[str, float]]], rounds: int) -> dict[str, dict[str, float]]:
    """Median milliseconds per step and contender, rounds interleaved."""
    seen: dict[str, dict[str, list[float]]] = {name: {} for name in contenders}
    for number in range(rounds + 3):
        for name, run in contenders.items():
            taken = run()
            for step, seconds in {**taken, "whole case": sum(taken.values())}.items():
                if number >= 3:  # the first rounds warm caches up
                    seen[name].setdefault(step, []).append(seconds * 1000)
    return {name: {step: statistics.median(values) for step, values in rows.items()} for name, rows in seen.items()}


def loop(office: Office, rounds: int) -> dict[str, float]:
    """Median milliseconds per step around round 10, 100, 1,000 and 2,000 of a user-task loop."""
    office.engine.handle(c.Deploy(resources={"loop.bpmn": LOOP.replace(b'id="p"', b'id="loop"')}))
    started = office.engine.handle(c.StartCase(process_id="loop", variables=DATA))
    taken, activation = [], 4
    for _ in range(rounds):
        before = time.perf_counter()
        office.engine.handle(c.CompleteTask(task_id=f"{started.case_id}.{activation}", answers={"more": True}))
        taken.append((time.perf_counter() - before) * 1000)
        activation += 3
    windows = {"10": taken[:10], "100": taken[90:110], "1000": taken[980:1020], "2000": taken[-40:]}
    return {name: statistics.median(window) for name, window in windows.items() if window}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--json", action="store_true")
    options.add_argument("--rounds", type=int, default=40)
    chosen = options.parse_args()
    tables = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres_server("fsync=on"))
        lite = stack.enter_context(office_on(f"sqlite:///{folder / 'ours.db'}"))
        post = stack.enter_context(office_on(server))
        shelves = {"SQLite": Shelf(f"sqlite:///{folder / 'spiff.db'}"), "PostgreSQL": Shelf(server)}
        for title, extra in (("11 elements", 0), ("71 elements", 20), ("215 elements, like akzess-main", 68)):
            diagram = case(extra)
            contenders = {
                "ours, SQLite": ours(lite, diagram, f"p{extra}"),
                "ours, PostgreSQL": ours(post, diagram, f"p{extra}"),
            }
            for name, shelf in shelves.items():
                contenders[f"plain, JSON per command, {name}"] = spiff(shelf, diagram, each_task=False)
                contenders[f"plain, JSON per task, {name}"] = spiff(shelf, diagram, each_task=True)
            tables[title] = steps(contenders, chosen.rounds)
        loops = {"SQLite": loop(lite, 2000), "PostgreSQL": loop(post, 2000)}
        cpu = cpu_per_step(stack.enter_context(office_on("memory:")))
    if chosen.json:
        print(json.dumps({"milliseconds": tables, "loop": loops, "cpu milliseconds per step": cpu}, indent=2))
        return
    for title, table in tables.items():
        show(title, table)
    print(
        "\nms per step of a user-task loop, around round"
        + "".join(f"{name:>9}" for name in ("10", "100", "1000", "2000"))
    )
    for name, row in loops.items():
        print(f"{name:>45}" + "".join(f"{value:9.2f}" for value in row.values()))
        print(f"{'2,000th against the first ten':>45}{row['2000'] / row['10']:8.2f}×")
    print(f"\nCPU of ours per durable step (store in memory): {cpu:.2f} ms")


def show(title: str, table: dict[str, dict[str, float]]) -> None:
    """One table, with how much faster each is than plain SpiffWorkflow writing JSON after each task."""
    columns = list(next(iter(table.values())))
    print(f"\n{title + ', ms':36}" + "".join(f"{step:>12}" for step in columns) + f"{'against JSON per task':>24}")
    for name, row in table.items():
        base = table[f"plain, JSON per task, {name.rpartition(', ')[2]}"]
        times = f"{base['whole case'] / row['whole case']:.1f}×"
        print(f"{name:36}" + "".join(f"{row[step]:12.2f}" for step in columns) + f"{times:>24}")


def cpu_per_step(office: Office) -> float:
    """CPU milliseconds of engine and kernel per completed task, without a database."""
    before = time.process_time()
    loop(office, 500)
    return (time.process_time() - before) * 1000 / 500


if __name__ == "__main__":
    main()
