"""Erasure, legal holds and retention, with the indexes through which they find cases and messages."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Instant, Int, Key

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Three tables, then three indexes on tables in use."""
    if not online.has_table("erasure"):
        op.create_table(
            "erasure",
            sa.Column("tenant", Int, autoincrement=False, nullable=False),
            sa.Column("case_id", Key, nullable=False),
            sa.Column("basis", sa.Text(), nullable=False),
            sa.Column("reference", sa.Text(), nullable=False),
            sa.Column("proposed_at", Instant(), nullable=False),
            sa.Column("proposed_by", sa.Text(), nullable=False),
            sa.Column("not_before", Instant(), nullable=False),
            sa.Column("approved_by", sa.Text(), nullable=True),
            sa.Column("done_at", Instant(), nullable=True),
            sa.Column("keys", Int, nullable=False),
            sa.PrimaryKeyConstraint("tenant", "case_id", name="pk_erasure"),
            sqlite_strict=True,
        )
        op.create_index("erasure_waiting", "erasure", ["tenant", "not_before", "case_id"], **_where("done_at IS NULL"))
        op.create_table(
            "legal_hold",
            sa.Column("tenant", Int, autoincrement=False, nullable=False),
            sa.Column("id", Key, nullable=False),
            sa.Column("case_id", Key, nullable=False),
            sa.Column("reason", sa.Text(), nullable=False),
            sa.Column("placed_at", Instant(), nullable=False),
            sa.Column("placed_by", sa.Text(), nullable=False),
            sa.Column("lifted_at", Instant(), nullable=True),
            sa.Column("lifted_by", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("tenant", "id", name="pk_legal_hold"),
            sqlite_strict=True,
        )
        op.create_index("legal_hold_case", "legal_hold", ["tenant", "case_id"])
        op.create_table(
            "retention",
            sa.Column("tenant", Int, autoincrement=False, nullable=False),
            sa.Column("case_id", Key, nullable=False),
            sa.Column("record_class", sa.Text(), nullable=False),
            sa.Column("rules", Key, nullable=False),
            sa.Column("ended_at", Instant(), nullable=False),
            sa.Column("due_at", Instant(), nullable=False),
            sa.Column("done_at", Instant(), nullable=True),
            sa.PrimaryKeyConstraint("tenant", "case_id", name="pk_retention"),
            sqlite_strict=True,
        )
        op.create_index("retention_due", "retention", ["tenant", "due_at", "case_id"], **_where("done_at IS NULL"))
        op.create_index("retention_rules", "retention", ["tenant", "rules", "case_id"], **_where("done_at IS NULL"))
        op.create_index("retention_ended", "retention", ["tenant", "ended_at"])
    online.index("case_ended", "case_instance", ["tenant", "ended_at", "id"], **_where("ended_at IS NOT NULL"))
    online.index("msg_waiting", "inbound_message", ["tenant", "corr_key"], **_where("state IN (0, 3)"))
    online.index("msg_consumer", "inbound_message", ["tenant", "consumed_by"], **_where("consumed_by IS NOT NULL"))


def downgrade() -> None:
    """What was decided about erasure is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete decisions and holds")
