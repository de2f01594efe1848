"""States bound to the head of their history are content format 3: where cases are, format 2 goes on being written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations import online

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def upgrade() -> None:
    """No table changes. A database without cases has no process of before that would have to read them."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM case_instance LIMIT 1")).first() is not None:
        online.keep_format(2)


def downgrade() -> None:
    """Nothing has to be undone: the format that is written is a row that operators set."""
