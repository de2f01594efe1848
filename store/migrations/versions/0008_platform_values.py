"""What the database says of itself: which code its schema serves, which format of states is written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import Key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "platform_value",
        sa.Column("name", Key, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_platform_value"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Only code of one version works at a time again."""
    op.drop_table("platform_value")
