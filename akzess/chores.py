"""What has to be done now and then beside the queues: quarantined files, expired sessions, keys of old requests."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog

from workers.tending import tend

from .composition import Composition

log = structlog.get_logger(__name__)

#: Seconds between two rounds of forgetting; each takes at most so much that nobody waits for it.
EVERY = 600.0
#: Idempotency keys are good for 30 days (reliability C-2); who tried what is kept for two years (domain document 7.3).
REQUESTS, SECURITY_EVENTS = timedelta(days=30), timedelta(days=730)


def chores(parts: Composition, stop: threading.Event) -> None:
    """Until `stop` is set. Any number of processes may do this at once."""
    files = threading.Thread(target=tend, args=(parts.documents, stop), name="documents")
    files.start()
    while not stop.wait(EVERY):
        try:
            forget(parts)
        except Exception as error:  # noqa: BLE001  # a database away for a moment: the loop outlives it
            log.error("chores.forget", kind=type(error).__name__)
    files.join()


def forget(parts: Composition) -> int:
    """Delete what is past its time; how much."""
    now, store = parts.clock.now(), parts.store
    return (
        store.forget_requests(before=now - REQUESTS)
        + store.forget_sessions(now)
        + store.forget_security_events(now - SECURITY_EVENTS)
    )
