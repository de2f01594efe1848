"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations import online

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
#: The oldest code, by its newest revision, that may go on beside this schema (docs/upgrading.md).
serves = ${repr(up_revision)}


def upgrade() -> None:
    """${message}"""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo it."""
    ${downgrades if downgrades else "pass"}
