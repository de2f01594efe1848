"""A request in a partner's inbox, its documents, notices of it, and whom to call there, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

#: States of a request: with the partner, back with us for what is missing, over.
OPEN, ASKED, ANSWERED, WITHDRAWN = "open", "asked", "answered", "withdrawn"
STATES = (OPEN, ASKED, ANSWERED, WITHDRAWN)
#: With whom it lies while it is not over.
UNDERWAY = frozenset({OPEN, ASKED})


@dataclass(frozen=True, slots=True)
class PartnerRequest:
    """What a partner was asked. `content` (sealed with the case's key) holds "out": what left, "answers": what came back.

    `agency`: the connector in whose language the answer goes into the process ("": a consultation by a clerk, whose
    `kind` is that of the network). `reference` is the partner's number. `key`: the connector's key. `due_on`: a day (ISO).
    `settled`: nothing of it waits to be delivered to the process.
    """

    tenant: int
    id: str
    partner: str
    site: str
    case_id: str
    business_key: str
    agency: str
    kind: str
    key: str
    reference: str
    state: str
    version: int
    due_on: str
    created_at: datetime
    created_by: str
    content: Mapping[str, Any]
    reminders: int = 0
    settled: bool = True
    answered_at: datetime | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class PartnerDocument:
    """A document that was sent along; `content` is base64, sealed with the case's key."""

    tenant: int
    id: str
    request_id: str
    case_id: str
    type: str
    name: str
    media_type: str
    sha256: str
    size: int
    sent_at: datetime
    content: str


@dataclass(frozen=True, slots=True)
class PartnerContact:
    """A person or a post at a partner. `substitute_of`: the contact for whom this one stands in."""

    tenant: int
    id: str
    partner: str
    name: str
    function: str
    phone: str
    email: str
    changed_at: datetime
    changed_by: str
    languages: tuple[str, ...] = field(default=())
    substitute_of: str | None = None


class NoticeKind(StrEnum):
    """What a partner hears by e-mail: a request has come or is open again, its day is near, the office has reminded."""

    NEW = "NEW"
    DUE = "DUE"
    REMINDED = "REMINDED"


@dataclass(frozen=True, slots=True)
class PartnerNotice:
    """A request of which its partner is still to be told, written in the request's transaction and deleted afterwards.

    `mail` is the e-mail that tells it, together with others ("": none has begun); `told` are the keys under which that
    e-mail has gone out, one per address. Whoever sends it moves `due_at` beyond the time it may take.
    """

    tenant: int
    id: str
    request_id: str
    partner: str
    site: str
    kind: str
    due_at: datetime
    created_at: datetime
    mail: str = ""
    attempts: int = 0
    told: tuple[str, ...] = ()
