"""The first schema: deployments, cases and everything that hangs on them, messages, keys, counters, heartbeats."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.types import Big, Bytes, Instant, Int, Key, Names, Payload, Small

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Create everything."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("fence_seq")))
    op.create_table(
        "counter",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("value", Big, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "series", name="pk_counter"),
        sqlite_strict=True,
    )
    op.create_table(
        "deployment",
        sa.Column("id", Big, sa.Identity(always=False), nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("resources", Bytes, nullable=False),
        sa.Column("compiled", Bytes, nullable=False),
        sa.Column("deployed_at", Instant(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deployment"),
        sa.UniqueConstraint("tenant", "hash", name="uq_deployment_tenant_hash"),
        sqlite_strict=True,
    )
    op.create_table(
        "inbound_message",
        sa.Column("tenant", Int, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("corr_key", sa.Text(), nullable=False),
        sa.Column("payload", Payload(), nullable=False),
        sa.Column("body_sha256", Bytes, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("state", Small, nullable=False),
        sa.Column("id", Big, sa.Identity(always=False), nullable=False),
        sa.Column("sequence", Big, nullable=True),
        sa.Column("consumed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbound_message"),
        sa.UniqueConstraint("tenant", "source", "message_id", name="uq_inbound_message_tenant_source_message_id"),
        sqlite_strict=True,
    )
    op.create_index(
        "msg_buf", "inbound_message", ["tenant", "name", "corr_key", "id"], unique=False, **_where("state = 0")
    )
    op.create_index("msg_expiry", "inbound_message", ["expires_at"], unique=False, **_where("state = 0"))
    op.create_index("msg_parked", "inbound_message", ["tenant", "id"], unique=False, **_where("state = 3"))
    op.create_table(
        "request_key",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("body_sha256", Bytes, nullable=False),
        sa.Column("answer", Bytes, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "principal", "key", name="pk_request_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "worker_heartbeat",
        sa.Column("worker", Key, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("detail", Payload(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_worker_heartbeat"),
        sqlite_strict=True,
    )
    op.create_table(
        "definition",
        sa.Column("id", Big, sa.Identity(always=False), nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("process_id", Key, nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("deployment_id", Big, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployment.id"], name="fk_definition_deployment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_definition"),
        sa.UniqueConstraint("tenant", "process_id", "version", name="uq_definition_tenant_process_id_version"),
        sqlite_strict=True,
    )
    op.create_index("definition_deployment", "definition", ["deployment_id"], unique=False)
    op.create_table(
        "case_instance",
        sa.Column("id", Key, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("definition_id", Big, nullable=False),
        sa.Column("deployment_id", Big, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("business_key", Key, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", Big, nullable=False),
        sa.Column("state", Bytes, nullable=False),
        sa.Column("state_format", Int, nullable=False),
        sa.Column("checksum", Bytes, nullable=False),
        sa.Column("history_seq", Big, nullable=False),
        sa.Column("history_head", Bytes, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("before_suspension", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('RUNNING', 'INCIDENT', 'SUSPENDED', 'COMPLETED', 'CANCELLED')", name="case_status_known"
        ),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name="fk_case_instance_definition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_instance"),
        sqlite_strict=True,
    )
    op.create_index("case_business_key", "case_instance", ["tenant", "business_key"], unique=False)
    op.create_index("case_status", "case_instance", ["tenant", "status", "id"], unique=False)
    op.create_table(
        "start_subscription",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("definition_id", Big, nullable=False),
        sa.Column("process_id", Key, nullable=False),
        sa.Column("element_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name="fk_start_subscription_definition_id"),
        sa.PrimaryKeyConstraint("tenant", "process_id", "element_id", name="pk_start_subscription"),
        sqlite_strict=True,
    )
    op.create_index("start_subscription_name", "start_subscription", ["tenant", "kind", "name"], unique=False)
    op.create_table(
        "draft",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("activation", Int, autoincrement=False, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answers", Payload(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_draft_case_id"),
        sa.PrimaryKeyConstraint("case_id", "activation", "person", name="pk_draft"),
        sqlite_strict=True,
    )
    op.create_table(
        "history",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("seq", Big, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("activation", Int, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("detail", Payload(), nullable=False),
        sa.Column("hash", Bytes, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_history_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_history"),
        sqlite_strict=True,
    )
    op.create_table(
        "incident",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("activation", Int, autoincrement=False, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_incident_case_id"),
        sa.PrimaryKeyConstraint("case_id", "activation", name="pk_incident"),
        sqlite_strict=True,
    )
    op.create_index("incident_open", "incident", ["tenant", "opened_at"], unique=False, **_where("resolved_at IS NULL"))
    op.create_table(
        "job",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("activation", Int, autoincrement=False, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("state", Small, nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("max_attempts", Int, nullable=False),
        sa.Column("idem_key", sa.Text(), nullable=False),
        sa.Column("payload", Payload(), nullable=False),
        sa.Column("attempts", Int, nullable=False),
        sa.Column("phase", Small, nullable=False),
        sa.Column("fence", Big, nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("business_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_job_case_id"),
        sa.PrimaryKeyConstraint("case_id", "activation", "kind", name="pk_job"),
        sqlite_strict=True,
    )
    op.create_index("job_due", "job", ["queue", "run_at"], unique=False, **_where("state = 0"))
    op.create_index("job_lease", "job", ["lease_until"], unique=False, **_where("state = 1"))
    op.create_index("job_stuck", "job", ["tenant", "case_id"], unique=False, **_where("state = 3"))
    op.create_table(
        "subscription",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("activation", Int, autoincrement=False, nullable=False),
        sa.Column("element_id", Key, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("corr_key", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_subscription_case_id"),
        sa.PrimaryKeyConstraint("case_id", "activation", "element_id", name="pk_subscription"),
        sqlite_strict=True,
    )
    op.create_index("sub_key", "subscription", ["tenant", "kind", "name", "corr_key"], unique=False)
    op.create_table(
        "task",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("activation", Int, autoincrement=False, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("candidate_groups", Names(), nullable=False),
        sa.Column("candidate_users", Names(), nullable=False),
        sa.Column("priority", Int, nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("follow_up_at", Instant(), nullable=True),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("state", Small, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_key", Key, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_task_case_id"),
        sa.PrimaryKeyConstraint("case_id", "activation", name="pk_task"),
        sqlite_strict=True,
    )
    op.create_index(
        "task_assignee",
        "task",
        ["tenant", "assignee", "due_at"],
        unique=False,
        **_where("state = 0 AND assignee IS NOT NULL"),
    )
    op.create_index("task_open", "task", ["tenant", "site", "due_at"], unique=False, **_where("state = 0"))
    op.create_table(
        "timer",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("activation", Int, autoincrement=False, nullable=False),
        sa.Column("element_id", Key, nullable=False),
        sa.Column("cycle", Int, autoincrement=False, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("fire_at", Instant(), nullable=False),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("state", Small, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_timer_case_id"),
        sa.PrimaryKeyConstraint("case_id", "activation", "element_id", "cycle", name="pk_timer"),
        sqlite_strict=True,
    )
    op.create_index("timer_due", "timer", ["fire_at"], unique=False, **_where("state = 0"))


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete every case")
