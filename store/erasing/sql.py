"""What is left of an erased case: its keys destroyed, its content and everything that lists show of it blanked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from engine import failpoints
from engine.kernel.state import State, encode
from engine.model import Case, HistoryLine

from .. import rows, statements
from ..codec import SEALED
from ..evidence import rows as evidence_rows
from ..session import Row, Session
from .records import Basis, Erasure, Hold, Kept

ERASURE = tuple(field.name for field in fields(Erasure))
HOLD = tuple(field.name for field in fields(Hold))
KEPT = tuple(field.name for field in fields(Kept))

#: How long after a case ended its transaction may still have been under way, with a day to spare for clocks.
OVERLAP = timedelta(days=1)
#: A number of ours says nothing about a person; one that somebody else thought of may.
_OURS = re.compile(r"[A-Z]{2,8}(-[A-Z]{1,3})?-[0-9]{4}-[0-9]{1,9}")

_DESTROYED = (
    "INSERT INTO data_key (tenant, subject, master, wrapped, created_at, destroyed_at) VALUES (?, ?, '', NULL, ?, ?)"
    " ON CONFLICT (tenant, subject) DO NOTHING"
)
_NOT_LISTED = "applicant = '', employer = '', azr_number = '', nationality = '', applicant_key = ''"
_BLANK = (
    f"UPDATE task SET {_NOT_LISTED}, follow_up_note = '', business_key = ? WHERE case_id = ?",
    "UPDATE job SET payload = '{}', last_error = NULL, business_key = ? WHERE case_id = ?",
)
_GONE = (
    "UPDATE incident SET message = '' WHERE case_id = ?",
    "DELETE FROM draft WHERE case_id = ?",
    "DELETE FROM search_term WHERE case_id = ?",
)
_OF_TENANT = (
    "DELETE FROM comment WHERE tenant = ? AND case_id = ?",
    "DELETE FROM access_code WHERE tenant = ? AND case_id = ?",
    "DELETE FROM portal_message WHERE tenant = ? AND case_id = ?",
    "DELETE FROM portal_notice WHERE tenant = ? AND case_id = ?",
    "DELETE FROM employer_invitation WHERE tenant = ? AND case_id = ?",
    "DELETE FROM intake_draft WHERE tenant = ? AND case_id = ?",
    "DELETE FROM case_migration WHERE tenant = ? AND case_id = ?",
    "DELETE FROM appointment WHERE tenant = ? AND case_id = ? AND case_id <> ''",
    "DELETE FROM appointment_wish WHERE tenant = ? AND case_id = ? AND case_id <> ''",
    "DELETE FROM appointment_standing WHERE tenant = ? AND subject = 'case:' || ?",
    "UPDATE legal_hold SET reason = '' WHERE tenant = ? AND case_id = ?",
    "UPDATE seal_opening SET reason = '' WHERE tenant = ? AND case_id = ?",
)
# What was asked of partners, and sent along, is sealed with the case's key; these two columns are not.
_ASKED = "UPDATE partner_request SET business_key = ? WHERE tenant = ? AND case_id = ?"
_SENT_ALONG = (
    "UPDATE partner_document SET name = '' WHERE tenant = ?"
    " AND request_id IN (SELECT id FROM partner_request WHERE tenant = ? AND case_id = ?)"
)
_TAKEN = "UPDATE inbound_message SET payload = '{}', corr_key = ? WHERE tenant = ? AND consumed_by = ?"
# Messages to the case that nobody has taken; they are sealed with no key of its own.
_WAITING = (
    "UPDATE inbound_message SET payload = '{}', corr_key = ?, state = 2"
    " WHERE tenant = ? AND corr_key = ? AND state IN (0, 3)"
)
_CASE = (
    f"UPDATE case_instance SET state = ?, checksum = ?, {_NOT_LISTED}, listed_digest = '', business_key = ?,"
    " version = ?, history_seq = ?, history_head = ?, updated_at = ? WHERE tenant = ? AND id = ?"
)
# Lines from before content was sealed: what they said cannot be lost with a key, it has to be taken out of them.
_PLAIN = (
    "SELECT COUNT(*) FROM history WHERE tenant = ? AND case_id = ? AND detail <> '{}' AND substr(detail, 1, 2) <> ?"
)
_UNSAID = (
    "UPDATE history SET detail = ? WHERE tenant = ? AND case_id = ? AND detail <> '{}' AND substr(detail, 1, 2) <> ?"
)
#: What such a line says afterwards; `engine.handlers.chain` passes over it in an erased case.
UNSAID = '{"erased":true}'


def ours(business_key: str) -> bool:
    """Whether a case's number is one of the platform's own."""
    return _OURS.fullmatch(business_key) is not None


def destroy(session: Session, case: Case, now: datetime) -> int:
    """Destroy every key of the case; how many."""
    count = evidence_rows.destroy(session, case.tenant, case.id, case.business_key, now)
    at = session.values.instant(now)
    # Also where there never was a key: that there is one without content is how everybody sees that the case is gone.
    session.run(_DESTROYED, (case.tenant, case.id, at, at))
    failpoints.hit("erase.mid")
    return count


def blank(session: Session, case: Case, lines: Sequence[HistoryLine]) -> None:
    """Write the case without its content, and the lines that say so; `case` has the head of the history with them."""
    number = case.business_key if ours(case.business_key) else case.id
    plain = session.one(_PLAIN, (case.tenant, case.id, SEALED))
    if plain is not None and plain[0]:
        session.run(_UNSAID, (UNSAID, case.tenant, case.id, SEALED))
    for sql in _BLANK:
        session.run(sql, (number, case.id))
    for sql in _GONE:
        session.run(sql, (case.id,))
    for sql in _OF_TENANT:
        session.run(sql, (case.tenant, case.id))
    session.run(_SENT_ALONG, (case.tenant, case.tenant, case.id))
    session.run(_ASKED, (number, case.tenant, case.id))
    session.run(_TAKEN, (number, case.tenant, case.id))
    if case.business_key:
        session.run(_WAITING, (number, case.tenant, case.business_key))
    state, checksum = encode(State())
    at = session.values.instant(case.updated_at)
    session.run("UPDATE retention SET done_at = ? WHERE tenant = ? AND case_id = ?", (at, case.tenant, case.id))
    session.run(
        _CASE,
        (state, checksum, number, case.version, case.history_seq, case.history_head, at, case.tenant, case.id),
    )
    flat = [value for line in lines for value in rows.HISTORY.encode(line, session.values)]
    session.run(statements.insert("history", rows.HISTORY.columns, len(lines)), flat)


def put(session: Session, erasure: Erasure) -> None:
    """Write a decision."""
    at = session.values.instant
    e = erasure
    values = (
        *(e.tenant, e.case_id, e.basis.value, e.reference, at(e.proposed_at), e.proposed_by, at(e.not_before)),
        *(e.approved_by, at(e.done_at), e.keys),
    )
    upsert = statements.replacing(ERASURE, ("tenant", "case_id"))
    session.run(statements.insert("erasure", ERASURE, 1, upsert), values)


def one(session: Session, tenant: int, case_id: str) -> Erasure | None:
    """The decision about a case."""
    sql = f"SELECT {', '.join(ERASURE)} FROM erasure WHERE tenant = ? AND case_id = ?"
    row = session.one(sql, (tenant, case_id))
    return None if row is None else _erasure(session, row)


def withdraw(session: Session, tenant: int, case_id: str) -> bool:
    """Take a proposal back; False when there is none that still waits."""
    sql = "DELETE FROM erasure WHERE tenant = ? AND case_id = ? AND done_at IS NULL"
    return session.count(sql, (tenant, case_id)) > 0


def waiting(session: Session, tenant: int, before: datetime | None, limit: int) -> list[Erasure]:
    """Proposals, the longest waiting first; `before`: only those that need nobody any more."""
    sql = f"SELECT {', '.join(ERASURE)} FROM erasure WHERE tenant = ? AND done_at IS NULL"
    values: list[Any] = [tenant]
    if before is not None:
        sql += " AND not_before <= ? AND basis = 'retention'"
        values.append(session.values.instant(before))
    found = session.all(sql + " ORDER BY not_before, case_id LIMIT ?", (*values, limit))
    return [_erasure(session, row) for row in found]


def _erasure(session: Session, row: Row) -> Erasure:
    at = session.values.to_instant
    return Erasure(*(row[0], row[1], Basis(row[2]), row[3], at(row[4]), row[5], at(row[6]), row[7], at(row[8]), row[9]))


def put_hold(session: Session, hold: Hold) -> None:
    """Write a hold."""
    at, h = session.values.instant, hold
    values = (h.tenant, h.id, h.case_id, h.reason, at(h.placed_at), h.placed_by, at(h.lifted_at), h.lifted_by)
    session.run(statements.insert("legal_hold", HOLD, 1, statements.replacing(HOLD, ("tenant", "id"))), values)


def holds(session: Session, tenant: int, case_id: str) -> list[Hold]:
    """Every hold that ever lay on a case, oldest first; their reasons as they are stored."""
    sql = f"SELECT {', '.join(HOLD)} FROM legal_hold WHERE tenant = ? AND case_id = ? ORDER BY placed_at, id"
    at = session.values.to_instant
    return [
        Hold(*(r[0], r[1], r[2], r[3], at(r[4]), r[5], at(r[6]), r[7])) for r in session.all(sql, (tenant, case_id))
    ]


def put_kept(session: Session, kept: Sequence[Kept]) -> None:
    """Write until when cases are kept."""
    at = session.values.instant
    upsert = statements.replacing(KEPT, ("tenant", "case_id"))
    for some in statements.chunks(kept):
        flat = [
            value
            for k in some
            for value in (k.tenant, k.case_id, k.record_class, k.rules, at(k.ended_at), at(k.due_at))
        ]
        session.run(statements.insert("retention", KEPT, len(some), upsert), flat)


def kept(session: Session, tenant: int, case_id: str) -> Kept | None:
    """Until when a case is kept."""
    row = session.one(f"SELECT {', '.join(KEPT)} FROM retention WHERE tenant = ? AND case_id = ?", (tenant, case_id))
    return None if row is None else _kept(session, row)


def due(session: Session, tenant: int, now: datetime, limit: int) -> list[Kept]:
    """Cases whose time is over and that nobody has proposed to erase yet, the longest over first."""
    sql = (
        f"SELECT {', '.join(f'r.{name}' for name in KEPT)} FROM retention r"
        " WHERE r.tenant = ? AND r.done_at IS NULL AND r.due_at <= ?"
        " AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.tenant = r.tenant AND e.case_id = r.case_id)"
        " AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.tenant = r.tenant AND h.case_id = r.case_id"
        " AND h.lifted_at IS NULL) ORDER BY r.due_at, r.case_id LIMIT ?"
    )
    return [_kept(session, row) for row in session.all(sql, (tenant, session.values.instant(now), limit))]


def unclassified(session: Session, tenant: int, rules: str, since: datetime, limit: int) -> list[str]:
    """Ended cases without a row, and such with a row by other rules; `since`: how far back the former are looked for.

    Cases are classified in the order in which they ended, so that whoever ended long before the last one has a row.
    """
    values = session.values
    last = session.one("SELECT MAX(ended_at) FROM retention WHERE tenant = ?", (tenant,))
    newest = values.to_instant(last[0]) if last is not None else None
    begin = since if newest is None else newest - OVERLAP
    sql = (
        "SELECT c.id FROM case_instance c WHERE c.tenant = ? AND c.ended_at IS NOT NULL AND c.ended_at >= ?"
        " AND NOT EXISTS (SELECT 1 FROM retention r WHERE r.tenant = c.tenant AND r.case_id = c.id)"
        " ORDER BY c.ended_at, c.id LIMIT ?"
    )
    found = [str(row[0]) for row in session.all(sql, (tenant, values.instant(begin), limit))]
    for sign in ("<", ">"):
        sql = f"SELECT case_id FROM retention WHERE tenant = ? AND done_at IS NULL AND rules {sign} ? LIMIT ?"
        found += [str(row[0]) for row in session.all(sql, (tenant, rules, limit))]
    return found[:limit]


def _kept(session: Session, row: Row) -> Kept:
    at = session.values.to_instant
    return Kept(row[0], row[1], row[2], row[3], at(row[4]), at(row[5]))
