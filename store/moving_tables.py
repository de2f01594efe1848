"""The table of migrations of cases, and the index that finds the running cases of a version."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Text, text

from engine.migrations import Migration

from .desk.kinds import KINDS, kind
from .tables import case_instance, table
from .types import Big, Instant, Int, Key, Payload

# Columns have the names and the order of the fields of `Migration`.
case_migration = table(
    "case_migration",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, ForeignKey("case_instance.id"), primary_key=True),
    Column("version", Big, nullable=False),
    Column("from_deployment", Big, nullable=False),
    Column("to_deployment", Big, nullable=False),
    Column("migrated_at", Instant, nullable=False),
    Column("migrated_by", Text, nullable=False),
    Column("former", Payload, nullable=False),
    Index("case_migration_target", "tenant", "to_deployment", "case_id"),
)

Index(
    "case_definition",
    case_instance.c.tenant,
    case_instance.c.definition_id,
    case_instance.c.id,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

KINDS[Migration] = kind(Migration, "case_migration", "tenant", "case_id")
