"""The tables of appointments; columns have the names and the order of the records.

`appointment_cell` is five minutes of a counter that somebody has taken: its primary key is what keeps a slot from being given
to two people. Free time has no rows, and past time loses them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Text, text

from authority.appointments import model

from ..desk.kinds import KINDS, kind
from ..tables import table
from ..types import Big, Bytes, Instant, Int, Key, Small


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


appointment = table(
    "appointment",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("site", Key, nullable=False),
    Column("counter", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("persons", Int, nullable=False),
    Column("language", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", Key, nullable=False),
    Column("version", Int, nullable=False),
    Column("held_until", Instant),
    Column("token_hash", Bytes, nullable=False),
    Column("ticket", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("number", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("contact", Bytes, nullable=False),
    Column("notice_language", Text, nullable=False),
    Column("proved", Small, nullable=False),
    Column("emergency", Small, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("first_offer", Instant),
    Column("confirmed_at", Instant),
    Column("arrived_at", Instant),
    Column("called_at", Instant),
    Column("closed_at", Instant),
    Index("appointment_day", "tenant", "site", "starts_at", "id"),
    Index("appointment_token", "tenant", "token_hash", unique=True),
    Index("appointment_case", "tenant", "case_id", "starts_at", **_where("case_id <> ''")),
    Index(
        "appointment_one",
        "tenant",
        "case_id",
        "kind",
        unique=True,
        **_where("case_id <> '' AND state IN ('HELD', 'BOOKED', 'ARRIVED', 'CALLED')"),
    ),
    Index("appointment_waiting", "tenant", "held_until", **_where("held_until IS NOT NULL")),
)

appointment_cell = table(
    "appointment_cell",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("site", Key, primary_key=True),
    Column("counter", Key, primary_key=True),
    Column("cell", Big, primary_key=True, autoincrement=False),
    Column("holder", Key, nullable=False),
    Column("held_until", Instant),
    Index("appointment_cell_time", "tenant", "site", "cell"),
)

appointment_block = table(
    "appointment_block",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("site", Key, nullable=False),
    Column("counter", Key, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("appointment_block_day", "tenant", "site", "ends_at", "id"),
)

appointment_notice = table(
    "appointment_notice",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("booking_id", Key, primary_key=True),
    Column("kind", Key, primary_key=True),
    Column("number", Int, primary_key=True, autoincrement=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Int, nullable=False),
    Column("key", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("appointment_notice_due", "tenant", "due_at"),
)

appointment_wish = table(
    "appointment_wish",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("site", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("persons", Int, nullable=False),
    Column("language", Text, nullable=False),
    Column("from_day", Key, nullable=False),
    Column("until_day", Key, nullable=False),
    Column("contact", Bytes, nullable=False),
    Column("notice_language", Text, nullable=False),
    Column("token_hash", Bytes, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("number", Text, nullable=False),
    Column("booking_id", Key, nullable=False),
    Column("offered", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("appointment_wish_queue", "tenant", "site", "kind", "created_at", "id"),
    Index("appointment_wish_token", "tenant", "token_hash", unique=True),
    Index("appointment_wish_until", "tenant", "until_day"),
)

appointment_outcome = table(
    "appointment_outcome",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("site", Key, nullable=False),
    Column("day", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("result", Key, nullable=False),
    Column("late_minutes", Int),
    Column("waited_minutes", Int),
    Column("offer_days", Int),
    Column("lead_days", Int),
    Column("case_group", Text, nullable=False, server_default=text("''")),
    Index("appointment_outcome_day", "tenant", "site", "day"),
)

appointment_feed = table(
    "appointment_feed",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("token_hash", Bytes, nullable=False),
    Column("site", Key, nullable=False),
    Column("counter", Key, nullable=False),
    Column("person", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("appointment_feed_token", "tenant", "token_hash", unique=True),
    Index("appointment_feed_person", "tenant", "person", "created_at"),
)

appointment_standing = table(
    "appointment_standing",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("subject", Key, primary_key=True),
    Column("missed", Int, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index("appointment_standing_last", "tenant", "last_at"),
)

BOOKING = kind(model.Booking, "appointment", "tenant", "id")
BLOCK = kind(model.Block, "appointment_block", "tenant", "id")
NOTICE = kind(model.Notice, "appointment_notice", "tenant", "booking_id", "kind", "number")
WISH = kind(model.Wish, "appointment_wish", "tenant", "id")
OUTCOME = kind(model.Outcome, "appointment_outcome", "tenant", "id")
FEED = kind(model.Feed, "appointment_feed", "tenant", "id")
STANDING = kind(model.Standing, "appointment_standing", "tenant", "subject")

KINDS.update({one.record: one for one in (BOOKING, BLOCK, NOTICE, WISH, OUTCOME, FEED, STANDING)})
