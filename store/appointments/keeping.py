"""What stays of appointments and what does not: results without persons, missed ones counted, the rest deleted in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from authority.appointments import Booking, Outcome, Standing
from authority.appointments.slots import cell, day_of

from .. import statements
from ..session import Session
from . import sql, tickets

#: Rows that one round of forgetting deletes at most.
BATCH = 500


def missed(session: Session, tenant: int, subject: str) -> int:
    """How often somebody did not come."""
    found = sql.get(session, Standing, tenant, subject) if subject else None
    return found.missed if found else 0


def outcomes(session: Session, tenant: int, sites: Sequence[str], since: str, until: str) -> list[Outcome]:
    """What became of the appointments of some sites between two days, both included (for K7)."""
    marks = ", ".join("?" * len(sites))
    return sql.rows(
        session, Outcome, f"tenant = ? AND site IN ({marks}) AND day >= ? AND day <= ?", (tenant, *sites, since, until)
    )


def forget(session: Session, tenant: int, site: str, before: datetime) -> int:
    """Delete bookings of a site that were over before an instant, with everything that hangs on them; how many."""
    at = session.values.instant(before)
    old = "SELECT id FROM appointment WHERE tenant = ? AND site = ? AND starts_at < ? ORDER BY starts_at LIMIT ?"
    ids = [row[0] for row in session.all(old, (tenant, site, at, BATCH))]
    for table, column in (("appointment_notice", "booking_id"), ("appointment", "id")) if ids else ():
        session.run(statements.in_list(f"DELETE FROM {table} WHERE tenant = ? AND {column}", len(ids)), (tenant, *ids))
    cells_gone = "DELETE FROM appointment_cell WHERE tenant = ? AND site = ? AND cell < ?"
    blocks_gone = "DELETE FROM appointment_block WHERE tenant = ? AND site = ? AND ends_at < ?"
    session.run(cells_gone, (tenant, site, cell(before)))
    numbers_gone = "DELETE FROM appointment_cell WHERE tenant = ? AND site = ? AND counter = ? AND cell < ?"
    session.run(numbers_gone, (tenant, site, tickets.PLACE, tickets.before(day_of(before))))
    session.run(blocks_gone, (tenant, site, at))
    return len(ids)


def without_case(session: Session, tenant: int, site: str, after: datetime, limit: int = 50) -> list[Booking]:
    """Appointments ahead at a site whose case has ended meanwhile: nobody needs them."""
    known = ", ".join(f"a.{name}" for name in sql.columns(Booking))
    found = session.all(
        f"SELECT {known} FROM appointment a JOIN case_instance c ON c.id = a.case_id"
        " WHERE a.tenant = ? AND a.site = ? AND a.starts_at >= ? AND a.state = 'BOOKED' AND a.case_id <> ''"
        " AND c.ended_at IS NOT NULL ORDER BY a.starts_at LIMIT ?",
        (tenant, site, session.values.instant(after), limit),
    )
    return [sql.decoded(session, Booking, row) for row in found]


def forget_people(session: Session, tenant: int, before: datetime, day: str) -> int:
    """Delete places on the waiting list whose days are over, and counts of missed appointments without a case."""
    gone = session.count("DELETE FROM appointment_wish WHERE tenant = ? AND until_day < ?", (tenant, day))
    counts = "DELETE FROM appointment_standing WHERE tenant = ? AND last_at < ? AND subject LIKE 'mail:%'"
    return gone + session.count(counts, (tenant, session.values.instant(before)))
