"""Steps of a migration that leave a table in use usable, and come out the same however often they begin again.

Outside a transaction a process may die with its work half done: what is done is looked up in the database, never assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context, op

#: Rows that one transaction of a rewrite touches: at most so many are locked at once.
BATCH = 1_000


def has_table(name: str) -> bool:
    """Whether a table is there."""
    return sa.inspect(op.get_bind()).has_table(name)


def columns(table: str, wanted: Sequence[sa.Column[Any]]) -> None:
    """Add those columns that are missing; nullable or with a constant default, so that no row is written anew.

    Commits: a transaction that changes two tables in use could wait for a command that waits for it.
    """
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in wanted:
        if column.name not in there:
            if not column.nullable and column.server_default is None:
                raise ValueError(f"{table}.{column.name}: code of the version before could not insert rows any more")
            op.add_column(table, column)
    _commit()


def lock(*tables: str) -> None:
    """Take the locks that triggers on these tables need, in the order of all commands: the case's table first."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")


def index(name: str, table: str, wanted: Sequence[str], **options: Any) -> None:
    """An index on a table in use: on PostgreSQL concurrently, a half-made one of an earlier attempt is dropped first.

    What the revision did before is committed by this, so it must be able to run again.
    """
    bind = op.get_bind()
    if bind.dialect.name != "postgresql" or not _online():
        if name not in {found["name"] for found in sa.inspect(bind).get_indexes(table)}:
            op.create_index(name, table, wanted, **options)
        return
    if _valid(name):
        return
    with op.get_context().autocommit_block():
        # It waits for transactions but blocks none: the wait may be as long as the longest of them.
        op.execute("SET lock_timeout = 0")
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, wanted, postgresql_concurrently=True, **options)
        op.execute("SET lock_timeout = '2s'")


def batches(statement: str) -> None:
    """Execute an UPDATE or DELETE until it touches nothing, each time in a transaction of its own.

    It must limit itself (`BATCH`) and pass over rows that it has touched already.
    """
    while op.get_bind().execute(sa.text(statement)).rowcount:
        _commit()


def _commit() -> None:
    if _online():
        with op.get_context().autocommit_block():
            pass  # what came before is committed by entering it


def _online() -> bool:
    """False where nobody works on the database yet, or where somebody else's transaction is around the migration."""
    ours = op.get_context()._transaction is not None  # alembic has no public question for it
    return ours and not context.config.attributes.get("fresh", False)


def _valid(name: str) -> bool:
    sql = "SELECT i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname = :name"
    schema = " AND c.relnamespace = current_schema()::regnamespace"
    return bool(op.get_bind().execute(sa.text(sql + schema), {"name": name}).scalar())


def keep_format(number: int) -> None:
    """Content goes on being written in this format, until an operator says that all processes read the newer one."""
    note = "INSERT INTO platform_value (name, value) VALUES ('content.format', :n) ON CONFLICT (name) DO NOTHING"
    op.get_bind().execute(sa.text(note), {"n": str(number)})
