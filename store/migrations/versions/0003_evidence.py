"""The evidence ledger: every message to and from an agency, append-only, and the data keys of its bytes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.types import Big, Bytes, Instant, Int, Key, Payload

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_EXTRAS = {
    "sqlite": tuple(
        f"CREATE TRIGGER evidence_no_{verb.lower()} BEFORE {verb} ON evidence"
        " BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION evidence_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'evidence is append-only'; END $$",
        "CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON evidence"
        " FOR EACH ROW EXECUTE FUNCTION evidence_append_only()",
        "ALTER TABLE evidence ALTER COLUMN content SET STORAGE EXTERNAL",
    ),
}


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Create both tables with their triggers."""
    op.create_table(
        "evidence",
        sa.Column("id", Big, sa.Identity(always=False), nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("exchange", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("business_key", Key, nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("attempt", Int, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", Int, nullable=False),
        sa.Column("sha256", Bytes, nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("canonical_sha256", Bytes, nullable=True),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("status", Int, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("receipt", Payload(), nullable=False),
        sa.Column("subject", Key, nullable=False),
        sa.Column("content", Bytes, nullable=True),
        sa.Column("master", sa.Text(), nullable=False),
        sa.Column("seal", Bytes, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sqlite_strict=True,
    )
    op.create_index("evidence_case", "evidence", ["tenant", "case_id", "id"])
    op.create_index("evidence_number", "evidence", ["tenant", "business_key", "id"], **_where("case_id IS NULL"))
    op.create_index("evidence_agency", "evidence", ["tenant", "agency", "at"])
    op.create_index("evidence_key", "evidence", ["tenant", "key", "id"])
    op.create_index("evidence_message", "evidence", ["tenant", "message_id", "id"], **_where("message_id <> ''"))
    op.create_index("evidence_at", "evidence", ["tenant", "at"])
    op.create_table(
        "data_key",
        sa.Column("tenant", Int, autoincrement=False, nullable=False),
        sa.Column("subject", Key, nullable=False),
        sa.Column("master", sa.Text(), nullable=False),
        sa.Column("wrapped", Bytes, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "subject", name="pk_data_key"),
        sqlite_strict=True,
    )
    for statement in _EXTRAS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Evidence is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete the evidence")
