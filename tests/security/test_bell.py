"""Row S04 (and the last line of S03): what else somebody puts into the queue of the bell has no effect."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from celery import Celery
from celery.contrib.testing.worker import start_worker
from celery.signals import worker_process_init, worker_process_shutdown

from workers.celery_app import make_app, serve

from .corpus_files import FOLDER

CASES: dict[str, Any] = yaml.safe_load((FOLDER / "state" / "S04.yaml").read_text(encoding="utf-8"))["cases"]
QUEUE = "akzess.wake"


class Woken:
    """Counts how often it is woken."""

    def __init__(self) -> None:
        self.times = 0
        self.heard = threading.Event()

    def wake(self) -> None:
        self.times += 1
        self.heard.set()


def _waits(stop: threading.Event) -> None:
    stop.wait()


@pytest.fixture(scope="module")
def bell(redis_url: str) -> Iterator[tuple[Celery, Woken]]:
    app, woken = make_app(redis_url), Woken()
    connected = [(signal, list(signal.receivers)) for signal in (worker_process_init, worker_process_shutdown)]
    serve(app, _waits, woken.wake)
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=60):
        yield app, woken
    for signal, receivers in connected:
        signal.receivers = receivers
    app.close()


def sent(app: Celery, case: dict[str, Any]) -> None:
    """Put the message of a case into the queue."""
    with app.connection_for_write() as connection, connection.channel() as channel:
        if case.get("garbage"):
            channel.client.lpush(QUEUE, b"no message at all")
            return
        arguments = ["x" * case["args"]] if "args" in case else []
        body = (arguments, case.get("kwargs", {}), {})
        with app.amqp.Producer(channel) as producer:
            serializer = "pickle" if case.get("pickled") else "json"
            headers = {"id": "1", "task": case["task"], "lang": "py", "argsrepr": "", "kwargsrepr": ""}
            producer.publish(body, serializer=serializer, routing_key=QUEUE, exchange="", headers=headers)


@pytest.mark.parametrize("name", CASES)
def test_a_message_that_is_no_wake_up_does_nothing_and_the_next_wake_up_is_heard(
    name: str, bell: tuple[Celery, Woken]
) -> None:
    app, woken = bell
    woken.times = 0
    woken.heard.clear()

    sent(app, CASES[name])
    app.send_task("akzess.wake", ignore_result=True)

    assert woken.heard.wait(60)
    assert woken.times == 1
