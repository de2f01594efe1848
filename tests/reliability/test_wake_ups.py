"""Redis in every bad state (K13): wake-ups carry nothing, so requests are answered and work is done without them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import redis

from akzess.ids import RandomIds
from akzess.local_servers import free_port
from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import CaseStatus
from store import SqlStore
from tests.kernel.diagrams import element, end, flows, message, on_message, process, start
from workers.agencies import Agencies
from workers.celery_app import Bell, make_app
from workers.loop import Worker

from ..servers import redis_server
from .desk import Desk

PATIENCE_SECONDS = 60.0
#: The case tells itself something through a job, which a worker has to do.
TELLS_ITSELF = process(
    start(),
    element("intermediateThrowEvent", "tell", on_message("news")),
    element("intermediateCatchEvent", "hear", on_message("news")),
    end(),
    flows("start -> tell -> hear -> end"),
    process_id="tells-itself",
    tops=message("news"),
)


@contextmanager
def never_started() -> Iterator[str]:
    yield f"redis://127.0.0.1:{free_port()}/0"


@contextmanager
def killed() -> Iterator[str]:
    """It was there when the service began."""
    with redis_server() as url:
        client = redis.Redis.from_url(url)
        pid = int(client.info("server")["process_id"])
        client.close()
        os.kill(pid, signal.SIGKILL)
        yield url


@contextmanager
def forgetful() -> Iterator[str]:
    """FLUSHALL again and again, as a restart without data would be."""
    with redis_server() as url:
        stop = threading.Event()

        def forgets() -> None:
            with redis.Redis.from_url(url) as client:
                while not stop.wait(0.01):
                    client.flushall()

        thread = threading.Thread(target=forgets)
        thread.start()
        yield url
        stop.set()
        thread.join()


@contextmanager
def full() -> Iterator[str]:
    """Out of memory: every write is refused."""
    with redis_server() as url:
        with redis.Redis.from_url(url) as client:
            client.config_set("maxmemory", "1")
            client.config_set("maxmemory-policy", "noeviction")
        yield url


@contextmanager
def black_hole() -> Iterator[str]:
    """It accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize("broker", [never_started, killed, forgetful, full, black_hole])
def test_k13_whatever_redis_does_every_request_is_answered_and_every_job_done(
    broker: object, sqlite_store: SqlStore
) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(broker())
        bell = Bell(make_app(url))
        stack.callback(bell.close)
        desk = Desk(sqlite_store, sqlite_store, bell.ring)
        desk.behind.handle(c.Deploy(resources={"t.bpmn": TELLS_ITSELF}))
        engine = Engine(sqlite_store, desk.clock, RandomIds(), read_bundle=read_here)
        worker = Worker(engine, sqlite_store, Agencies(()), desk.clock)
        stop = threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        stack.callback(thread.join)
        stack.callback(stop.set)

        answers = [desk.starts("tells-itself") for _ in range(10)]

        assert [answer.status_code for answer in answers] == [201] * 10
        until = time.monotonic() + PATIENCE_SECONDS
        cases = [answer.json()["id"] for answer in answers]
        while {sqlite_store.read().case(1, case_id).status for case_id in cases} != {CaseStatus.COMPLETED}:
            assert time.monotonic() < until, "the work was not done"
            stop.wait(0.05)


#: Worker processes whose broker never answers; each tells its id when it begins.
_WORKERS = """
import os, sys
from akzess import logs
from workers.celery_app import make_app, serve
logs.own_process("worker")
app = make_app(sys.argv[1])
def run(stop):
    print(os.getpid(), flush=True)
    stop.wait()
def wake():
    pass
serve(app, run, wake)
app.worker_main(["--quiet", "worker", "--pool=prefork", "--concurrency=1", "--without-gossip", "--without-mingle"])
"""


def test_k13_when_a_worker_dies_while_redis_is_away_its_parent_ends_to_be_started_anew() -> None:
    """Celery replaces nobody until it is connected again. Its log is JSON, also about that."""
    with never_started() as url:
        parent = subprocess.Popen(
            [sys.executable, "-c", _WORKERS, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert parent.stdout is not None
        os.kill(int(parent.stdout.readline()), signal.SIGKILL)
        told = {json.loads(line)["event"] for line in parent.communicate(timeout=30)[1].splitlines()}

    assert told >= {"broker.away", "worker.ended"}
