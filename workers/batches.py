"""How many jobs of an agency one lane takes at once: one, unless the agency answers so fast that commits would cost most."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from threading import Lock

from connectors.base import Connector, DeliveryClass

#: A lane that has carried its jobs within this time takes twice as many the next time.
QUICK = timedelta(milliseconds=250)
#: Reports beyond this many would hold the locks of their cases for too long.
MOST = 50


class Batches:
    """Sizes by queue, learnt from how long the last batch took; one slow or failed call, and it is one job again."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._sizes: defaultdict[str, int] = defaultdict(lambda: 1)

    def size(self, connector: Connector) -> int:
        """How many jobs a lane may take. Only of class A, which may be sent again when a report is lost: the others are
        reported one by one, as soon as their call is over."""
        if any(operation.delivery is not DeliveryClass.A for operation in connector.operations.values()):
            return 1
        with self._guard:
            return self._sizes[connector.name]

    def ended(self, queue: str, jobs: int, quick: bool) -> None:
        """A lane has carried so many jobs."""
        with self._guard:
            now = self._sizes[queue]
            if not quick:
                self._sizes[queue] = 1
            elif jobs >= now:
                self._sizes[queue] = min(2 * now, MOST)
