"""The tables of the statistics; columns of `closed_case` have the names and the order of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from sqlalchemy import Column, Index, Text

from authority.figures.record import ClosedCase

from ..tables import table
from ..types import Big, Instant, Int, Key, Small

_KINDS: Mapping[str, tuple[Any, bool]] = {
    "str": (Key, False),
    "date": (Key, False),
    "date | None": (Key, True),
    "bool": (Small, False),
    "bool | None": (Small, True),
    "int": (Int, False),
    "int | None": (Int, True),
}


def _column(field: Field[Any]) -> Column[Any]:
    if field.name == "case_key":
        return Column("case_key", Key, primary_key=True)
    if field.name == "definition_id":
        return Column("definition_id", Big, nullable=False)
    kind, nullable = _KINDS.get(str(field.type), (Text, False))  # lists are JSON
    return Column(COLUMNS[field.name], kind, nullable=nullable)


#: `group` is a word of SQL.
COLUMNS = {field.name: "group_code" if field.name == "group" else field.name for field in fields(ClosedCase)}

closed_case = table(
    "closed_case",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    *(_column(field) for field in fields(ClosedCase)),
    Index("closed_case_month", "tenant", "month", "site"),
)

closed_case_new = table(
    "closed_case_new",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_key", Key, primary_key=True),
)

figure_tally = table(
    "figure_tally",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("month", Int, primary_key=True, autoincrement=False),
    Column("site", Key, primary_key=True),
    Column("group_code", Key, primary_key=True),
    Column("definition_id", Big, primary_key=True, autoincrement=False),
    Column("counts", Text, nullable=False),
)

figure_snapshot = table(
    "figure_snapshot",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("kind", Key, primary_key=True),
    Column("name", Key, primary_key=True),
    Column("site", Key, primary_key=True),
    Column("since", Int, nullable=False),
    Column("until", Int, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("cases", Int, nullable=False),
    Column("rows_sha256", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("prior", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)

figure_supplied = table(
    "figure_supplied",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("month", Int, primary_key=True, autoincrement=False),
    Column("site", Key, primary_key=True),
    Column("measure", Key, primary_key=True),
    Column("numerator", Int, nullable=False),
    Column("denominator", Int, nullable=False),
)
