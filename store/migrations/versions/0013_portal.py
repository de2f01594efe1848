"""Applications before they are cases, employers' invitations, messages with applicants, electronic delivery."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Bytes, Instant, Int, Key, Names

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _tenant() -> Any:
    return sa.Column("tenant", Int, autoincrement=False, nullable=False)


def upgrade() -> None:
    """Seven new tables; nothing that is there changes."""
    if not online.has_table("intake_draft"):
        _drafts()
        _parties()
        _delivery()


def _drafts() -> None:
    op.create_table(
        "intake_draft",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("reference", Key, nullable=False),
        sa.Column("code_hash", Bytes, nullable=False),
        sa.Column("salt", Bytes, nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("master", sa.Text(), nullable=False),
        sa.Column("content", Bytes, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("wrapped", Bytes, nullable=True),
        sa.Column("subject", Key, nullable=True),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_intake_draft"),
        sa.UniqueConstraint("tenant", "reference", name="uq_intake_draft_tenant_reference"),
        sqlite_strict=True,
    )
    op.create_index("intake_draft_state", "intake_draft", ["tenant", "state", "expires_at", "id"])
    op.create_index("intake_draft_subject", "intake_draft", ["tenant", "subject"])
    op.create_index("intake_draft_case", "intake_draft", ["tenant", "case_id"])
    op.create_table(
        "intake_file",
        _tenant(),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", Int, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("flags", Names(), nullable=False),
        sa.Column("label", Bytes, nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "draft_id", "id", name="pk_intake_file"),
        sa.UniqueConstraint("tenant", "draft_id", "key", name="uq_intake_file_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "intake_content",
        _tenant(),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("file_id", Key, nullable=False),
        sa.Column("content", Bytes, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "draft_id", "file_id", name="pk_intake_content"),
        sqlite_strict=True,
    )


def _parties() -> None:
    op.create_table(
        "employer_invitation",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("token_hash", Bytes, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("draft_id", Key, nullable=True),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_employer_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_employer_invitation_token_hash"),
        sqlite_strict=True,
    )
    op.create_index("employer_invitation_draft", "employer_invitation", ["tenant", "draft_id"])
    op.create_index("employer_invitation_case", "employer_invitation", ["tenant", "case_id"])
    op.create_table(
        "portal_message",
        _tenant(),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "case_id", "id", name="pk_portal_message"),
        sqlite_strict=True,
    )
    op.create_index("portal_message_newest", "portal_message", ["tenant", "case_id", "sent_at", "id"])


def _delivery() -> None:
    op.create_table(
        "delivery_consent",
        _tenant(),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "case_id", name="pk_delivery_consent"),
        sqlite_strict=True,
    )
    op.create_index("delivery_consent_watched", "delivery_consent", ["tenant", "state", "given_at", "case_id"])
    op.create_table(
        "provision",
        _tenant(),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("document_id", Key, nullable=False),
        sa.Column("number", Int, autoincrement=False, nullable=False),
        sa.Column("provided_at", Instant(), nullable=False),
        sa.Column("notified_at", Instant(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("retrieved_at", Instant(), nullable=True),
        sa.Column("deemed_on", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "case_id", "document_id", "number", name="pk_provision"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Applications and messages are never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete applications and messages")
