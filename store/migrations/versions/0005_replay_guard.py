"""Signed messages that were taken in, known to all processes and after a restart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import Instant, Key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "replay_seen",
        sa.Column("digest", Key, nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("valid_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_replay_seen"),
        sqlite_strict=True,
    )
    op.create_index("replay_expiry", "replay_seen", ["expires_at"])


def downgrade() -> None:
    """Each process remembers for itself."""
    op.drop_table("replay_seen")
