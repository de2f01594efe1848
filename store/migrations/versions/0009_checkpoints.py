"""Seals: signed, chained checkpoints over the heads of all histories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import Big, Bytes, Instant, Int, Key

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "checkpoint",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("number", Big, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("previous", Bytes, nullable=False),
        sa.Column("root", Bytes, nullable=False),
        sa.Column("cursor", Key, nullable=False),
        sa.Column("note", Key, nullable=False),
        sa.Column("leaves", Bytes, nullable=False),
        sa.Column("key_id", Key, nullable=False),
        sa.Column("signature", Bytes, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "number", name="pk_checkpoint"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Seals are never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete the seals")
