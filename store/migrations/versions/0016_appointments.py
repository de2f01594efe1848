"""Appointments: bookings, the time they take, blocks, notices, the waiting list, feeds, and what became of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Big, Bytes, Instant, Int, Key, Small

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Eight new tables; none that is in use is touched."""
    if online.has_table("appointment"):
        return
    _bookings()
    _around()


def _bookings() -> None:
    op.create_table(
        "appointment",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("counter", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("persons", Int, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("token_hash", Bytes, nullable=False),
        sa.Column("ticket", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("contact", Bytes, nullable=False),
        sa.Column("notice_language", sa.Text(), nullable=False),
        sa.Column("proved", Small, nullable=False),
        sa.Column("emergency", Small, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("first_offer", Instant(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_appointment"),
        sqlite_strict=True,
    )
    op.create_index("appointment_day", "appointment", ["tenant", "site", "starts_at", "id"])
    op.create_index("appointment_token", "appointment", ["tenant", "token_hash"], unique=True)
    op.create_index("appointment_case", "appointment", ["tenant", "case_id", "starts_at"], **_where("case_id <> ''"))
    op.create_index(
        "appointment_one",
        "appointment",
        ["tenant", "case_id", "kind"],
        unique=True,
        **_where("case_id <> '' AND state IN ('HELD', 'BOOKED', 'ARRIVED', 'CALLED')"),
    )
    op.create_index("appointment_waiting", "appointment", ["tenant", "held_until"], **_where("held_until IS NOT NULL"))
    op.create_table(
        "appointment_cell",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("counter", Key, nullable=False),
        sa.Column("cell", Big, autoincrement=False, nullable=False),
        sa.Column("holder", Key, nullable=False),
        sa.Column("held_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "site", "counter", "cell", name="pk_appointment_cell"),
        sqlite_strict=True,
    )
    op.create_index("appointment_cell_time", "appointment_cell", ["tenant", "site", "cell"])
    op.create_table(
        "appointment_block",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("counter", Key, nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_appointment_block"),
        sqlite_strict=True,
    )
    op.create_index("appointment_block_day", "appointment_block", ["tenant", "site", "ends_at", "id"])
    op.create_table(
        "appointment_notice",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("booking_id", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("number", Int, autoincrement=False, nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", Int, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "booking_id", "kind", "number", name="pk_appointment_notice"),
        sqlite_strict=True,
    )
    op.create_index("appointment_notice_due", "appointment_notice", ["tenant", "due_at"])


def _around() -> None:
    op.create_table(
        "appointment_wish",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("persons", Int, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("from_day", Key, nullable=False),
        sa.Column("until_day", Key, nullable=False),
        sa.Column("contact", Bytes, nullable=False),
        sa.Column("notice_language", sa.Text(), nullable=False),
        sa.Column("token_hash", Bytes, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("booking_id", Key, nullable=False),
        sa.Column("offered", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_appointment_wish"),
        sqlite_strict=True,
    )
    op.create_index("appointment_wish_queue", "appointment_wish", ["tenant", "site", "kind", "created_at", "id"])
    op.create_index("appointment_wish_token", "appointment_wish", ["tenant", "token_hash"], unique=True)
    op.create_index("appointment_wish_until", "appointment_wish", ["tenant", "until_day"])
    op.create_table(
        "appointment_outcome",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("day", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("result", Key, nullable=False),
        sa.Column("late_minutes", Int, nullable=True),
        sa.Column("waited_minutes", Int, nullable=True),
        sa.Column("offer_days", Int, nullable=True),
        sa.Column("lead_days", Int, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_appointment_outcome"),
        sqlite_strict=True,
    )
    op.create_index("appointment_outcome_day", "appointment_outcome", ["tenant", "site", "day"])
    op.create_table(
        "appointment_feed",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("token_hash", Bytes, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("counter", Key, nullable=False),
        sa.Column("person", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_appointment_feed"),
        sqlite_strict=True,
    )
    op.create_index("appointment_feed_token", "appointment_feed", ["tenant", "token_hash"], unique=True)
    op.create_index("appointment_feed_person", "appointment_feed", ["tenant", "person", "created_at"])
    op.create_table(
        "appointment_standing",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("subject", Key, nullable=False),
        sa.Column("missed", Int, nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "subject", name="pk_appointment_standing"),
        sqlite_strict=True,
    )
    op.create_index("appointment_standing_last", "appointment_standing", ["tenant", "last_at"])


def downgrade() -> None:
    """Back to the schema without appointments; none of them is older than a month."""
    for name in (
        *("appointment_standing", "appointment_feed", "appointment_outcome", "appointment_wish"),
        *("appointment_notice", "appointment_block", "appointment_cell", "appointment"),
    ):
        op.drop_table(name)
