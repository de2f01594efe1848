"""The statements of the evidence ledger on an SQL database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from connectors.ledger import Part

from .. import statements
from ..codec import dumps
from ..job_rows import mark_sent
from ..rows import Mapper, Row, made
from ..session import Session
from ..values import Values
from .records import Entry
from .tables import evidence

_ALL = tuple(column.name for column in evidence.columns)
_NEW = _ALL[1:]  # the id comes from the database

# One statement finds the key or makes it, whoever else is doing the same: the conflict's update changes nothing.
_DATA_KEY = (
    "INSERT INTO data_key (tenant, subject, master, wrapped, created_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (tenant, subject) DO UPDATE SET subject = excluded.subject RETURNING master, wrapped"
)
# Late messages of a case had a key of their own while nobody knew whose they were.
_DESTROY = (
    "UPDATE data_key SET wrapped = NULL, destroyed_at = ? WHERE tenant = ? AND wrapped IS NOT NULL AND subject IN ("
    "SELECT ? UNION SELECT ? UNION SELECT e.subject FROM evidence e WHERE e.tenant = ? AND e.case_id = ?"
    " UNION SELECT e.subject FROM evidence e WHERE e.tenant = ? AND e.case_id IS NULL AND e.business_key = ?"
    " AND e.business_key <> ''"
    " UNION SELECT e.subject FROM inbound_message m JOIN evidence e ON e.tenant = m.tenant AND e.agency = m.source"
    " AND e.message_id = m.message_id AND e.message_id <> '' WHERE m.tenant = ? AND m.consumed_by = ?)"
)
_CONSUMER = "SELECT consumed_by FROM inbound_message WHERE tenant = ? AND source = ? AND message_id = ?"


def _encode(e: Entry, v: Values) -> tuple[Any, ...]:
    return (
        *(e.tenant, e.exchange, e.part.value, e.agency, e.operation, e.case_id, e.business_key, e.job_id, e.key),
        *(e.message_id, e.attempt, v.instant(e.at), e.media_type, e.size, e.sha256, e.canonical, e.canonical_sha256),
        *(e.signature, e.status, e.outcome, dumps(e.receipt), e.subject, e.content, e.master, e.seal),
    )


def _decode(r: Row, v: Values) -> Entry:
    return made(
        Entry,
        *(*r[:3], Part(r[3]), *r[4:12], v.to_instant(r[12]), *r[13:15], bytes(r[15]), r[16], _bytes(r[17])),
        *(*r[18:21], v.to_payload(r[21]), r[22], _bytes(r[23]), r[24], bytes(r[25])),
    )


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


ENTRY = Mapper("evidence", _ALL, _encode, _decode)


def data_key(
    session: Session, tenant: int, subject: str, master: str, wrapped: bytes, now: datetime
) -> tuple[str, bytes | None]:
    """(master key id, wrapped key) of a subject: the stored one, or this one when there was none; None: destroyed."""
    row = session.one(_DATA_KEY, (tenant, subject, master, wrapped, session.values.instant(now)))
    if row is None:
        raise AssertionError("an upsert returns its row")
    return row[0], _bytes(row[1])


def add(session: Session, entries: Sequence[Entry], sent: tuple[str, int] | None) -> None:
    """Insert rows; `sent` also marks a job under its fence. StaleLease."""
    if sent is not None:
        mark_sent(session, *sent)
    for chunk in statements.chunks(entries):
        values = [value for entry in chunk for value in _encode(entry, session.values)]
        session.run(statements.insert("evidence", _NEW, len(chunk)), values)


def destroy(session: Session, tenant: int, case_id: str, business_key: str, now: datetime) -> int:
    """Destroy the data keys of everything that belongs to a case; how many."""
    at = session.values.instant(now)
    return session.count(
        _DESTROY,
        (at, tenant, case_id, f"number:{business_key}", tenant, case_id, tenant, business_key, tenant, case_id),
    )


def consumer(session: Session, tenant: int, source: str, message_id: str) -> str | None:
    """The case that took a message; None when none has."""
    row = session.one(_CONSUMER, (tenant, source, message_id))
    return None if row is None else row[0]
