"""Room for updates in place on PostgreSQL, and a vacuum that comes often; nothing to do on SQLite."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Set storage parameters; they hold for pages written from now on."""
    if op.get_bind().dialect.name != "postgresql":
        return
    # The state is compressed already and rewritten with every command: kept in the row, with room beside it, an update
    # touches one page and no index.
    op.execute("ALTER TABLE case_instance ALTER COLUMN state SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE case_instance SET (fillfactor = 60, toast_tuple_target = 4080)")
    for table in ("task", "job", "timer"):
        op.execute(f"ALTER TABLE {table} SET (fillfactor = 80)")
    for table in ("case_instance", "task", "job", "timer", "subscription", "request_key"):
        op.execute(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_limit = 2000)"
        )


def downgrade() -> None:
    """Nothing to undo: the parameters change no meaning."""
