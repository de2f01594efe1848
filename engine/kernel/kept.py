"""What reading one bundle found out about single files, for the next reading of nearly the same files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")


class Kept:
    """Results of pure functions, by what they were computed from.

    What one reading has not asked for is forgotten after the next: no more is kept than two bundles need.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, object] = {}
        self._now: dict[Hashable, object] = {}

    def turn(self) -> None:
        """A reading begins."""
        self._before, self._now = self._now, {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is known under a key, or what `make` says; nothing is kept of one that raises."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else make()
        return cast("T", self._now[key])

    def peek(self, key: Hashable) -> object | None:
        """What is known under a key, None when nothing is; asking does not keep it."""
        return self._now.get(key, self._before.get(key))

    def put(self, key: Hashable, value: object) -> None:
        """Keep something."""
        self._now[key] = value


def digest(data: bytes) -> bytes:
    """The name of a file's content: SHA-256."""
    return hashlib.sha256(data).digest()
