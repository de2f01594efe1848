"""The tables of the evidence ledger; rows of `evidence` are never changed or deleted, which triggers see to."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Identity, Index, Table, Text, event, text

from ..tables import metadata
from ..types import Big, Bytes, Instant, Int, Key, Payload

evidence = Table(
    "evidence",
    metadata,
    Column("id", Big, Identity(), primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("exchange", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("case_id", Key),
    Column("business_key", Key, nullable=False),
    Column("job_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("attempt", Int, nullable=False),
    Column("at", Instant, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Int, nullable=False),
    Column("sha256", Bytes, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("canonical_sha256", Bytes),
    Column("signature", Text, nullable=False),
    Column("status", Int),
    Column("outcome", Text, nullable=False),
    Column("receipt", Payload, nullable=False),
    Column("subject", Key, nullable=False),
    Column("content", Bytes),
    Column("master", Text, nullable=False),
    Column("seal", Bytes, nullable=False),
    # No foreign key to the case: evidence outlives it, and a message may come before its case is known.
    Index("evidence_case", "tenant", "case_id", "id"),
    Index(
        "evidence_number",
        "tenant",
        "business_key",
        "id",
        sqlite_where=text("case_id IS NULL"),
        postgresql_where=text("case_id IS NULL"),
    ),
    Index("evidence_agency", "tenant", "agency", "at"),
    Index("evidence_key", "tenant", "key", "id"),
    Index(
        "evidence_message",
        "tenant",
        "message_id",
        "id",
        sqlite_where=text("message_id <> ''"),
        postgresql_where=text("message_id <> ''"),
    ),
    Index("evidence_at", "tenant", "at"),
    sqlite_strict=True,
)

data_key = Table(
    "data_key",
    metadata,
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("subject", Key, primary_key=True),
    Column("master", Text, nullable=False),
    Column("wrapped", Bytes),  # NULL once it is destroyed
    Column("created_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
    sqlite_strict=True,
)

_SQLITE = tuple(
    f"CREATE TRIGGER evidence_no_{verb.lower()} BEFORE {verb} ON evidence"
    " BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
_POSTGRES = (
    "CREATE FUNCTION evidence_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'evidence is append-only'; END $$",
    "CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON evidence"
    " FOR EACH ROW EXECUTE FUNCTION evidence_append_only()",
    # Sealed bytes do not compress: no cycles for trying.
    "ALTER TABLE evidence ALTER COLUMN content SET STORAGE EXTERNAL",
)
#: By name of the dialect, what the tables need beside columns and indexes.
EXTRAS = {"sqlite": _SQLITE, "postgresql": _POSTGRES}


def _finish(_: Table, connection: Connection, **__: object) -> None:
    for statement in EXTRAS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(evidence, "after_create", _finish)
