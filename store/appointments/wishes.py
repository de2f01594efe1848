"""The SQL of the waiting list: who waits for what, and for whom a freed slot is being kept."""

from __future__ import annotations

from collections.abc import Sequence

from authority.appointments import Booking, Wish

from ..session import Session
from .sql import rows


def queue(session: Session, tenant: int, site: str, kinds: Sequence[str], day: str, limit: int = 50) -> list[Wish]:
    """Who waits for an appointment of these kinds on a day and has no offer yet, longest first, locked."""
    skip = "FOR UPDATE SKIP LOCKED" if session.postgres else ""
    marks = ", ".join("?" * len(kinds))
    return rows(
        session, Wish,
        f"tenant = ? AND site = ? AND kind IN ({marks}) AND offered = '' AND from_day <= ? AND until_day >= ?",
        (tenant, site, *kinds, day, day), f"ORDER BY created_at, id LIMIT {limit:d} {skip}",
    )  # fmt: skip


def by_token(session: Session, tenant: int, token_hash: bytes) -> Wish | None:
    """The place on the waiting list that a token opens, locked."""
    found = rows(session, Wish, "tenant = ? AND token_hash = ?", (tenant, token_hash), _locking(session))
    return found[0] if found else None


def by_id(session: Session, tenant: int, wish_id: str) -> Wish | None:
    """A place on the waiting list, locked; None where somebody else has it, or nobody waits there any more."""
    skip = "FOR UPDATE SKIP LOCKED" if session.postgres else ""
    found = rows(session, Wish, "tenant = ? AND id = ?", (tenant, wish_id), skip)
    return found[0] if found else None


def offered(session: Session, booking: Booking) -> Wish | None:
    """For whom a freed slot is kept."""
    found = rows(
        session, Wish, "tenant = ? AND site = ? AND kind = ? AND offered = ?",
        (booking.tenant, booking.site, booking.kind, booking.id),
    )  # fmt: skip
    return found[0] if found else None


def of_booking(session: Session, booking: Booking, kinds: Sequence[str]) -> list[Wish]:
    """Who waits for something earlier than this booking, or for the same case; locked."""
    marks = ", ".join("?" * len(kinds))
    return rows(
        session, Wish,
        f"tenant = ? AND site = ? AND kind IN ({marks}) AND (booking_id = ? OR (case_id <> '' AND case_id = ?))",
        (booking.tenant, booking.site, *kinds, booking.id, booking.case_id), _locking(session),
    )  # fmt: skip


def waiting(session: Session, tenant: int, site: str, limit: int = 200) -> list[Wish]:
    """The waiting list of a site, by kind and time."""
    return rows(
        session, Wish, "tenant = ? AND site = ?", (tenant, site), f"ORDER BY kind, created_at, id LIMIT {limit:d}"
    )


def unoffered(session: Session, tenant: int, site: str, day: str, limit: int) -> list[Wish]:
    """Who waits at a site for a day from this one on and has no offer yet, longest first."""
    return rows(
        session, Wish, "tenant = ? AND site = ? AND offered = '' AND until_day >= ?", (tenant, site, day),
        f"ORDER BY created_at, id LIMIT {limit:d}",
    )  # fmt: skip


def of_case(session: Session, tenant: int, site: str, case_id: str, kinds: Sequence[str]) -> list[Wish]:
    """A case's places on the waiting list."""
    marks = ", ".join("?" * len(kinds))
    return rows(
        session, Wish, f"tenant = ? AND site = ? AND kind IN ({marks}) AND case_id = ? AND case_id <> ''",
        (tenant, site, *kinds, case_id),
    )  # fmt: skip


def _locking(session: Session) -> str:
    return "FOR UPDATE" if session.postgres else ""
