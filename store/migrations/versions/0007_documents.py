"""The cabinet: documents of cases, their versions, and their bytes in sealed chunks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.types import Big, Bytes, Instant, Int, Key, Names

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "document",
        sa.Column("id", Key, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("newest", Int, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("dispatch_id", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.Column("deleted_by", sa.Text(), nullable=True),
        sa.Column("delete_note", Bytes, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.ForeignKeyConstraint(["case_id"], ["case_instance.id"], name="fk_document_case_id"),
        sqlite_strict=True,
    )
    op.create_index("document_case", "document", ["tenant", "case_id", "id"], **_where("deleted_at IS NULL"))
    op.create_table(
        "document_version",
        sa.Column("document_id", Key, nullable=False),
        sa.Column("number", Int, autoincrement=False, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("blob_id", Key, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", Big, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("flags", Names(), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("label", Bytes, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_document_version"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_document_version_document_id"),
        sa.UniqueConstraint("tenant", "key", name="uq_document_version_tenant_key"),
        sqlite_strict=True,
    )
    op.create_index("document_quarantine", "document_version", ["uploaded_at"], **_where("scan = 'pending'"))
    op.create_table(
        "document_blob",
        sa.Column("id", Key, nullable=False),
        sa.Column("tenant", Int, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("filed", Int, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_blob"),
        sqlite_strict=True,
    )
    op.create_index("document_blob_orphan", "document_blob", ["created_at"], **_where("filed = 0"))
    op.create_table(
        "document_chunk",
        sa.Column("blob_id", Key, nullable=False),
        sa.Column("number", Int, autoincrement=False, nullable=False),
        sa.Column("content", Bytes, nullable=False),
        sa.PrimaryKeyConstraint("blob_id", "number", name="pk_document_chunk"),
        sa.ForeignKeyConstraint(["blob_id"], ["document_blob.id"], name="fk_document_chunk_blob_id"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE document_chunk ALTER COLUMN content SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Documents are never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete the documents")
