"""Alembic's entry: runs the migrations on the connection that store.migrations hands over, each in its own transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import Script
from sqlalchemy import text

from store.migrations import SERVES
from store.migrations.online import has_table
from store.tables import metadata

_NOTE = text(
    "INSERT INTO platform_value (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def _note_window(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """In the transaction of a revision: which code may go on beside it. A revision that does not say serves only itself."""
    if isinstance(step.up_revision, Script) and ctx.connection is not None and has_table("platform_value"):
        serves = getattr(step.up_revision.module, "serves", step.up_revision_id)
        ctx.connection.execute(_NOTE, {"name": SERVES, "value": serves})


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    transaction_per_migration=True,
    on_version_apply=_note_window,
)
with context.begin_transaction():
    context.run_migrations()
