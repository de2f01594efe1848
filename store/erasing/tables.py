"""The tables of erasure: what was decided about a case, who holds it, and when its time is over."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text, text

from ..tables import case_instance, inbound_message, table
from ..types import Instant, Int, Key

erasure = table(
    "erasure",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, primary_key=True),
    Column("basis", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("approved_by", Text),
    Column("done_at", Instant),
    Column("keys", Int, nullable=False),
    Index(
        "erasure_waiting",
        "tenant",
        "not_before",
        "case_id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)

legal_hold = table(
    "legal_hold",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("case_id", Key, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", Text),
    Index("legal_hold_case", "tenant", "case_id"),
)

retention = table(
    "retention",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, primary_key=True),
    Column("record_class", Text, nullable=False),
    Column("rules", Key, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("done_at", Instant),
    Index(
        "retention_due",
        "tenant",
        "due_at",
        "case_id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index(
        "retention_rules",
        "tenant",
        "rules",
        "case_id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index("retention_ended", "tenant", "ended_at"),
)

#: Indexes on tables of cases that only erasure and retention need.
Index(
    "case_ended",
    case_instance.c.tenant,
    case_instance.c.ended_at,
    case_instance.c.id,
    sqlite_where=text("ended_at IS NOT NULL"),
    postgresql_where=text("ended_at IS NOT NULL"),
)
Index(
    "msg_waiting",
    inbound_message.c.tenant,
    inbound_message.c.corr_key,
    sqlite_where=text("state IN (0, 3)"),
    postgresql_where=text("state IN (0, 3)"),
)
Index(
    "msg_consumer",
    inbound_message.c.tenant,
    inbound_message.c.consumed_by,
    sqlite_where=text("consumed_by IS NOT NULL"),
    postgresql_where=text("consumed_by IS NOT NULL"),
)
