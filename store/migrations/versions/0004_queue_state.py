"""What operators and workers have to say about an agency's queue: paused, drained at a rate, taken to be away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import Instant, Int, Key, Small

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "queue_state",
        sa.Column("queue", Key, nullable=False),
        sa.Column("paused", Small, nullable=False),
        sa.Column("rate", Int, nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("open_until", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name="pk_queue_state"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Every queue works again."""
    op.drop_table("queue_state")
