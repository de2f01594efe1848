"""Migrations of cases with the way back, and the index through which a batch finds the cases of a version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Big, Instant, Int, Key, Payload

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def upgrade() -> None:
    """One table, then one index on a table in use."""
    if not online.has_table("case_migration"):
        op.create_table(
            "case_migration",
            sa.Column("tenant", Int, autoincrement=False, nullable=False),
            sa.Column("case_id", Key, nullable=False),
            sa.Column("version", Big, nullable=False),
            sa.Column("from_deployment", Big, nullable=False),
            sa.Column("to_deployment", Big, nullable=False),
            sa.Column("migrated_at", Instant(), nullable=False),
            sa.Column("migrated_by", sa.Text(), nullable=False),
            sa.Column("former", Payload(), nullable=False),
            sa.PrimaryKeyConstraint("tenant", "case_id", name="pk_case_migration"),
            sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_case_migration_case_id"),
            sqlite_strict=True,
        )
        op.create_index("case_migration_target", "case_migration", ["tenant", "to_deployment", "case_id"])
    online.index(
        "case_definition",
        "case_instance",
        ["tenant", "definition_id", "id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Back to the schema without migrations of cases; whoever has moved stays where he is, without the way back."""
    op.drop_index("case_definition", "case_instance")
    op.drop_table("case_migration")
