"""The records of appointments, as the store keeps them: bookings, blocks, notices, wishes, feeds and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a booking stands. HELD and OFFERED run out by themselves; the last three are the end."""

    HELD = "HELD"
    OFFERED = "OFFERED"  # a freed slot that waits for the answer of somebody on the waiting list
    BOOKED = "BOOKED"
    ARRIVED = "ARRIVED"
    CALLED = "CALLED"
    DONE = "DONE"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"

    @property
    def waiting(self) -> bool:
        """Nobody has confirmed it yet."""
        return self in (State.HELD, State.OFFERED)

    @property
    def ahead(self) -> bool:
        """It is going to happen: may be moved, cancelled, called."""
        return self in (State.BOOKED, State.ARRIVED)

    @property
    def over(self) -> bool:
        """Nothing more happens to it."""
        return self in (State.DONE, State.NO_SHOW, State.CANCELLED)


class Channel(StrEnum):
    """How somebody learns of the appointment."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LETTER = "LETTER"


class NoticeKind(StrEnum):
    """What has to be said to somebody, once, not before its time. MESSAGE goes to the case, all others by e-mail."""

    CONFIRM = "CONFIRM"
    BOOKED = "BOOKED"
    MOVED = "MOVED"
    CANCELLED = "CANCELLED"
    REMINDER_DAYS = "REMINDER_DAYS"
    REMINDER_HOURS = "REMINDER_HOURS"
    OFFER = "OFFER"
    MESSAGE = "MESSAGE"


@dataclass(frozen=True, slots=True)
class Booking:
    """One appointment. Instants are aware, in UTC; `ends_at` is the first instant after it.

    `ticket` is what the board shows, never a name. `case_id` and `number` are empty where there is no case yet.
    `contact` is sealed: e-mail address, telephone number, and the token whose hash opens this booking. `proved`: the applicant came through the case's own
    page, so that no e-mail has to prove anything. `requested_at`: since when the procedure wants this appointment;
    `first_offer`: the earliest slot that was free when it was asked for (K7). `version` counts changes.
    """

    tenant: int
    id: str
    site: str
    counter: str
    kind: str
    persons: int
    language: str
    starts_at: datetime
    ends_at: datetime
    state: str
    version: int
    held_until: datetime | None
    token_hash: bytes
    ticket: str
    case_id: str
    number: str
    channel: str
    contact: bytes
    notice_language: str
    proved: bool
    emergency: bool
    created_at: datetime
    created_by: str
    requested_at: datetime
    first_offer: datetime | None
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A time in which a counter takes nobody: absence, training, a closed counter. `reason` names no illness."""

    tenant: int
    id: str
    site: str
    counter: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be said about a booking from `due_at` on; the row goes when it was said.

    `number` is the booking's version then, `key` the e-mail's or message's own, `detail`: for MESSAGE what happened.
    """

    tenant: int
    booking_id: str
    kind: str
    number: int
    due_at: datetime
    attempts: int
    key: str
    detail: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A place on the waiting list: an appointment of this kind between two days, both included.

    `offered`: the booking that holds a freed slot for this wish now. `booking_id`: the later appointment that would be
    given up for it ("": none).
    """

    tenant: int
    id: str
    site: str
    kind: str
    persons: int
    language: str
    from_day: str
    until_day: str
    contact: bytes
    notice_language: str
    token_hash: bytes
    case_id: str
    number: str
    booking_id: str
    offered: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one appointment, without anything of a person: the row that outlives it, for K7.

    `late_minutes`: calledAt - slotStart (negative: early), `waited_minutes`: calledAt - arrivedAt, `offer_days`:
    calendar days from the request to the first free slot, `lead_days`: to the slot that was taken. `case_group` is empty
    where there was no case.
    """

    tenant: int
    id: str
    site: str
    day: str
    kind: str
    result: str
    late_minutes: int | None
    waited_minutes: int | None
    offer_days: int | None
    lead_days: int | None
    case_group: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A secret address under which a calendar program finds a site's (or one counter's) appointments."""

    tenant: int
    id: str
    token_hash: bytes
    site: str
    counter: str
    person: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How often somebody did not come; `subject` is a case, or a keyed hash of an address."""

    tenant: int
    subject: str
    missed: int
    last_at: datetime
