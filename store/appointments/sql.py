"""The SQL of appointments, the same for SQLite and PostgreSQL: time is taken by inserting its cells, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from authority.appointments import Block, Booking, Feed, Notice, Outcome
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


def columns(kind: type[Any]) -> tuple[str, ...]:
    """The columns of a record, in order."""
    return tuple(KINDS[kind].columns)


def decoded(session: Session, kind: type[R], row: Any) -> R:
    """A row of these columns as a record."""
    found: R = KINDS[kind].decoded(row, session.values)
    return found


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


def keep(session: Session, booking: Booking, counter: str, wanted: range) -> bool:
    """Make a hold last; False when somebody has taken a part of it because it had run out."""
    kept = session.count(
        f"UPDATE appointment_cell SET held_until = NULL WHERE {_AT} AND cell >= ? AND cell < ? AND holder = ?",
        (booking.tenant, booking.site, counter, wanted.start, wanted.stop, booking.id),
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


def group_of(session: Session, booking: Booking) -> str:
    """The case group of the case that an appointment is for; "" where there is none that the caller may see."""
    if not booking.case_id:
        return ""
    row = session.one("SELECT case_group FROM case_instance WHERE id = ?", (booking.case_id,))
    return "" if row is None else str(row[0])


def open_of_case(session: Session, tenant: int, case_id: str, kinds: Sequence[str]) -> Booking | None:
    """The one appointment of these kinds that a case may have at a time, locked."""
    marks = ", ".join("?" * len(kinds))
    return _one(
        session,
        f"tenant = ? AND case_id = ? AND case_id <> '' AND kind IN ({marks})"
        " AND state IN ('HELD', 'BOOKED', 'ARRIVED', 'CALLED')",
        (tenant, case_id, *kinds),
    )


def run_out(session: Session, tenant: int, now: datetime, limit: int = 200) -> list[Booking]:
    """Holds and offers whose time is over, locked where nobody else has them."""
    skip = "FOR UPDATE SKIP LOCKED" if session.postgres else ""
    return rows(
        session, Booking, "tenant = ? AND held_until IS NOT NULL AND held_until <= ?",
        (tenant, session.values.instant(now)), f"ORDER BY held_until LIMIT {limit:d} {skip}",
    )  # fmt: skip


# blocks, feeds


def blocks(session: Session, tenant: int, site: str, since: datetime, until: datetime) -> list[Block]:
    """Blocks of a site that touch a stretch of time."""
    at = session.values.instant
    return rows(
        session, Block, "tenant = ? AND site = ? AND ends_at > ? AND starts_at < ?",
        (tenant, site, at(since), at(until)), "ORDER BY ends_at, id LIMIT 1000",
    )  # fmt: skip


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


def said_before(session: Session, notice: Notice) -> bool:
    """Whether something of the same kind about the same booking, which happened earlier, has still to be said."""
    sql = "SELECT 1 FROM appointment_notice WHERE tenant = ? AND booking_id = ? AND kind = ? AND number < ? LIMIT 1"
    return session.one(sql, (notice.tenant, notice.booking_id, notice.kind, notice.number)) is not None


def forget_notices(session: Session, booking: Booking, *kinds: str) -> None:
    """Say no more of these about a booking."""
    marks = ", ".join("?" * len(kinds))
    session.run(
        f"DELETE FROM appointment_notice WHERE tenant = ? AND booking_id = ? AND kind IN ({marks})",
        (booking.tenant, booking.id, *kinds),
    )
