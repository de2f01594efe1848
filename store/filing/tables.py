"""The tables of the cabinet. Names and titles are sealed with the bytes: who erases a case erases them with its key."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, Index, Table, Text, UniqueConstraint, event, text

from ..tables import metadata
from ..types import Big, Bytes, Instant, Int, Key, Names

document = Table(
    "document",
    metadata,
    Column("id", Key, primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("case_id", Key, ForeignKey("case_instance.id"), nullable=False),
    Column("folder", Text, nullable=False),
    Column("code", Text),
    Column("source", Text, nullable=False),
    Column("newest", Int, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("template", Text),
    Column("language", Text),
    Column("sent_at", Instant),
    Column("dispatch_id", Text),
    Column("deleted_at", Instant),
    Column("deleted_by", Text),
    Column("delete_note", Bytes),
    Index(
        "document_case",
        "tenant",
        "case_id",
        "id",
        sqlite_where=text("deleted_at IS NULL"),
        postgresql_where=text("deleted_at IS NULL"),
    ),
    sqlite_strict=True,
)

document_version = Table(
    "document_version",
    metadata,
    Column("document_id", Key, ForeignKey("document.id"), primary_key=True),
    Column("number", Int, primary_key=True, autoincrement=False),
    Column("tenant", Int, nullable=False),
    Column("key", Key, nullable=False),
    Column("blob_id", Key, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("scan", Text, nullable=False),
    Column("flags", Names, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("label", Bytes, nullable=False),
    UniqueConstraint("tenant", "key"),
    Index(
        "document_quarantine",
        "uploaded_at",
        sqlite_where=text("scan = 'pending'"),
        postgresql_where=text("scan = 'pending'"),
    ),
    sqlite_strict=True,
)

document_blob = Table(
    "document_blob",
    metadata,
    Column("id", Key, primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("filed", Int, nullable=False),
    # What a crash left between the bytes and their row; see Files.sweep.
    Index(
        "document_blob_orphan",
        "created_at",
        sqlite_where=text("filed = 0"),
        postgresql_where=text("filed = 0"),
    ),
    sqlite_strict=True,
)

document_chunk = Table(
    "document_chunk",
    metadata,
    Column("blob_id", Key, ForeignKey("document_blob.id"), primary_key=True),
    Column("number", Int, primary_key=True, autoincrement=False),
    Column("content", Bytes, nullable=False),
    sqlite_strict=True,
)

#: By name of the dialect, what the tables need beside columns and indexes: sealed bytes do not compress.
EXTRAS: dict[str, tuple[str, ...]] = {
    "sqlite": (),
    "postgresql": ("ALTER TABLE document_chunk ALTER COLUMN content SET STORAGE EXTERNAL",),
}


def _finish(_: Table, connection: Connection, **__: object) -> None:
    for statement in EXTRAS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(document_chunk, "after_create", _finish)
