"""What mining has counted, forecasts that were asked for, and what leads note of their staff for assigning tasks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Big, Instant, Int, Key, Names, Payload

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _tenant() -> Any:
    return sa.Column("tenant", Int, autoincrement=False, nullable=False)


def upgrade() -> None:
    """Six new tables; nothing that is there changes."""
    if not online.has_table("mined_cell"):
        _mining()
    if not online.has_table("staff_profile"):
        _skills()


def _mining() -> None:
    op.create_table(
        "mined_cell",
        _tenant(),
        sa.Column("process", Key, nullable=False),
        sa.Column("measure", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("case_group", Key, nullable=False),
        sa.Column("month", Key, nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("bucket", Int, autoincrement=False, nullable=False),
        sa.Column("n", Big, nullable=False),
        sa.Column("total", Big, nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant",
            "process",
            "measure",
            "site",
            "case_group",
            "month",
            "key",
            "bucket",
            name="pk_mined_cell",
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "mined_variant",
        _tenant(),
        sa.Column("digest", Key, nullable=False),
        sa.Column("steps", Names(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "digest", name="pk_mined_variant"),
        sqlite_strict=True,
    )
    op.create_table(
        "mined_mark",
        _tenant(),
        sa.Column("name", Key, nullable=False),
        sa.Column("ended_at", Instant(), nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("cases", Big, nullable=False),
        sa.Column("lines", Big, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_mined_mark"),
        sqlite_strict=True,
    )
    op.create_table(
        "forecast_run",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("sites", Names(), nullable=False),
        sa.Column("question", Payload(), nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("done", Int, nullable=False),
        sa.Column("wanted", Int, nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("answer", Payload(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_forecast_run"),
        sqlite_strict=True,
    )
    op.create_index("forecast_run_newest", "forecast_run", ["tenant", "asked_at", "id"])


def _skills() -> None:
    op.create_table(
        "staff_profile",
        _tenant(),
        sa.Column("person", Key, nullable=False),
        sa.Column("languages", Names(), nullable=False),
        sa.Column("subjects", Names(), nullable=False),
        sa.Column("weekly_minutes", Int, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "person", name="pk_staff_profile"),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_absence",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("person", Key, nullable=False),
        sa.Column("since", Key, nullable=False),
        sa.Column("until", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_staff_absence"),
        sqlite_strict=True,
    )
    op.create_index("staff_absence_until", "staff_absence", ["tenant", "until", "id"])
    op.create_index("staff_absence_person", "staff_absence", ["tenant", "person", "until"])


def downgrade() -> None:
    """Back to the schema without: figures can be mined again, notes about staff are lost."""
    op.drop_table("staff_absence")
    op.drop_table("staff_profile")
    op.drop_table("forecast_run")
    op.drop_table("mined_mark")
    op.drop_table("mined_variant")
    op.drop_table("mined_cell")
