"""Closed cases for the statistics, what they add up to, snapshots of it, and figures that others supply."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Big, Instant, Int, Key, Small

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema: what it closes is added by hand
#: (`akzess figures backfill`).
serves = "0008"


def _tenant() -> Any:
    return sa.Column("tenant", Int, autoincrement=False, nullable=False)


def _codes(*names: str) -> list[Any]:
    return [sa.Column(name, Key, nullable=False) for name in names]


def _days(*names: str) -> list[Any]:
    return [sa.Column(name, Key, nullable=True) for name in names]


def _counts(*names: str) -> list[Any]:
    return [sa.Column(name, Int, nullable=True) for name in names]


def _flags(*names: str) -> list[Any]:
    return [sa.Column(name, Small, nullable=False) for name in names]


def upgrade() -> None:
    """New tables only."""
    if not online.has_table("closed_case"):
        _cases()
        _tallies()


def _cases() -> None:
    op.create_table(
        "closed_case",
        _tenant(),
        sa.Column("case_key", Key, nullable=False),
        sa.Column("month", Int, nullable=False),
        *_codes("closed_on", "process"),
        sa.Column("definition_id", Big, nullable=False),
        *_codes("site", "group_code", "row", "legal_basis", "process_type", "nationality", "sex", "age_band"),
        *_codes("kldb2", "isco2", "wz", "employer_size", "gross_band"),
        *_days("received_on", "complete_on", "clock_start", "clock_stop", "t01_due"),
        sa.Column("in_time", Small, nullable=True),
        *_counts("net_days", "gross_days"),
        sa.Column("pauses", sa.Text(), nullable=False),
        *_flags("ba_requested"),
        *_codes("ba_result"),
        *_counts("ba_days"),
        *_codes("chamber"),
        *_counts("chamber_days"),
        *_codes("chamber_overall"),
        *_flags("security_query"),
        sa.Column("req82_count", Int, nullable=False),
        *_flags("hearing"),
        *_codes("outcome"),
        sa.Column("refusal_codes", sa.Text(), nullable=False),
        *_codes("escalation_max", "breach_cause", "fee_code"),
        *_counts("card_days", "appointment_days"),
        *_flags("objection", "objection_granted"),
        *_codes("language", "family_key"),
        sa.PrimaryKeyConstraint("tenant", "case_key", name="pk_closed_case"),
        sqlite_strict=True,
    )
    op.create_index("closed_case_month", "closed_case", ["tenant", "month", "site"])
    op.create_table(
        "closed_case_new",
        _tenant(),
        *_codes("case_key"),
        sa.PrimaryKeyConstraint("tenant", "case_key", name="pk_closed_case_new"),
        sqlite_strict=True,
    )


def _tallies() -> None:
    op.create_table(
        "figure_tally",
        _tenant(),
        sa.Column("month", Int, autoincrement=False, nullable=False),
        *_codes("site", "group_code"),
        sa.Column("definition_id", Big, autoincrement=False, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "month", "site", "group_code", "definition_id", name="pk_figure_tally"),
        sqlite_strict=True,
    )
    op.create_table(
        "figure_snapshot",
        _tenant(),
        *_codes("kind", "name", "site"),
        sa.Column("since", Int, nullable=False),
        sa.Column("until", Int, nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("cases", Int, nullable=False),
        sa.Column("rows_sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("prior", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "name", "site", name="pk_figure_snapshot"),
        sqlite_strict=True,
    )
    op.create_table(
        "figure_supplied",
        _tenant(),
        sa.Column("month", Int, autoincrement=False, nullable=False),
        *_codes("site", "measure"),
        sa.Column("numerator", Int, nullable=False),
        sa.Column("denominator", Int, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "month", "site", "measure", name="pk_figure_supplied"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Frozen months are never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete the statistics")
