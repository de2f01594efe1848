"""Drafts of models, proposals and releases, and the index through which figures per element are computed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Big, Bytes, Instant, Int, Key, Small

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _tenant() -> Any:
    return sa.Column("tenant", Int, autoincrement=False, nullable=False)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Six tables, then an index on a table in use."""
    if not online.has_table("model_draft"):
        _drafts()
        _releases()
    online.index("history_left", "history", ["tenant", "element_id", "at"], **_where("event = 'element'"))


def _drafts() -> None:
    op.create_table(
        "model_draft",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("base", Big, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_model_draft"),
        sqlite_strict=True,
    )
    op.create_index("model_draft_newest", "model_draft", ["tenant", "updated_at", "id"])
    op.create_table(
        "model_file",
        _tenant(),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("path", Key, nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("size", Int, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("removed", Small, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "draft_id", "path", name="pk_model_file"),
        sqlite_strict=True,
    )
    op.create_table(
        "model_content",
        _tenant(),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("path", Key, nullable=False),
        sa.Column("version", Int, autoincrement=False, nullable=False),
        sa.Column("content", Bytes, nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "draft_id", "path", "version", name="pk_model_content"),
        sqlite_strict=True,
    )
    op.create_table(
        "model_comment",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_model_comment"),
        sqlite_strict=True,
    )
    op.create_index("model_comment_draft", "model_comment", ["tenant", "draft_id", "created_at", "id"])


def _releases() -> None:
    op.create_table(
        "model_proposal",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("draft_name", sa.Text(), nullable=False),
        sa.Column("base", Big, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("files", Bytes, nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("deployment_id", Big, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_model_proposal"),
        sqlite_strict=True,
    )
    op.create_index("model_proposal_newest", "model_proposal", ["tenant", "proposed_at", "id"])
    op.create_table(
        "model_release",
        _tenant(),
        sa.Column("deployment_id", Big, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("companions", Bytes, nullable=False),
        sa.Column("again", Big, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "deployment_id", name="pk_model_release"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drafts and reasons are never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete drafts and reasons")
