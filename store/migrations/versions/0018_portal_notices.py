"""What the portal has to say outside of its page, and when consents to electronic delivery were last looked after."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Instant, Int, Key

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _key(name: str) -> Any:
    return sa.Column(name, Key, nullable=False)


def upgrade() -> None:
    """One new table; a column and an index for the consents."""
    if not online.has_table("portal_notice"):
        op.create_table(
            "portal_notice",
            sa.Column("tenant", Int, autoincrement=False, nullable=False),
            _key("id"),
            _key("case_id"),
            _key("kind"),
            _key("about"),
            sa.Column("number", Int, nullable=False),
            sa.Column("due_at", Instant(), nullable=False),
            sa.Column("created_at", Instant(), nullable=False),
            sa.Column("attempts", Int, nullable=False),
            sa.PrimaryKeyConstraint("tenant", "id", name="pk_portal_notice"),
            sqlite_strict=True,
        )
        op.create_index("portal_notice_due", "portal_notice", ["tenant", "due_at", "id"])
        op.create_index("portal_notice_case", "portal_notice", ["tenant", "case_id"])
    online.columns("delivery_consent", [sa.Column("looked_at", Instant(), nullable=True)])
    op.execute("UPDATE delivery_consent SET looked_at = given_at WHERE looked_at IS NULL")
    online.index("delivery_consent_oldest", "delivery_consent", ["tenant", "state", "looked_at", "case_id"])
    op.drop_index("delivery_consent_watched", "delivery_consent", if_exists=True)


def downgrade() -> None:
    """What was not said yet is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete notices that nobody has got")
