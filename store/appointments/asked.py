"""What somebody asks of the book, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from authority.appointments import Booking, Slot


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; `slots` in the order in which they are tried. See Booking for the rest."""

    site: str
    kind: str
    persons: int
    language: str
    slots: Sequence[Slot]
    token_hash: bytes
    contact: bytes
    notice_language: str
    channel: str
    by: str
    requested_at: datetime
    case_id: str = ""
    number: str = ""
    proved: bool = False
    office: bool = False
    first_offer: datetime | None = None


@dataclass(frozen=True, slots=True)
class Freed:
    """A slot that was given back, for whoever waits; its length says what fits in."""

    site: str
    kind: str
    slot: Slot


def freed_by(booking: Booking) -> Freed:
    """What a booking gives back."""
    slot = Slot(booking.counter, booking.starts_at, booking.ends_at, booking.emergency)
    return Freed(booking.site, booking.kind, slot)
