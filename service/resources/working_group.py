"""The agreement, proposals to change the standard, and the quarterly report as their pages see them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Count, Day, Moment, Name, Person, Resource, Text, Version
from .designer import DeployedProcess

PROPOSAL = "2c0f6a1e-5b7d-4f6a-9e3c-7a8b9c0d1e2f"
ProposalState = Literal["open", "accepted", "declined", "withdrawn", "in-force"]


class AgreementSignature(Resource):
    """Who signed, by function, and when."""

    partner: str = Field(examples=["BA_AMZ"])
    partner_name: Text
    signatory: Text
    signed_on: Day


class ServiceLevel(Resource):
    """A promise and what became of it in the quarter; null: fewer than five answers."""

    id: str = Field(examples=["BA"])
    participants: list[Text]
    name: Text
    days: Count
    target: float = Field(ge=0, le=1, examples=[0.9])
    count: int | None = Field(default=None, examples=[42])
    share: float | None = Field(default=None, examples=[0.93])
    median: float | None = Field(default=None, examples=[6.0])
    met: bool | None = None


class AgreementVersion(Resource):
    """A version of the agreement; `levels` are measured for the quarter that was asked for."""

    version: str = Field(examples=["2026-1"])
    valid_from: Day
    valid_until: Day | None = None
    in_force: bool
    text: Text
    signatures: list[AgreementSignature]
    levels: list[ServiceLevel]


class AgreementHistory(Resource):
    """All versions, the newest first."""

    quarter: str = Field(examples=["2026-Q3"])
    items: list[AgreementVersion]


class StandardRow(Resource):
    """A proposal in the list."""

    id: str = Field(examples=[PROPOSAL])
    number: Count
    title: str = Field(examples=["Erinnerung an die Kammer nach zehn Tagen"])
    participant: str = Field(examples=["hwk"])
    state: ProposalState
    version: Version
    proposed_at: Moment
    decided_at: Moment | None = None
    standard: str | None = Field(default=None, examples=["2026-2"])
    valid_from: Day | None = None
    remarks: Count


class StandardRows(Resource):
    """Proposals, the newest first."""

    items: list[StandardRow]
    may_write: bool
    may_decide: bool


class StandardRemarkRow(Resource):
    """What a participant said."""

    id: str = Field(examples=[PROPOSAL])
    participant: str = Field(examples=["akz-lead"])
    author: Person
    author_name: Name
    text: str = Field(examples=["Das ist zu schaffen."])
    at: Moment


class StandardDeployment(Resource):
    """A deployment of the procedure: when, why, and the processes that are new with it."""

    id: int = Field(ge=1, examples=[4])
    deployed_at: Moment
    reason: str = Field(examples=["Die Kammer wird nach zehn Tagen erinnert."])
    processes: list[DeployedProcess]


class StandardWhole(StandardRow):
    """One proposal with its discussion and its decision.

    `deployment` put it into force; `linkable` may do so, the newest first (empty for whoever does not decide, or too early).
    """

    reason: str = Field(examples=["Stellungnahmen kommen oft erst am letzten Tag."])
    text: str = Field(examples=["T09 erinnert nach 10 statt nach 14 Tagen."])
    proposed_by: Person
    proposed_by_name: Name
    decision: str | None = Field(default=None, examples=["Einstimmig angenommen."])
    draft_id: str | None = Field(default=None, examples=[PROPOSAL])
    draft_name: str | None = Field(default=None, examples=["Erinnerung nach zehn Tagen"])
    deployment: StandardDeployment | None = None
    linkable: list[StandardDeployment]
    mine: bool
    discussion: list[StandardRemarkRow]


class BreachCause(Resource):
    """Late decisions of a cause; null: between one and four, or what would tell such a number."""

    cause: str = Field(examples=["CHAMBER"])
    name: Text
    count: int | None = Field(default=None, examples=[7])


class ReportedProposal(Resource):
    """A proposal in the report: what became of it, and where in the standard it stands from when on."""

    number: Count
    title: str = Field(examples=["Erinnerung an die Kammer nach zehn Tagen"])
    state: ProposalState
    standard: str | None = Field(default=None, examples=["2026-2"])
    valid_from: Day | None = None


class QuarterlyReport(Resource):
    """What the working group reads each quarter; nobody is named. `quarters`: those that may be asked for."""

    quarter: str = Field(examples=["2026-Q3"])
    quarters: list[str] = Field(examples=[["2026-Q3", "2026-Q2"]])
    agreement: str = Field(examples=["2026-1"])
    decided: int | None = Field(default=None, examples=[120])
    in_time: float | None = Field(default=None, examples=[0.94])
    levels: list[ServiceLevel]
    breaches: list[BreachCause]
    breaches_total: int | None = Field(default=None, examples=[9])
    proposals: list[ReportedProposal]
