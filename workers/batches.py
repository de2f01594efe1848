"""How many jobs of an agency one lane takes at once: one, unless the agency answers so fast that claiming would cost most."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from threading import Lock

from connectors.base import Connector, DeliveryClass

#: A lane that has carried its jobs within half of this time takes twice as many the next time.
QUICK = timedelta(milliseconds=250)
#: Reports beyond this many would hold the locks of their cases for too long: these take some 60 ms of two cores.
MOST = 150
#: Jobs that are each marked and reported by itself: more would be held back from other workers for nothing.
MOST_IN_TURN = 10


class Batches:
    """Sizes by queue, learnt from how long the last batch took; one slow or failed call, and it is one job again."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._sizes: defaultdict[str, int] = defaultdict(lambda: 1)

    def size(self, connector: Connector) -> int:
        """How many jobs a lane may take."""
        most = MOST if shares_reports(connector) else MOST_IN_TURN
        with self._guard:
            return min(self._sizes[connector.name], most)

    def ended(self, queue: str, jobs: int, taken: timedelta | None) -> None:
        """A lane has carried so many jobs in this time (None: a call failed, or something of ours)."""
        with self._guard:
            now = self._sizes[queue]
            if taken is None or taken > QUICK:
                self._sizes[queue] = 1
            elif jobs >= now and taken * 2 <= QUICK:
                self._sizes[queue] = min(2 * now, MOST)


def shares_reports(connector: Connector) -> bool:
    """Whether its jobs may be reported together: only when each may be sent again should the report be lost (class A).

    The others are marked before and reported after each call, as soon as it is over.
    """
    return all(operation.delivery is DeliveryClass.A for operation in connector.operations.values())
