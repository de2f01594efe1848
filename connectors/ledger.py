"""What worker and service tell the evidence ledger: one record per message, in clear, and the one verb that keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Part(StrEnum):
    """Which message of an exchange: our request and the agency's answer, or its message and our acknowledgement."""

    REQUEST = "request"
    ANSWER = "answer"
    MESSAGE = "message"
    ACKNOWLEDGEMENT = "acknowledgement"

    @property
    def ours(self) -> bool:
        """True for what left us."""
        return self in (Part.REQUEST, Part.ACKNOWLEDGEMENT)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, as it was on the wire.

    `exchange` is the same for a message and what answers it. `key` is the job's key, for a message from the agency its
    correlation key; `message_id` the sender's own id. `at` is the instant when it left or was read to its end.
    `target` is method and address of a request. `outcome` is a stable word, `receipt` what the agency confirmed (ids
    and times only). `signature` is a state of `connectors.traffic`. An answer that never came has no status and no body.
    """

    part: Part
    exchange: str
    agency: str
    operation: str
    key: str
    at: datetime
    body: bytes
    media_type: str = ""
    target: str = ""
    tenant: int = 1
    case_id: str | None = None
    business_key: str = ""
    job_id: str = ""
    message_id: str = ""
    attempt: int = 0
    status: int | None = None
    outcome: str = ""
    signature: str = "none"
    receipt: Mapping[str, str] = field(default_factory=dict)


class Ledger(Protocol):
    """Keeps letters for good."""

    def keep(self, letters: Sequence[Letter], *, sent: tuple[str, int] | None = None) -> None:
        """Commit the letters before returning.

        `sent` is (job id, fence): in the same transaction the job is marked as sent, and nothing is written when the
        lease is lost. Errors: `engine.errors.StaleLease`, those of the store.
        """
        ...

    def now(self) -> datetime:
        """The instant by the ledger's clock."""
        ...

    def consumer(self, tenant: int, source: str, message_id: str) -> str | None:
        """The case that took a stored message; None while it waits."""
        ...
