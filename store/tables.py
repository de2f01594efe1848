"""The tables in which cases live; migrations/ brings a database to exactly this schema."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from .types import Big, Bytes, Instant, Int, Key, Names, Payload, Small

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


#: Fences of leases on PostgreSQL; SQLite, which has no sequences, counts in `counter`.
fence_seq = Sequence("fence_seq", metadata=metadata)


def table(name: str, *items: SchemaItem, **options: Any) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True, **options)


def _case() -> Column[str]:
    return Column("case_id", Key, ForeignKey("case_instance.id"), primary_key=True)


def listed() -> tuple[Column[str], ...]:
    """What lists show of a case (`engine.desk.Listed`); rows of an older version of the code have none of it."""
    names = ("applicant", "employer", "azr_number", "case_group", "nationality")
    return (*(_text(name) for name in names), _text("applicant_key", Key))


def _text(name: str, kind: Any = Text) -> Column[str]:
    return Column(name, kind, nullable=False, server_default=text("''"))


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


deployment = table(
    "deployment",
    Column("id", Big, Identity(), primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("hash", Text, nullable=False),
    Column("resources", Bytes, nullable=False),
    Column("compiled", Bytes, nullable=False),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", Text, nullable=False),
    UniqueConstraint("tenant", "hash"),
)

definition = table(
    "definition",
    Column("id", Big, Identity(), primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("process_id", Key, nullable=False),
    Column("version", Int, nullable=False),
    Column("deployment_id", Big, ForeignKey("deployment.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("tenant", "process_id", "version"),
    Index("definition_deployment", "deployment_id"),
)

start_subscription = table(
    "start_subscription",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("definition_id", Big, ForeignKey("definition.id"), nullable=False),
    Column("process_id", Key, primary_key=True),
    Column("element_id", Key, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("spec", Text, nullable=False),
    Index("start_subscription_name", "tenant", "kind", "name"),
)

case_instance = table(
    "case_instance",
    Column("id", Key, primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("definition_id", Big, ForeignKey("definition.id"), nullable=False),
    Column("deployment_id", Big, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("business_key", Key, nullable=False),
    Column("site", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Big, nullable=False),
    Column("state", Bytes, nullable=False),
    Column("state_format", Int, nullable=False),
    Column("checksum", Bytes, nullable=False),
    Column("history_seq", Big, nullable=False),
    Column("history_head", Bytes, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("before_suspension", Text),
    *listed(),
    _text("listed_digest"),
    Index("case_business_key", "tenant", "business_key"),
    CheckConstraint(
        "status IN ('RUNNING', 'INCIDENT', 'SUSPENDED', 'COMPLETED', 'CANCELLED')", name="case_status_known"
    ),
    # With the id for keyset paging; never with updated_at, which would end heap-only updates on PostgreSQL.
    Index("case_status", "tenant", "status", "id"),
    Index("case_site", "tenant", "site", "status", "id"),
    Index("case_group", "tenant", "site", "status", "case_group", "id"),
    Index("case_applicant", "tenant", "site", "status", "applicant_key", "id"),
    Index("case_number", "tenant", "site", "status", "business_key", "id"),
)

task = table(
    "task",
    _case(),
    Column("activation", Int, primary_key=True, autoincrement=False),
    Column("tenant", Int, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("form_id", Text),
    Column("assignee", Text),
    Column("candidate_groups", Names, nullable=False),
    Column("candidate_users", Names, nullable=False),
    Column("priority", Int, nullable=False),
    Column("due_at", Instant),
    Column("follow_up_at", Instant),
    Column("site", Text, nullable=False),
    Column("state", Small, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("business_key", Key, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("version", Int, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    _text("follow_up_note"),
    *listed(),
    Index("task_open", "tenant", "site", "due_at", **_where("state = 0")),
    Index("task_assignee", "tenant", "assignee", "due_at", **_where("state = 0 AND assignee IS NOT NULL")),
)

job = table(
    "job",
    _case(),
    Column("activation", Int, primary_key=True, autoincrement=False),
    Column("kind", Key, primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("queue", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("state", Small, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("max_attempts", Int, nullable=False),
    Column("idem_key", Text, nullable=False),
    Column("payload", Payload, nullable=False),
    Column("attempts", Int, nullable=False),
    Column("phase", Small, nullable=False),
    Column("fence", Big),
    Column("lease_until", Instant),
    Column("worker", Text),
    Column("last_error", Text),
    Column("business_key", Text, nullable=False),
    Index("job_due", "queue", "run_at", **_where("state = 0")),
    Index("job_lease", "lease_until", **_where("state = 1")),
    Index("job_stuck", "tenant", "case_id", **_where("state = 3")),
)

timer = table(
    "timer",
    _case(),
    Column("activation", Int, primary_key=True, autoincrement=False),
    Column("element_id", Key, primary_key=True),
    Column("cycle", Int, primary_key=True, autoincrement=False),
    Column("tenant", Int, nullable=False),
    Column("fire_at", Instant, nullable=False),
    Column("tz", Text, nullable=False),
    Column("spec", Text, nullable=False),
    Column("state", Small, nullable=False),
    Index("timer_due", "fire_at", **_where("state = 0")),
)

subscription = table(
    "subscription",
    _case(),
    Column("activation", Int, primary_key=True, autoincrement=False),
    Column("element_id", Key, primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("corr_key", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("sub_key", "tenant", "kind", "name", "corr_key"),
)

inbound_message = table(
    "inbound_message",
    Column("tenant", Int, nullable=False),
    Column("source", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("corr_key", Text, nullable=False),
    Column("payload", Payload, nullable=False),
    Column("body_sha256", Bytes, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", Small, nullable=False),
    Column("id", Big, Identity(), primary_key=True),
    Column("sequence", Big),
    Column("consumed_by", Text),
    UniqueConstraint("tenant", "source", "message_id"),
    Index("msg_buf", "tenant", "name", "corr_key", "id", **_where("state = 0")),
    Index("msg_expiry", "expires_at", **_where("state = 0")),
    Index("msg_parked", "tenant", "id", **_where("state = 3")),
)

incident = table(
    "incident",
    _case(),
    Column("activation", Int, primary_key=True, autoincrement=False),
    Column("tenant", Int, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Index("incident_open", "tenant", "opened_at", **_where("resolved_at IS NULL")),
)

draft = table(
    "draft",
    _case(),
    Column("activation", Int, primary_key=True, autoincrement=False),
    Column("tenant", Int, nullable=False),
    Column("person", Text, primary_key=True),
    Column("answers", Payload, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

history = table(
    "history",
    _case(),
    Column("tenant", Int, nullable=False),
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("activation", Int, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("started_at", Instant),
    Column("detail", Payload, nullable=False),
    Column("hash", Bytes, nullable=False),
)
