"""The tables behind the lists; triggers (`triggers.py`) keep offers and changes, whoever writes a task or a case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Identity, Index, Table, Text, event, text

from .. import tables
from ..tables import table, task
from ..types import Big, Instant, Int, Key, Names
from . import triggers

#: Columns of `task` that an offer repeats; an offer is of an open task, so state and end are known.
SHARED = tuple(column.name for column in task.columns if column.name not in ("state", "ended_at", "ended_by"))

_ORDER = ("tenant", "shelf")
_KEY = ("case_id", "activation")
_FACETS = ("element_id", "case_group")


def _copy(name: str) -> Column[Any]:
    original = task.columns[name]
    kind = Key if name == "name" else original.type  # sorted by: byte order on every database
    if name in _KEY:
        return Column(name, kind, primary_key=True, autoincrement=False)
    default: Any = original.server_default
    return Column(name, kind, nullable=original.nullable, server_default=default and default.arg)


# One row per open task and shelf: everybody's of a site ("@DD"), a group's ("g:akz-clerk@DD"), a person's ("p:anna").
# Every order of a list has its index, so that a page is read from its beginning on and nothing is sorted.
offer = table(
    "offer",
    *(_copy(name) for name in _KEY),
    Column("shelf", Key, primary_key=True),
    *(_copy(name) for name in SHARED if name not in _KEY),
    Column("due_sort", Instant, nullable=False),
    Column("urgency", Int, nullable=False),
    # What comes after case and activation is there to be filtered by without a look at the row.
    Index("offer_due", *_ORDER, "due_sort", *_KEY, "follow_up_at", "urgency", "site"),
    Index(
        "offer_free",
        *(*_ORDER, "due_sort", *_KEY, "follow_up_at", "urgency"),
        sqlite_where=text("assignee IS NULL"),
        postgresql_where=text("assignee IS NULL"),
    ),
    Index("offer_created", *_ORDER, "created_at", *_KEY, *_FACETS),
    Index("offer_priority", *_ORDER, "urgency", "due_sort", *_KEY, *_FACETS),
    Index("offer_name", *_ORDER, "name", "due_sort", *_KEY, *_FACETS),
    Index("offer_applicant", *_ORDER, "applicant_key", *_KEY, *_FACETS),
    Index("offer_element", *_ORDER, "element_id", "due_sort", *_KEY),
    Index("offer_process", *_ORDER, "process_id", "due_sort", *_KEY),
    Index("offer_case_group", *_ORDER, "case_group", "due_sort", *_KEY),
    Index(
        "offer_follow_up",
        *(*_ORDER, "due_sort", *_KEY, "follow_up_at"),
        sqlite_where=text("follow_up_at IS NOT NULL"),
        postgresql_where=text("follow_up_at IS NOT NULL"),
    ),
)

# With the site in the key the index alone answers "which cases of my sites".
search_term = table(
    "search_term",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("term", Key, primary_key=True),
    Column("case_id", Key, primary_key=True),
    Column("site", Key, primary_key=True),
    Index("search_term_case", "case_id", "term"),
)

# `xid` is PostgreSQL's transaction (0 on SQLite, which has one writer): ids are given out before the commit, and a
# reader must not pass one whose transaction is still under way.
change_feed = table(
    "change_feed",
    Column("id", Big, Identity(), primary_key=True),
    Column("xid", Big, nullable=False),
    Column("tenant", Int, nullable=False),
    Column("kind", Text, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("site", Text, nullable=False),
    Column("groups", Names, nullable=False),
    Column("assignee", Text),
    Index("change_feed_order", "tenant", "xid", "id"),
)


def _finish(_: Table, connection: Connection, **__: object) -> None:
    for statement in triggers.statements(connection.dialect.name, SHARED):
        connection.exec_driver_sql(statement)


# The last of the tables that the triggers name.
for _needed in (task, tables.case_instance, offer):
    change_feed.add_is_dependent_on(_needed)
event.listen(change_feed, "after_create", _finish)
