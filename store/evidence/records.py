"""The row of the evidence ledger, and what one may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.ledger import Part


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it is stored; see `connectors.ledger.Letter` for what the fields mean.

    `sha256` is over the message's bytes, `canonical_sha256` over their canonical form `canonical` ("c14n", "jcs", or ""
    when there is none). `content` holds bytes and target, sealed with the data key of `subject`; None when that key was
    destroyed before, and in a bare row. `seal` is a keyed hash by master key `master` over everything but `id`.
    """

    id: int
    tenant: int
    exchange: str
    part: Part
    agency: str
    operation: str
    case_id: str | None
    business_key: str
    job_id: str
    key: str
    message_id: str
    attempt: int
    at: datetime
    media_type: str
    size: int
    sha256: bytes
    canonical: str
    canonical_sha256: bytes | None
    signature: str
    status: int | None
    outcome: str
    receipt: Mapping[str, str]
    subject: str
    content: bytes | None
    master: str
    seal: bytes


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """Narrows a list of evidence; None means "any".

    `case_id` and `business_key` are one question: messages of the case, or such that named its number before it was
    known. `key` matches key and message id. `since` is included, `before` is not.
    """

    case_id: str | None = None
    business_key: str | None = None
    agency: str | None = None
    key: str | None = None
    since: datetime | None = None
    before: datetime | None = None


EVERYTHING = EvidenceFilter()
