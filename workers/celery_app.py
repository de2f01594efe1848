"""Celery rings the bell and does nothing else: the only task has no arguments, no result and no retry."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import structlog
from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown

from .loop import Worker

log = structlog.get_logger(__name__)

#: A broker that is away may cost the bell-ringer this much, and nobody else anything.
CONNECT_SECONDS = 0.2
ANSWER_SECONDS = 0.5


def make_app(broker_url: str) -> Celery:
    """A Celery application that can carry wake-ups and nothing else."""
    app = Celery("akzess", broker=broker_url)
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=False,
        worker_prefetch_multiplier=1,
        worker_proc_alive_timeout=60.0,  # reading WSDLs takes longer than the four seconds a child usually has
        task_serializer="json",
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "max_retries": 0,
        },
        task_default_queue="akzess.wake",
    )
    return app


class Bell:
    """Publishes wake-ups from a thread of its own.

    However many are rung while one is under way, one more is sent: a wake-up carries nothing, so two are one. A broker
    that is away costs a log line; the workers look by themselves every second.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._rung = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._thread.start()

    def ring(self) -> None:
        """Ask for a wake-up; returns at once."""
        self._rung.set()

    def close(self) -> None:
        """Stop the thread; a wake-up not yet sent is dropped."""
        self._stop.set()
        self._rung.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            self._rung.wait()
            if self._stop.is_set():
                return
            self._rung.clear()
            try:
                self._app.send_task("akzess.wake", retry=False, ignore_result=True, expires=60)
            except Exception as error:  # noqa: BLE001  # every kind of broker failure has the same consequence: none
                log.warning("bell.silent", kind=type(error).__name__)


def serve(app: Celery, make_worker: Callable[[], Worker]) -> None:
    """Let every process of the Celery worker run our own loop, and let the task wake it."""
    stop = threading.Event()
    running: dict[str, Any] = {}

    def wake() -> None:
        worker = running.get("worker")
        if worker is not None:
            worker.wake()

    app.task(name="akzess.wake", ignore_result=True)(wake)

    def start(**_: object) -> None:
        running["worker"] = make_worker()
        running["thread"] = threading.Thread(target=running["worker"].run, args=(stop,), name="worker")
        running["thread"].start()

    def end(**_: object) -> None:
        stop.set()
        wake()
        running["thread"].join(timeout=10)

    worker_process_init.connect(start, weak=False)
    worker_process_shutdown.connect(end, weak=False)
