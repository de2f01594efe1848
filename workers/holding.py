"""Which leases a worker holds, and what becomes of them when it has to end before their calls are over."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable

import structlog

from engine.model import Job
from store import StoreError

from .handling import Notices

log = structlog.get_logger(__name__)


def worker_name() -> str:
    """Under which name this process holds them, host and process: enough to find who held a lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Holding:
    """The jobs that this worker has claimed and not reported yet, by whether their call has begun."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        self._closing = False

    @property
    def closing(self) -> bool:
        """Whether the worker is to end: then nothing more is claimed."""
        with self._changed:
            return self._closing

    def take(self, jobs: Iterable[Job]) -> None:
        """These were claimed."""
        with self._changed:
            self._waiting |= {job.id: job.fence or 0 for job in jobs}

    def drop(self, jobs: Iterable[Job]) -> list[tuple[str, int]]:
        """These are not ours any more, as far as their call has not begun; their leases (id, fence)."""
        with self._changed:
            return [(job.id, fence) for job in jobs if (fence := self._waiting.pop(job.id, None)) is not None]

    def begin(self, job: Job) -> bool:
        """Whether the call may begin: not when the worker is to end, then somebody else does it."""
        with self._changed:
            if self._closing:
                return False
            self._waiting.pop(job.id, None)
            self._begun[job.id] = job.fence or 0
            return True

    def end(self, job: Job) -> None:
        """It is reported, or its lease runs out by itself."""
        with self._changed:
            if self._begun.get(job.id) == (job.fence or 0):
                del self._begun[job.id]
            self._changed.notify_all()

    def give_up(self, store: object, grace_seconds: float) -> int:
        """Begin nothing more, wait for what has begun, give back what is not over then; how many.

        A call that has begun keeps its lease when the request is marked as sent: it may be on the wire, and whoever asks
        the agency about it (class B) must not overtake it. With a lease the agency has had its time.
        """
        with self._changed:
            self._closing = True
            self._changed.wait_for(lambda: not self._begun, grace_seconds)
            waiting, begun = list(self._waiting.items()), list(self._begun.items())
        if not isinstance(store, Notices) or not (waiting or begun):
            return 0
        try:
            done = store.give_back(waiting) + store.give_back(begun, unsent_only=True)
        except StoreError as error:
            log.warning("worker.leases_kept", kind=type(error).__name__, jobs=len(waiting) + len(begun))
            return 0  # the database is away: the leases run out, and the sweep finds them
        log.info("worker.leases_given_back", jobs=done, under_way=len(begun))
        return done

    def open_again(self) -> None:
        """A worker that ended may begin anew (a loop that is run twice)."""
        with self._changed:
            self._closing = False
            self._waiting.clear()
