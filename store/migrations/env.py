"""Alembic's entry: runs the migrations on the connection that store.migrations.upgrade hands over."""

from __future__ import annotations

from alembic import context

from store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_type=True)
# The transaction is the caller's: all of it happens or nothing.
context.run_migrations()
