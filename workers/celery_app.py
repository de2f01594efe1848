"""Celery rings the bell and does nothing else: the only task has no arguments, no result and no retry."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import structlog
from celery import Celery
from celery.exceptions import WorkerShutdown
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown
from celery.utils.log import get_multiprocessing_logger
from celery.worker.consumer import Consumer
from celery.worker.state import maybe_shutdown

log = structlog.get_logger(__name__)

#: A broker that is away may cost the bell-ringer this much, and nobody else anything.
CONNECT_SECONDS = 0.2
ANSWER_SECONDS = 0.5
#: How long a child may take to finish or give back what it holds: within the ten seconds of a graceful stop.
END_SECONDS = 9.0
#: How long at most until a broker that came back is used again.
LOOK_SECONDS = 5


class Patient(Consumer):  # type: ignore[misc]  # Celery has no types
    """Waits for a broker that is away as long as it takes, unless a child ends meanwhile.

    Celery replaces no child until it is connected again. So this process then ends as when it is asked to, and whoever
    started it starts it anew, with all its children.
    """

    def ensure_connected(self, conn: Any) -> Any:
        """The connection, once there is one."""

        def meanwhile() -> None:
            maybe_shutdown()
            if any(child.exitcode is not None for child in self.pool._pool._pool):  # Celery tells nobody
                log.warning("worker.ended", broker="away")
                raise WorkerShutdown

        def away(error: Exception, seconds: float) -> None:
            log.warning("broker.away", kind=type(error).__name__, again=seconds)

        conn.ensure_connection(away, interval_max=LOOK_SECONDS, callback=meanwhile)
        self.first_connection_attempt = False
        return conn


def make_app(broker_url: str) -> Celery:
    """A Celery application that can carry wake-ups and nothing else."""
    app = Celery("akzess", broker=broker_url)
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=False,
        worker_consumer=Patient,
        worker_prefetch_multiplier=1,
        worker_proc_alive_timeout=60.0,  # reading WSDLs takes longer than the four seconds a child usually has
        task_serializer="json",
        accept_content=["json"],
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
        self._thread.join(timeout=1)

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


def serve(app: Celery, run: Callable[[threading.Event], None], wake: Callable[[], None]) -> None:
    """Let every process of the Celery worker `run` our own loop until its event is set, and let the task `wake` it.

    A loop that ends by itself (its process has grown too large) ends the process; the pool starts another.
    """
    stop = threading.Event()
    running: list[threading.Thread] = []
    app.task(name="akzess.wake", ignore_result=True)(wake)

    def loop() -> None:
        run(stop)
        if not stop.is_set():
            os._exit(0)  # the main thread of the child waits for tasks and would wait for ever

    def start(**_: object) -> None:
        running.append(threading.Thread(target=loop, name="loop", daemon=True))
        running[0].start()

    def end(**_: object) -> None:
        stop.set()
        wake()
        for thread in running:
            thread.join(timeout=END_SECONDS)

    def log_as_we_do(**_: object) -> None:
        get_multiprocessing_logger().propagate = True  # that of the pool, which else would write lines of its own kind

    setup_logging.connect(log_as_we_do, weak=False)  # and with it Celery makes no handlers of its own
    worker_process_init.connect(start, weak=False)
    worker_process_shutdown.connect(end, weak=False)
