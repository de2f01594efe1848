"""Of which requests in its inbox a partner is still to be told by e-mail."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Instant, Int, Key, Names

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _key(name: str) -> Any:
    return sa.Column(name, Key, nullable=False)


def upgrade() -> None:
    """One new table; nothing that is there changes."""
    if online.has_table("partner_notice"):
        return
    op.create_table(
        "partner_notice",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        _key("id"),
        _key("request_id"),
        _key("partner"),
        _key("site"),
        _key("kind"),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        _key("mail"),
        sa.Column("attempts", Int, nullable=False),
        sa.Column("told", Names(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_partner_notice"),
        sqlite_strict=True,
    )
    op.create_index("partner_notice_due", "partner_notice", ["tenant", "due_at", "id"])
    op.create_index("partner_notice_inbox", "partner_notice", ["tenant", "partner", "site", "kind", "due_at", "id"])


def downgrade() -> None:
    """What was not said yet is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete notices that nobody has got")
