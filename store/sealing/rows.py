"""The statements of seals on an SQL database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from .. import statements
from ..session import Session
from .seal import Checkpoint, Leaf, pack, unpack

_COLUMNS = ("tenant", "number", "at", "previous", "root", "cursor", "note", "leaves", "key_id", "signature")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM checkpoint WHERE tenant = ?"
_HEADS = "SELECT id, history_seq, history_head FROM case_instance WHERE tenant = ? AND id"
_ALL_HEADS = "SELECT id, history_seq, history_head, updated_at FROM case_instance WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?"
_LOCK = 4_715_003  # any number that no other lock of ours has
_PAGE = 5_000


def alone(session: Session) -> bool:
    """Whether nobody else seals at this moment; until the end of the transaction."""
    if not session.postgres:
        return True  # one writer
    row = session.one("SELECT pg_try_advisory_xact_lock(?)", (_LOCK,))
    return bool(row and row[0])


def newest(session: Session, tenant: int) -> Checkpoint | None:
    """The last seal."""
    row = session.one(f"{_SELECT} ORDER BY number DESC LIMIT 1", (tenant,))
    return None if row is None else _decoded(session, row)


def after(session: Session, tenant: int, number: int, limit: int) -> list[Checkpoint]:
    """Seals after one, in order."""
    found = session.all(f"{_SELECT} AND number > ? ORDER BY number LIMIT ?", (tenant, number, limit))
    return [_decoded(session, row) for row in found]


def _decoded(session: Session, row: Sequence[Any]) -> Checkpoint:
    r, at = row, session.values.to_instant(row[2])
    if not isinstance(at, datetime):
        raise ValueError("a seal without an instant")
    try:
        leaves = unpack(bytes(r[7]))
    except ValueError:
        leaves = ()  # whoever wrote this has broken the seal, which its root tells
    return Checkpoint(int(r[0]), int(r[1]), at, bytes(r[3]), bytes(r[4]), r[5], r[6], leaves, r[8], bytes(r[9]))


def add(session: Session, c: Checkpoint) -> None:
    """Write a seal; AlreadyThere when its number is taken."""
    at = session.values.instant(c.at)
    values = (c.tenant, c.number, at, c.previous, c.root, c.cursor, c.note, pack(c.leaves), c.key_id, c.signature)
    session.run(statements.insert("checkpoint", _COLUMNS, 1), values)


def heads(session: Session, tenant: int, cases: Sequence[str]) -> Iterator[Leaf]:
    """The heads of these cases."""
    for chunk in statements.chunks(cases):
        for row in session.all(statements.in_list(_HEADS, len(chunk)), (tenant, *chunk)):
            if row[1]:
                yield Leaf(row[0], int(row[1]), bytes(row[2]))


def heads_since(session: Session, tenant: int, since: datetime | None) -> Iterator[Leaf]:
    """The heads of every case that was written since an instant (None: of all), read in pages by id."""
    last = ""
    while found := session.all(_ALL_HEADS, (tenant, last, _PAGE)):
        for row in found:
            written = session.values.to_instant(row[3])
            if row[1] and (since is None or not isinstance(written, datetime) or written >= since):
                yield Leaf(row[0], int(row[1]), bytes(row[2]))
        last = found[-1][0]


def feed_reaches(session: Session, tenant: int, cursor: str) -> bool:
    """Whether the feed of changes still has something from before a point of it.

    A crash of PostgreSQL empties it without a word: what had changed since the last seal would never be sealed.
    """
    xid, _, number = cursor.partition("-")
    sql = "SELECT 1 FROM change_feed WHERE tenant = ? AND (xid, id) <= (?, ?) LIMIT 1"
    return session.one(sql, (tenant, int(xid), int(number))) is not None


def line_at(session: Session, tenant: int, case_id: str, seq: int) -> datetime | None:
    """When a line of a history was written; None when there is no such line."""
    row = session.one("SELECT at FROM history WHERE tenant = ? AND case_id = ? AND seq = ?", (tenant, case_id, seq))
    found = None if row is None else session.values.to_instant(row[0])
    return found if isinstance(found, datetime) else None


def line_hash(session: Session, tenant: int, case_id: str, seq: int) -> bytes | None:
    """The hash of a line of a history; None when there is no such line."""
    sql = "SELECT hash FROM history WHERE tenant = ? AND case_id = ? AND seq = ?"
    row = session.one(sql, (tenant, case_id, seq))
    return None if row is None else bytes(row[0])
