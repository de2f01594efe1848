"""In how many letters a closed case was written to in the language asked for (K17), and messages by their time (K15)."""

from __future__ import annotations

import sqlalchemy as sa

from store.migrations import online
from store.types import Int

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def upgrade() -> None:
    """Two columns that may be empty, and an index on a table in use."""
    online.columns("closed_case", [sa.Column(name, Int, nullable=True) for name in ("letters", "letters_wanted")])
    online.index("portal_message_time", "portal_message", ["tenant", "sent_at"])


def downgrade() -> None:
    """What was counted is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete counts of frozen months")
