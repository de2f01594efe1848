"""Threads for calls to agencies that never keep a process from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

Work = tuple[Future[Any], Callable[[], Any]]


class Lanes(Executor):
    """At most so many threads, started as they are needed.

    Unlike those of a ThreadPoolExecutor they are daemons: at the end of its grace a worker has given back what it holds,
    and a call that hangs must not hold the process as well.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: SimpleQueue[Work | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._guard = threading.Lock()
        self._idle = 0
        self._closed = False

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        """Do the call in a lane. RuntimeError after `shutdown`."""
        future: Future[Any] = Future()
        with self._guard:
            if self._closed:
                raise RuntimeError("the lanes are closed")
            if self._idle:
                self._idle -= 1
            elif len(self._threads) < self._most:
                thread = threading.Thread(target=self._run, name=f"lane-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._waiting.put((future, lambda: call(*arguments, **more)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; `wait` for those that were taken."""
        with self._guard:
            self._closed = True
            threads = list(self._threads)
        for _ in threads:
            self._waiting.put(None)
        if wait:
            for thread in threads:
                thread.join()

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None:
            future, call = work
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except BaseException as error:  # noqa: BLE001  # the future's owner hears of it
                self._done()
                future.set_exception(error)
            else:
                self._done()
                future.set_result(result)

    def _done(self) -> None:
        with self._guard:
            self._idle += 1
