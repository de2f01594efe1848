"""The tables of the working group; columns have the names and the order of the records."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from ..desk.kinds import KINDS, kind
from ..tables import table
from ..types import Big, Instant, Int, Key
from . import records


def _tenant() -> Column[int]:
    return Column("tenant", Int, primary_key=True, autoincrement=False)


standard_proposal = table(
    "standard_proposal",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("number", Int, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("participant", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("version", Int, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("draft_id", Text),
    Column("deployment_id", Big),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("decision", Text),
    Column("standard", Text),
    Column("valid_from", Text),
    Index("standard_proposal_newest", "tenant", "proposed_at", "id"),
)

standard_remark = table(
    "standard_remark",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("proposal_id", Key, nullable=False),
    Column("participant", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("standard_remark_proposal", "tenant", "proposal_id", "at", "id"),
)

KINDS[records.StandardProposal] = kind(records.StandardProposal, "standard_proposal", "tenant", "id")
KINDS[records.StandardRemark] = kind(records.StandardRemark, "standard_remark", "tenant", "id")
