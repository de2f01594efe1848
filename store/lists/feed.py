"""The feed of changes: what happened to cases and tasks after a point that a reader has reached.

On PostgreSQL ids are given out before a transaction commits: a reader stops before the oldest transaction that is still
under way, so that nothing comes in behind its back. The feed is news and no book: it is not in the backup, a crash of
the database empties it, and a reader that stayed away for long is told to look at everything again.
"""

from __future__ import annotations

from typing import Any

from engine.desk import Change, Feed
from engine.errors import Invalid
from engine.model import Case, Task

from ..memory_book import Book
from ..session import Session
from .triggers import KEPT

__all__ = ["Change", "Feed", "changes", "note_case", "note_task", "remembered"]

_COLUMNS = "xid, id, kind, case_id, site, groups, assignee"
# The oldest transaction that may still write; whatever is smaller has ended and can be seen.
_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NEWS = (
    f"SELECT {_COLUMNS} FROM change_feed WHERE tenant = ? AND (xid, id) > (?, ?) AND xid < ? ORDER BY xid, id LIMIT ?"
)
_OLDEST = "SELECT xid, id FROM change_feed ORDER BY id LIMIT 1"
_NEWEST = "SELECT id FROM change_feed ORDER BY id DESC LIMIT 1"
_TOP = 2**62


def _point(cursor: str) -> tuple[int, int]:
    xid, _, number = cursor.partition("-")
    if not (xid.isascii() and xid.isdecimal() and number.isascii() and number.isdecimal()) or len(cursor) > 40:
        raise Invalid("cursor")
    point = int(xid), int(number)
    if max(point) > _TOP:
        raise Invalid("cursor")
    return point


def changes(session: Session, tenant: int, cursor: str | None, limit: int) -> Feed:
    """What came after a cursor; None: nothing, but where now is. Invalid for a cursor that is none of ours."""
    if session.postgres:
        row = session.one(_HORIZON)
        horizon = int(row[0]) if row else 0
        end = (horizon - 1, _TOP)
    else:
        horizon, row = 1, session.one(_NEWEST)
        end = (0, int(row[0]) if row else 0)
    if cursor is None:
        return Feed((), f"{end[0]}-{end[1]}")
    point = _point(cursor)
    oldest = session.one(_OLDEST)
    if oldest is not None and oldest[1] > 1 and point < (oldest[0], oldest[1] - 1):
        return Feed((), f"{end[0]}-{end[1]}", reset=True)
    found = session.all(_NEWS, (tenant, *point, horizon, limit))
    items = tuple(Change(r[2], r[3], r[4], session.values.to_names(r[5]), r[6]) for r in found)
    if len(found) == limit:
        end = (found[-1][0], found[-1][1])
    return Feed(items, "{}-{}".format(*max(point, end)))


def note_case(book: Book, case: Case) -> None:
    """A case was written (in memory)."""
    _note(book, case.tenant, Change("case", case.id, case.site))


def note_task(book: Book, task: Task) -> None:
    """A task was written (in memory)."""
    _note(book, task.tenant, Change("task", task.case_id, task.site, tuple(task.groups), task.assignee))


def _note(book: Book, tenant: int, change: Change) -> None:
    number = book.serial("change")
    book.put("change", "", number, (tenant, change))
    book.drop("change", "", number - KEPT)


def remembered(book: Book, tenant: int, cursor: str | None, limit: int) -> Feed:
    """See `changes`."""
    rows: dict[Any, tuple[int, Change]] = {key: book.get("change", "", key) for key in book.keys("change", "")}
    newest = max(rows, default=0)
    if cursor is None:
        return Feed((), f"0-{newest}")
    _, point = _point(cursor)
    if rows and min(rows) > 1 and point < min(rows) - 1:
        return Feed((), f"0-{newest}", reset=True)
    found = [(number, change) for number, (owner, change) in sorted(rows.items()) if number > point and owner == tenant]
    end = found[limit - 1][0] if len(found) >= limit else max(newest, point)
    return Feed(tuple(change for _, change in found[:limit]), f"0-{end}")
