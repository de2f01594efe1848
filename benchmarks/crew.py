"""Worker processes that are there for a whole run, so that starting them is no part of a figure."""

from __future__ import annotations

import multiprocessing
from typing import Any

from akzess.garbage import leave_alone
from benchmarks import noop_jobs, workload

_TARGETS = {one.__name__: one for one in (workload.ours, workload.bare, workload.plain, noop_jobs.jobs, noop_jobs.fill)}


def _member(url: str, number: int, orders: Any, out: Any) -> None:
    leave_alone()  # as every process of the platform does when it begins to work
    while True:
        order = orders.get()
        if order is None:
            return
        target, seconds, extra = order
        try:
            out.put(_TARGETS[target](url, number, seconds, extra))
        except BaseException as error:
            out.put(error)
            raise


class Crew:
    """Worker processes that are there for the whole run, so that starting them is no part of a figure."""

    def __init__(self, url: str, size: int = 4) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._out = spawn.Queue()
        self._orders = [spawn.Queue() for _ in range(size)]
        self._members = [
            spawn.Process(target=_member, args=(url, number, orders, self._out), daemon=True)
            for number, orders in enumerate(self._orders)
        ]
        for member in self._members:
            member.start()

    def run(self, target: str, workers: int, seconds: float, extra: Any) -> tuple[float, list[float]]:
        """Actions per second of so many processes together, and milliseconds per action of all."""
        found = self.ask(target, workers, seconds, extra)
        return sum(one.actions / one.seconds for one in found if one.seconds), [ms for one in found for ms in one.taken]

    def ask(self, target: str, workers: int, seconds: float, extra: Any) -> list[workload.Seen]:
        """What each of so many processes did."""
        for orders in self._orders[:workers]:
            orders.put((target, seconds, extra))
        found = [self._out.get(timeout=seconds + 120) for _ in range(workers)]
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return found

    def close(self) -> None:
        """Send everybody home."""
        for orders in self._orders:
            orders.put(None)
        for member in self._members:
            member.join(10)
