"""Runs pieces of work at the same moment in threads of their own, again and again, and says what came of each."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

#: How often a race is run in the tests; `AKZESS_RACES=1000` runs as many as the specification names.
RACES = int(os.environ.get("AKZESS_RACES", "120"))


class Racers:
    """So many threads that stay, so that a race costs no start of a thread."""

    def __init__(self, many: int) -> None:
        self._pool = ThreadPoolExecutor(many)
        self._barrier = threading.Barrier(many)

    def race(self, *works: Callable[[], Any]) -> list[Any]:
        """Results (or errors) of works that begin together."""

        def runs(work: Callable[[], Any]) -> Any:
            self._barrier.wait(30)
            return work()

        futures = [self._pool.submit(runs, work) for work in works]
        return [future.exception(60) or future.result() for future in futures]

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()


def kinds(results: Sequence[Any]) -> list[str]:
    """The names of what came, sorted."""
    return sorted(type(result).__name__ for result in results)
