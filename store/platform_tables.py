"""What the platform keeps of its own running: keys of requests, counts, workers, queues, signatures that were used."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from .tables import table
from .types import Big, Bytes, Instant, Int, Key, Payload, Small

request_key = table(
    "request_key",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("principal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("command", Text, nullable=False),
    Column("body_sha256", Bytes, nullable=False),
    Column("answer", Bytes),
    Column("created_at", Instant, nullable=False),
)

counter = table(
    "counter",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("series", Text, primary_key=True),
    Column("value", Big, nullable=False),
)

worker_heartbeat = table(
    "worker_heartbeat",
    Column("worker", Key, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("detail", Payload, nullable=False),
)

queue_state = table(
    "queue_state",
    Column("queue", Key, primary_key=True),
    Column("paused", Small, nullable=False),
    Column("rate", Int),
    Column("next_at", Instant),
    Column("open_until", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

replay_seen = table(
    "replay_seen",
    Column("digest", Key, primary_key=True),
    Column("expires_at", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Index("replay_expiry", "expires_at"),
)

platform_value = table(
    "platform_value",
    Column("name", Key, primary_key=True),
    Column("value", Text, nullable=False),
)
