"""The SQL of appointments, the same for SQLite and PostgreSQL: time is taken by inserting its cells, or not at all."""

# ruff: noqa: S608 - the texts are put together from constants of this package; every value is a parameter
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from authority.appointments import Block, Booking, Feed, Notice, Outcome, Wish
from authority.appointments.slots import cell, cells

from .. import statements
from ..desk import sql as desk
from ..desk.kinds import KINDS
from ..session import Session
from . import tables as _tables  # noqa: F401  # they have to be known before a record is written

R = TypeVar("R")

_TAKE = ("tenant", "site", "counter", "cell", "holder", "held_until")
_AT = "tenant = ? AND site = ? AND counter = ?"


def put(session: Session, *records: Any) -> None:
    """Insert or replace by key; what became of an appointment is only ever added."""
    for record in records:
        (desk.put_first if isinstance(record, Outcome) else desk.put)(session, record)


def get(session: Session, kind: type[R], *key: Any) -> R | None:
    """By key."""
    return desk.get(session, KINDS[kind], key)


def drop(session: Session, kind: type[Any], *key: Any) -> bool:
    """Delete by key."""
    return desk.drop(session, KINDS[kind], key)


def _select(kind: type[Any], where: str, tail: str = "") -> str:
    known = KINDS[kind]
    return f"SELECT {', '.join(known.columns)} FROM {known.table} WHERE {where} {tail}".rstrip()


def rows(session: Session, kind: type[R], where: str, values: Sequence[Any], tail: str = "") -> list[R]:
    known = KINDS[kind]
    return [known.decoded(row, session.values) for row in session.all(_select(kind, where, tail), values)]


# time


def take(
    session: Session,
    tenant: int,
    site: str,
    counter: str,
    wanted: range,
    holder: str,
    until: datetime | None,
    now: datetime,
) -> bool:
    """Take these cells for good or until an instant; False, and none of them taken, when somebody has one.

    Whoever inserts second waits for whoever inserted first, and then inserts nothing: that is the whole decision. What
    was held and has run out is nobody's.
    """
    at = session.values.instant
    session.run(
        f"DELETE FROM appointment_cell WHERE {_AT} AND cell >= ? AND cell < ? AND held_until <= ?",
        (tenant, site, counter, wanted.start, wanted.stop, at(now)),
    )
    count = 0
    for some in statements.chunks(wanted):
        held = None if until is None else at(until)
        values = [part for one in some for part in (tenant, site, counter, one, holder, held)]
        count += session.count(
            statements.insert("appointment_cell", _TAKE, len(some), "ON CONFLICT DO NOTHING"), values
        )
    if count == len(wanted):
        return True
    give(session, tenant, site, counter, wanted, holder)
    return False


def take_free(session: Session, block: Block, now: datetime) -> int:
    """Take those cells of a block that are nobody's; how many. A booking that is there stays, until it is moved."""
    wanted = cells(block.starts_at, block.ends_at)
    at = session.values.instant
    session.run(
        f"DELETE FROM appointment_cell WHERE {_AT} AND cell >= ? AND cell < ? AND held_until <= ?",
        (block.tenant, block.site, block.counter, wanted.start, wanted.stop, at(now)),
    )
    count = 0
    for some in statements.chunks(wanted):
        values = [part for one in some for part in (block.tenant, block.site, block.counter, one, block.id, None)]
        count += session.count(
            statements.insert("appointment_cell", _TAKE, len(some), "ON CONFLICT DO NOTHING"), values
        )
    return count


def give(session: Session, tenant: int, site: str, counter: str, wanted: range, holder: str) -> None:
    """Give back what this holder has of these cells."""
    session.run(
        f"DELETE FROM appointment_cell WHERE {_AT} AND cell >= ? AND cell < ? AND holder = ?",
        (tenant, site, counter, wanted.start, wanted.stop, holder),
    )


def keep(session: Session, booking: Booking) -> bool:
    """Make a hold last; False when somebody has taken a part of it because it had run out."""
    wanted = cells(booking.starts_at, booking.ends_at)
    kept = session.count(
        f"UPDATE appointment_cell SET held_until = NULL WHERE {_AT} AND cell >= ? AND cell < ? AND holder = ?",
        (booking.tenant, booking.site, booking.counter, wanted.start, wanted.stop, booking.id),
    )
    return kept == len(wanted)


def taken(
    session: Session, tenant: int, site: str, since: datetime, until: datetime, now: datetime
) -> Mapping[str, Collection[int]]:
    """The cells of a site that are somebody's, by counter."""
    found: dict[str, set[int]] = defaultdict(set)
    sql = (
        "SELECT counter, cell FROM appointment_cell WHERE tenant = ? AND site = ? AND cell >= ? AND cell < ?"
        " AND (held_until IS NULL OR held_until > ?)"
    )
    for counter, one in session.all(sql, (tenant, site, cell(since), cell(until), session.values.instant(now))):
        found[counter].add(int(one))
    return found


# bookings


def locked(session: Session, tenant: int, booking_id: str) -> Booking | None:
    """A booking that nobody else changes until this transaction ends."""
    return _one(session, "tenant = ? AND id = ?", (tenant, booking_id))


def locked_by_token(session: Session, tenant: int, token_hash: bytes) -> Booking | None:
    """The booking that a token opens, locked."""
    return _one(session, "tenant = ? AND token_hash = ?", (tenant, token_hash))


def _one(session: Session, where: str, values: Sequence[Any]) -> Booking | None:
    # On SQLite a writing transaction is alone anyhow.
    found = rows(session, Booking, where, values, "FOR UPDATE" if session.postgres else "")
    return found[0] if found else None


def by_token(session: Session, tenant: int, token_hash: bytes) -> Booking | None:
    """The booking that a token opens."""
    found = rows(session, Booking, "tenant = ? AND token_hash = ?", (tenant, token_hash))
    return found[0] if found else None


def between(
    session: Session, tenant: int, site: str, since: datetime, until: datetime, limit: int = 5_000
) -> list[Booking]:
    """Bookings of a site that begin in a stretch of time, in order; those that are cancelled or ran out as well."""
    at = session.values.instant
    return rows(
        session, Booking, "tenant = ? AND site = ? AND starts_at >= ? AND starts_at < ?",
        (tenant, site, at(since), at(until)), f"ORDER BY starts_at, id LIMIT {limit:d}",
    )  # fmt: skip


def of_case(session: Session, tenant: int, case_id: str) -> list[Booking]:
    """Everything booked for a case that is still kept, in order of time."""
    return rows(
        session,
        Booking,
        "tenant = ? AND case_id = ? AND case_id <> ''",
        (tenant, case_id),
        "ORDER BY starts_at LIMIT 200",
    )


def open_of_case(session: Session, tenant: int, case_id: str, kind: str) -> Booking | None:
    """The one appointment of a kind that a case may have at a time, locked."""
    return _one(
        session,
        "tenant = ? AND case_id = ? AND case_id <> '' AND kind = ? AND state IN ('HELD', 'BOOKED', 'ARRIVED', 'CALLED')",
        (tenant, case_id, kind),
    )


def run_out(session: Session, tenant: int, now: datetime, limit: int = 200) -> list[Booking]:
    """Holds and offers whose time is over, locked where nobody else has them."""
    skip = "FOR UPDATE SKIP LOCKED" if session.postgres else ""
    return rows(
        session, Booking, "tenant = ? AND held_until IS NOT NULL AND held_until <= ?",
        (tenant, session.values.instant(now)), f"ORDER BY held_until LIMIT {limit:d} {skip}",
    )  # fmt: skip


# blocks, wishes, feeds


def blocks(session: Session, tenant: int, site: str, since: datetime, until: datetime) -> list[Block]:
    """Blocks of a site that touch a stretch of time."""
    at = session.values.instant
    return rows(
        session, Block, "tenant = ? AND site = ? AND ends_at > ? AND starts_at < ?",
        (tenant, site, at(since), at(until)), "ORDER BY ends_at, id LIMIT 1000",
    )  # fmt: skip


def queue(session: Session, tenant: int, site: str, kind: str, day: str, limit: int = 50) -> list[Wish]:
    """Who waits for an appointment of a kind on a day and has no offer yet, longest first, locked."""
    skip = "FOR UPDATE SKIP LOCKED" if session.postgres else ""
    return rows(
        session, Wish, "tenant = ? AND site = ? AND kind = ? AND offered = '' AND from_day <= ? AND until_day >= ?",
        (tenant, site, kind, day, day), f"ORDER BY created_at, id LIMIT {limit:d} {skip}",
    )  # fmt: skip


def wish_by_token(session: Session, tenant: int, token_hash: bytes) -> Wish | None:
    """The place on the waiting list that a token opens."""
    found = rows(session, Wish, "tenant = ? AND token_hash = ?", (tenant, token_hash))
    return found[0] if found else None


def wish_offered(session: Session, tenant: int, booking: Booking) -> Wish | None:
    """For whom a freed slot is kept."""
    found = rows(
        session, Wish, "tenant = ? AND site = ? AND kind = ? AND offered = ?",
        (tenant, booking.site, booking.kind, booking.id),
    )  # fmt: skip
    return found[0] if found else None


def waiting(session: Session, tenant: int, site: str, limit: int = 200) -> list[Wish]:
    """The waiting list of a site, by kind and time."""
    return rows(
        session, Wish, "tenant = ? AND site = ?", (tenant, site), f"ORDER BY kind, created_at, id LIMIT {limit:d}"
    )


def feed_by_token(session: Session, tenant: int, token_hash: bytes) -> Feed | None:
    """The feed behind a secret address; None for one that was revoked."""
    found = rows(session, Feed, "tenant = ? AND token_hash = ? AND revoked_at IS NULL", (tenant, token_hash))
    return found[0] if found else None


def feeds(session: Session, tenant: int, person: str) -> list[Feed]:
    """Somebody's feeds that still work."""
    return rows(
        session,
        Feed,
        "tenant = ? AND person = ? AND revoked_at IS NULL",
        (tenant, person),
        "ORDER BY created_at LIMIT 50",
    )


# notices


def due(session: Session, tenant: int, now: datetime, limit: int, kind: str = "") -> list[Notice]:
    """What is to be said now (of one kind), oldest first, locked: of all processes one says it."""
    skip = "FOR UPDATE SKIP LOCKED" if session.postgres else ""
    where, values = _due(session, tenant, now, kind)
    return rows(session, Notice, where, values, f"ORDER BY due_at, number LIMIT {limit:d} {skip}")


def _due(session: Session, tenant: int, now: datetime, kind: str) -> tuple[str, tuple[Any, ...]]:
    found = (tenant, session.values.instant(now))
    if not kind:
        return "tenant = ? AND due_at <= ?", found
    return "tenant = ? AND due_at <= ? AND kind = ?", (*found, kind)


def any_due(session: Session, tenant: int, now: datetime, kind: str = "") -> bool:
    """Whether something is to be said now; locks nothing."""
    where, values = _due(session, tenant, now, kind)
    return session.one(f"SELECT 1 FROM appointment_notice WHERE {where} LIMIT 1", values) is not None


def forget_notices(session: Session, booking: Booking, *kinds: str) -> None:
    """Say no more of these about a booking."""
    marks = ", ".join("?" * len(kinds))
    session.run(
        f"DELETE FROM appointment_notice WHERE tenant = ? AND booking_id = ? AND kind IN ({marks})",
        (booking.tenant, booking.id, *kinds),
    )
