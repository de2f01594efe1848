"""The tables of mining and of forecasts; no column of mining names a case or a person."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from ..tables import table
from ..types import Big, Instant, Int, Key, Names, Payload

#: `authority.mining.Cell`; "*" stands for all sites, all case groups. Its key is the order in which figures are read.
mined_cell = table(
    "mined_cell",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("process", Key, primary_key=True),
    Column("measure", Key, primary_key=True),
    Column("site", Key, primary_key=True),
    Column("case_group", Key, primary_key=True),
    Column("month", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("bucket", Int, primary_key=True, autoincrement=False),
    Column("n", Big, nullable=False),
    Column("total", Big, nullable=False),
)

#: The steps that a digest of a variant stands for.
mined_variant = table(
    "mined_variant",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("digest", Key, primary_key=True),
    Column("steps", Names, nullable=False),
)

#: How far a chore has come: the last case it has counted, by when it ended; one row per tenant and name.
mined_mark = table(
    "mined_mark",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("name", Key, primary_key=True),
    Column("ended_at", Instant, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("cases", Big, nullable=False),
    Column("lines", Big, nullable=False),
)

#: A question to the forecast and its answer. `sites` (empty: all) says who may see it; `seen_at`: its last sign of life.
forecast_run = table(
    "forecast_run",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("sites", Names, nullable=False),
    Column("question", Payload, nullable=False),
    Column("state", Key, nullable=False),
    Column("done", Int, nullable=False),
    Column("wanted", Int, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("answer", Payload, nullable=False),
    Index("forecast_run_newest", "tenant", "asked_at", "id"),
)
