"""What sealing costs: the same cases on the same kind of store with and without keys, interleaved case by case.

`python -m benchmarks.sealing [--cases N] [--postgres]`. Milliseconds of CPU of this process and of the wall per step, medians;
bytes that a case leaves in the database.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks._steps import DATA, case
from engine import commands as c
from store import SqlStore, open_store
from store.erasing import Vault
from store.evidence import Keyring
from tests.kernel.office import Office
from tests.servers import postgres_server

STEPS = ("start", "complete", "jobs", "message")


def office(url: str, *, sealed: bool) -> Office:
    """An engine on a fresh store."""
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    store.vault = Vault(Keyring([bytes(range(32))])) if sealed else None
    found = Office(store)
    found.deploy(case(0))
    return found


def play(office: Office, number: int, cold: bool) -> dict[str, tuple[float, float]]:
    """One case: seconds of wall and CPU by step. `cold`: the process has forgotten all keys before each step."""
    engine, found = office.engine, {}
    mark = [time.perf_counter(), time.process_time()]

    def told(name: str) -> None:
        now = [time.perf_counter(), time.process_time()]
        found[name] = (now[0] - mark[0], now[1] - mark[1])
        if cold and office.store.vault is not None:
            office.store.vault.forget(1, started.case_id)
        mark[:] = [time.perf_counter(), time.process_time()]

    started = engine.handle(c.StartCase(process_id="p", variables={**DATA, "x": 1}))
    told("start")
    engine.handle(c.CompleteTask(task_id=f"{started.case_id}.3", answers={"y": 1}))
    told("complete")
    for job in office.store.claim_jobs(queues=["desk"], limit=2, now=office.clock.now(), lease_seconds=60, worker="w"):
        engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence, variables={f"z{job.activation}": 1}))
    told("jobs")
    engine.handle(
        c.DeliverMessage(source="b", message_id=str(number), name="answer", key=started.business_key, payload={"w": 1})
    )
    told("message")
    return found


def size(store: Any) -> int:
    """Bytes of the database."""
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--cases", type=int, default=150)
    options.add_argument("--postgres", action="store_true")
    given = options.parse_args()
    with ExitStack() as stack:
        if given.postgres:
            urls = [stack.enter_context(postgres_server()) for _ in range(2)]
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            urls = [f"sqlite:///{folder}/{name}.db" for name in ("plain", "sealed")]
        plain, sealed = office(urls[0], sealed=False), office(urls[1], sealed=True)
        kinds = {"plain": (plain, False), "sealed": (sealed, False), "sealed, key unknown": (sealed, True)}
        seconds: dict[str, list[dict[str, tuple[float, float]]]] = {name: [] for name in kinds}
        before = size(plain.store), size(sealed.store)
        for number in range(given.cases):
            for name, (one, cold) in kinds.items():
                seconds[name].append(play(one, 3 * number + len(name), cold))
        print(f"{'PostgreSQL' if given.postgres else 'SQLite'}, {given.cases} cases, ms of wall (ms of CPU), medians")
        for name, found in seconds.items():
            cells = [
                f"{step} {1000 * statistics.median(one[step][0] for one in found):.2f}"
                f" ({1000 * statistics.median(one[step][1] for one in found):.2f})"
                for step in STEPS
            ]
            print(f"{name:22}", " | ".join(cells))
        grown = [(size(one.store) - was) / given.cases for one, was in zip((plain, sealed), before, strict=True)]
        print(f"bytes a case: plain {grown[0]:.0f}, sealed {grown[1] / 2:.0f}")


if __name__ == "__main__":
    main()
