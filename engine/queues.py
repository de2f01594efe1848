"""What operators and workers have to say about an agency's queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class QueueState:
    """What operators and workers have to say about a queue; a queue without a row works as it can.

    `paused`: nobody claims its jobs. `rate`: at most so many jobs a minute are claimed, by all workers together, and
    `next_at` is when the next one may be. `open_until`: its agency does not answer (a circuit breaker opened).
    """

    queue: str
    changed_at: datetime
    paused: bool = False
    rate: int | None = None
    next_at: datetime | None = None
    open_until: datetime | None = None
    changed_by: str = ""
    reason: str = ""
