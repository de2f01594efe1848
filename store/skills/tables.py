"""The tables of skills and absences; columns have the names and the order of the records."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from ..tables import table
from ..types import Instant, Int, Key, Names

#: `weekly_minutes`: contracted time of a week. No reasons, no assessments: this is no personnel file.
staff_profile = table(
    "staff_profile",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("person", Key, primary_key=True),
    Column("languages", Names, nullable=False),
    Column("subjects", Names, nullable=False),
    Column("weekly_minutes", Int, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
)

#: Days ("2026-11-23") on which somebody is not there, both included; why is nobody's business here.
staff_absence = table(
    "staff_absence",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("person", Key, nullable=False),
    Column("since", Key, nullable=False),
    Column("until", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("staff_absence_until", "tenant", "until", "id"),
    Index("staff_absence_person", "tenant", "person", "until"),
)
