"""Counts failed attempts of the last minute by reference and by address, in bounded memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
PER_REFERENCE = 5
PER_ADDRESS = 20
#: Keys remembered; the one unused longest is forgotten first.
MOST = 20_000


class Attempts:
    """A sliding minute for each key; one per process, so several processes allow a multiple of it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failed: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, reference: str, address: str) -> int:
        """Seconds until another attempt is allowed; 0: now."""
        with self._lock:
            waits = [self._wait(f"r:{reference}", PER_REFERENCE), self._wait(f"a:{address}", PER_ADDRESS)]
        return max(waits)

    def failed(self, reference: str, address: str) -> None:
        """Note a failure."""
        with self._lock:
            for key in (f"r:{reference}", f"a:{address}"):
                self._failed.setdefault(key, []).append(self._now())
                self._failed.move_to_end(key)
            while len(self._failed) > MOST:
                self._failed.popitem(last=False)

    def _wait(self, key: str, most: int) -> int:
        since = self._now() - WINDOW
        recent = [at for at in self._failed.get(key, ()) if at > since]
        if not recent:
            self._failed.pop(key, None)
            return 0
        self._failed[key] = recent
        if len(recent) < most:
            return 0
        return max(1, int((recent[-most] - since).total_seconds()) + 1)
