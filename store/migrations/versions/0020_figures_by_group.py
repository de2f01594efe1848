"""The case group of what became of an appointment (K7), and how each case group answered the survey (K13)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Int, Key, Payload

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def upgrade() -> None:
    """Columns that code of the version before leaves empty, and a table that it does not know."""
    for table in ("appointment_outcome", "survey_code"):
        online.columns(table, [sa.Column("case_group", sa.Text, nullable=False, server_default=sa.text("''"))])
    if not online.has_table("survey_tally"):
        op.create_table(
            "survey_tally",
            sa.Column("tenant", Int, autoincrement=False, nullable=False),
            sa.Column("wave_id", Key, nullable=False),
            sa.Column("population", Key, nullable=False),
            sa.Column("part", Key, nullable=False),
            sa.Column("counts", Payload, nullable=False),
            sa.PrimaryKeyConstraint("tenant", "wave_id", "population", "part", name="pk_survey_tally"),
            sqlite_strict=True,
        )
        _fill()


def _fill() -> None:
    """What was given out and returned so far, by site; codes of waves that are over are deleted, and with them the count."""
    bind = op.get_bind()
    tally = sa.table("survey_tally", *(sa.column(name) for name in ("tenant", "wave_id", "population", "part")),
                     sa.column("counts", Payload))  # fmt: skip
    found: dict[tuple[int, str, str, str], dict[str, int]] = {}
    for table, names in (("survey_code", ("given",)), ("survey_answer", ("given", "returned"))):
        sql = f"SELECT tenant, wave_id, population, site, COUNT(*) FROM {table} GROUP BY tenant, wave_id, population, site"
        for tenant, wave, population, site, count in bind.execute(sa.text(sql)):
            counts = found.setdefault((tenant, wave, population, f"site:{site}"), {})
            for name in names:
                counts[name] = counts.get(name, 0) + count
    for (tenant, wave, population, part), counts in found.items():
        row = {"tenant": tenant, "wave_id": wave, "population": population, "part": part, "counts": counts}
        bind.execute(sa.insert(tally).values(row))


def downgrade() -> None:
    """Answers that were counted by case group are counted nowhere else."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete counts of the survey")
