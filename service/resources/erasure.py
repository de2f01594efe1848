"""Answers about the erasure of a case: until when it is kept, what was decided, and what holds it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import BusinessKey, CaseId, Count, Moment, Name, Person, Resource

_HOLD = "0199f3a2-aa10-7d2e-8f43-77b0c6a1e0d4"


class Hold(Resource):
    """A legal hold; `liftedAt` null: it lies on the case."""

    id: str = Field(examples=[_HOLD])
    reason: str = Field(examples=["Klage 3 K 1/27"])
    placed_at: Moment
    placed_by: Person
    placed_by_name: Name
    lifted_at: Moment | None = None
    lifted_by: Person | None = None


class Erasure(Resource):
    """The decision about a case. "proposed": another person has to approve, or the time for objections has to end."""

    case_id: CaseId
    business_key: BusinessKey
    state: Literal["none", "proposed", "erased"] = Field(examples=["proposed"])
    basis: str | None = Field(default=None, examples=["court-order"])
    reference: str | None = Field(default=None, examples=["VG Dresden, 3 K 1/27"])
    proposed_at: Moment | None = None
    proposed_by: Person | None = None
    not_before: Moment | None = None
    approved_by: Person | None = None
    erased_at: Moment | None = None
    keys_destroyed: Count = 0


class Keeping(Resource):
    """How a case is kept; `keptUntil` null: nobody has looked yet, or it has not ended."""

    erasure: Erasure
    record_class: str | None = Field(default=None, examples=["file"])
    kept_until: Moment | None = None
    holds: list[Hold]


class Withdrawn(Resource):
    """A proposal was taken back; `withdrawn` false: there was none that waited."""

    withdrawn: bool = Field(examples=[True])


class ErasureList(Resource):
    """What waits for review, the longest waiting first."""

    items: list[Erasure]
