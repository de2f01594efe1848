"""A proposal of the working group and a remark on it, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StandardProposal:
    """A change of the standard that somebody proposed; rules in `authority.working_group.proposals`.

    `standard`: the version of the standard that it became part of. `valid_from`: a day (ISO). `draft_id`, `deployment_id`:
    the designer's draft that shows it, and the deployment that brought it into force.
    """

    tenant: int
    id: str
    number: int
    title: str
    reason: str
    text: str
    participant: str
    state: str
    version: int
    proposed_at: datetime
    proposed_by: str
    draft_id: str | None = None
    deployment_id: int | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision: str | None = None
    standard: str | None = None
    valid_from: str | None = None


@dataclass(frozen=True, slots=True)
class StandardRemark:
    """What a participant said about a proposal."""

    tenant: int
    id: str
    proposal_id: str
    participant: str
    author: str
    text: str
    at: datetime
