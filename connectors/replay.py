"""Remembers which signed messages were taken in, so that a copy of one is recognised while its signature is fresh."""

from __future__ import annotations

import heapq
from datetime import datetime
from threading import Lock
from typing import Protocol


class ReplayGuard(Protocol):
    """Where the identifiers of signed messages are kept until nobody could accept them any more.

    Verifiers ask last, after the signature was found right, so that a stranger can neither fill the memory nor use
    up an identifier. A message is noted when it is verified and confirmed when it is stored: what was never confirmed
    may lapse early, so that a process that dies in between does not keep out the sender's repeat.
    """

    def first(self, source: str, identifier: str, *, now: datetime, until: datetime) -> bool:
        """True for the first message of `source` with this identifier; it is kept up to and including `until`."""
        ...

    def confirm(self, source: str, identifier: str) -> None:
        """The message is stored: from now on a copy of it is refused up to the `until` that `first` was given."""
        ...

    def forget(self, source: str, identifier: str) -> None:
        """The message could not be stored and its sender was told so: the same bytes may come again."""
        ...


class MemoryReplayGuard:
    """A guard in this process alone; several processes each have their own, and behind all stands the inbox, which
    counts a letter once by its business identifier.

    `capacity`: number of identifiers; a full memory refuses, because forgetting one would let its copy in.
    """

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._known: set[tuple[str, str]] = set()
        self._ends: list[tuple[datetime, tuple[str, str]]] = []
        self._lock = Lock()

    def first(self, source: str, identifier: str, *, now: datetime, until: datetime) -> bool:
        """See `ReplayGuard`."""
        entry = (source, identifier)
        with self._lock:
            while self._ends and self._ends[0][0] < now:
                self._known.discard(heapq.heappop(self._ends)[1])
            if entry in self._known or len(self._known) >= self._capacity:
                return False
            self._known.add(entry)
            heapq.heappush(self._ends, (until, entry))
            return True

    def confirm(self, source: str, identifier: str) -> None:
        """Nothing: this memory ends with the process that would have to die in between."""

    def forget(self, source: str, identifier: str) -> None:
        """See `ReplayGuard`."""
        with self._lock:
            self._known.discard((source, identifier))

    @property
    def size(self) -> int:
        """How many identifiers are kept (no `__len__`: an empty memory must not count as none)."""
        return len(self._known)
