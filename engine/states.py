"""The life of a case, a task, a job, a timer, a message: the states that their rows may have."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class CaseStatus(StrEnum):
    """Life of a case; COMPLETED and CANCELLED are final."""

    RUNNING = "RUNNING"
    INCIDENT = "INCIDENT"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"

    @property
    def open(self) -> bool:
        """True while something may still happen to the case."""
        return self not in (CaseStatus.COMPLETED, CaseStatus.CANCELLED)


class TaskState(IntEnum):
    """Life of a user task row."""

    OPEN = 0
    COMPLETED = 1
    CANCELLED = 2


class JobState(IntEnum):
    """Life of a job row (the outbox)."""

    READY = 0
    LEASED = 1
    DONE = 2
    INCIDENT = 3
    CANCELLED = 4


class JobPhase(IntEnum):
    """How far an agency call got: SENT means that the outcome is unknown until ANSWERED."""

    NOT_SENT = 0
    SENT = 1
    ANSWERED = 2


class TimerState(IntEnum):
    """Life of a timer row."""

    PENDING = 0
    FIRED = 1
    CANCELLED = 2


class MessageState(IntEnum):
    """Life of an inbound message row."""

    BUFFERED = 0
    CONSUMED = 1
    EXPIRED = 2
    PARKED = 3
