"""Drains no-op jobs with Celery, Procrastinate or DBOS; run with an environment of its own (benchmarks/requirements.txt).

`python raw_jobs.py NAME --database postgresql://… --broker redis://… --jobs N --processes P` prints one line of JSON:
jobs per second between the first quarter of the backlog and its end, so that starting up does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg
import redis

PATIENCE = 120.0


def drained(left: Callable[[], int], jobs: int) -> float:
    """Jobs per second from the moment a quarter is done until all are."""
    began = time.monotonic()
    first: tuple[float, int] | None = None
    while True:
        now, open_ = time.monotonic(), left()
        if first is None and open_ <= jobs * 3 // 4:
            first = (now, open_)
        if open_ == 0:
            break
        if now - began > PATIENCE:
            raise SystemExit(f"{open_} of {jobs} jobs are left after {PATIENCE:.0f} s")
        time.sleep(0.02)
    assert first is not None
    return first[1] / max(now - first[0], 1e-6)


def child(*arguments: str) -> subprocess.Popen[bytes]:
    """This file again, as a worker."""
    return subprocess.Popen(
        [sys.executable, __file__, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


# -- Celery: one message per job


def celery_app(broker: str, database: str):
    from celery import Celery

    app = Celery("raw", broker=broker)
    app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=64, broker_connection_retry_on_startup=True)
    held: list[psycopg.Connection] = []

    def noop() -> None:
        return

    def row(number: int) -> None:
        if not held:
            held.append(psycopg.connect(database, autocommit=True))
        held[0].execute("UPDATE raw_job SET done = true WHERE id = %s", (number,), prepare=True)

    app.task(name="noop")(noop)
    app.task(name="row", acks_late=True)(row)
    return app


def run_celery(given: argparse.Namespace, kind: str, *, kept: bool = False) -> float:
    """`kept`: the broker writes every message to disk before it says that it has it, as a database does."""
    app = celery_app(given.broker, given.database)
    client = redis.Redis.from_url(given.broker)
    client.flushall()
    client.config_set("appendonly", "yes" if kept else "no")
    client.config_set("appendfsync", "always")
    while kept and client.info("persistence")["aof_rewrite_in_progress"]:
        time.sleep(0.02)
    with psycopg.connect(given.database, autocommit=True) as link:
        link.execute("DROP TABLE IF EXISTS raw_job")
        link.execute("CREATE TABLE raw_job (id int PRIMARY KEY, done bool NOT NULL) WITH (fillfactor=70)")
        link.execute("INSERT INTO raw_job SELECT n, false FROM generate_series(1, %s) n", (given.jobs,))
        with app.connection_for_write() as connection, app.amqp.producer_pool.acquire(block=True) as producer:
            for number in range(1, given.jobs + 1):
                app.send_task(kind, args=(number,) if kind == "row" else (), producer=producer, ignore_result=True)
            del connection
        worker = child("celery-worker", "--database", given.database, "--broker", given.broker, "--processes",
                       str(given.processes), "--jobs", "0")  # fmt: skip
        try:

            def left() -> int:
                if kind == "row":
                    return int(link.execute("SELECT count(*) FROM raw_job WHERE NOT done").fetchone()[0])
                return int(client.llen("celery")) + int(client.hlen("unacked"))

            return drained(left, given.jobs)
        finally:
            worker.terminate()
            worker.wait(20)


def celery_worker(given: argparse.Namespace) -> None:
    celery_app(given.broker, given.database).worker_main(
        ["worker", "--pool=prefork", f"--concurrency={given.processes}", "--loglevel=ERROR", "--without-gossip",
         "--without-mingle", "--without-heartbeat"]
    )  # fmt: skip


# -- Procrastinate: jobs are rows, workers are told by LISTEN/NOTIFY


def procrastinate_app(database: str, size: int):
    import procrastinate

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database, min_size=1, max_size=size))

    @app.task(name="noop")
    async def noop() -> None:
        return

    return app


def run_procrastinate(given: argparse.Namespace) -> float:
    import asyncio

    app = procrastinate_app(given.database, 4)

    async def prepare() -> None:
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            for start in range(0, given.jobs, 1000):
                await app.configure_task("noop").batch_defer_async(*({} for _ in range(min(1000, given.jobs - start))))

    with psycopg.connect(given.database, autocommit=True) as link:
        link.execute("DROP SCHEMA IF EXISTS raw CASCADE")
        link.execute("CREATE SCHEMA raw")
        asyncio.run(prepare())
        workers = [
            child("procrastinate-worker", "--database", given.database, "--jobs", "0") for _ in range(given.processes)
        ]
        try:
            return drained(
                lambda: int(
                    link.execute(
                        "SELECT count(*) FROM raw.procrastinate_jobs WHERE status IN ('todo', 'doing')"
                    ).fetchone()[0]
                ),
                given.jobs,
            )
        finally:
            for worker in workers:
                worker.kill()
                worker.wait(20)


def procrastinate_worker(given: argparse.Namespace) -> None:
    import asyncio

    async def main() -> None:
        app = procrastinate_app(given.database, 12)
        async with app.open_async():
            await app.run_worker_async(concurrency=8, fetch_job_polling_interval=1.0)

    asyncio.run(main())


# -- DBOS: every job is a workflow


def dbos_launch(database: str, name: str, listen: bool):
    from dbos import DBOS

    DBOS(
        config={
            "name": "raw",
            "system_database_url": database,
            "executor_id": name,
            "application_version": "1",
            "enable_otlp": False,
            "console_log_level": "ERROR",
        }
    )

    @DBOS.workflow(name="noop")
    def noop() -> None:
        return

    DBOS.listen_queues(["raw"] if listen else [])
    DBOS.launch()
    DBOS.register_queue("raw", worker_concurrency=50, polling_interval_sec=0.05)
    return DBOS, noop


def run_dbos(given: argparse.Namespace) -> float:
    from concurrent.futures import ThreadPoolExecutor

    dbos, noop = dbos_launch(given.database, "enqueue", listen=False)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: dbos.enqueue_workflow("raw", noop), range(given.jobs)))
    workers = [
        child("dbos-worker", "--database", given.database, "--name", f"w{number}", "--jobs", "0")
        for number in range(given.processes)
    ]
    try:
        with psycopg.connect(given.database, autocommit=True) as link:
            return drained(
                lambda: int(
                    link.execute(
                        "SELECT count(*) FROM dbos.workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
                    ).fetchone()[0]
                ),
                given.jobs,
            )
    finally:
        for worker in workers:
            worker.kill()
            worker.wait(20)
        dbos.destroy()


def dbos_worker(given: argparse.Namespace) -> None:
    dbos_launch(given.database, given.name, listen=True)
    while True:
        time.sleep(3600)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what")
    options.add_argument("--database", required=True)
    options.add_argument("--broker", default="")
    options.add_argument("--jobs", type=int, default=10_000)
    options.add_argument("--processes", type=int, default=4)
    options.add_argument("--name", default="")
    given = options.parse_args()
    match given.what:
        case "celery-worker":
            celery_worker(given)
        case "procrastinate-worker":
            procrastinate_worker(given)
        case "dbos-worker":
            dbos_worker(given)
        case "celery":
            rate = run_celery(given, "noop")
        case "celery-row":
            rate = run_celery(given, "row")
        case "celery-kept":
            rate = run_celery(given, "row", kept=True)
        case "procrastinate":
            rate = run_procrastinate(given)
        case "dbos":
            rate = run_dbos(given)
        case _:
            raise SystemExit(f"unknown: {given.what}")
    print(json.dumps({"what": given.what, "per second": rate, "jobs": given.jobs, "pid": os.getpid()}))


if __name__ == "__main__":
    main()
