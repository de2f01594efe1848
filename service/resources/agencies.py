"""Agencies: what operators ordered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Moment, Person, Resource


class AgencyOrder(Resource):
    """What an operator ordered for an agency, and why."""

    at: Moment
    agency: str = Field(examples=["kammern"])
    order: Literal["pause", "resume", "drain"] = Field(examples=["pause"])
    rate_per_minute: int | None = Field(default=None, examples=[None])
    reason: str = Field(examples=["Wartung bis 18 Uhr"])
    person: Person
    account: str = Field(examples=["lore"])


class AgencyOrders(Resource):
    """The latest orders, newest first."""

    items: list[AgencyOrder]
