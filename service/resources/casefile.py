"""The case page: stages, who waits for whom, the clock, timeline, partner messages, audit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from .base import BusinessKey, CaseId, Count, Day, ElementId, Moment, Name, Page, Person, Resource, Text
from .cases import CaseRow
from .tasks import Light, TaskRow

StageState = Literal["done", "current", "ahead", "skipped"]
WaitKind = Literal["person", "partner", "message", "time", "incident", "suspended", "sealed"]
ClockState = Literal["waiting", "running", "paused", "stopped"]
Kind = Literal[
    "case", "task", "letter", "partner", "decision", "clock", "deadline", "escalation", "incident", "step", "path"
]
PartName = Literal["request", "answer", "message", "acknowledgement"]

#: An instant, or a day where only that is known.
MomentOrDay = Annotated[datetime | date, Field(examples=["2026-10-21T08:15:00+00:00"])]


class Stage(Resource):
    """One of the steps on top of the page; `at`: when it was over (done) or entered (current)."""

    key: str = Field(examples=["pruefung"])
    de: str = Field(examples=["Prüfung"])
    en: str = Field(examples=["Assessment"])
    state: StageState = Field(examples=["current"])
    at: MomentOrDay | None = None


class Waiting(Resource):
    """For whom the case waits, since when, for what."""

    whom: Text
    since: Moment
    what: Text
    element_id: ElementId
    kind: WaitKind = Field(examples=["message"])
    due_at: Moment | None = None
    overdue: bool = False


class Pause(Resource):
    """A time in which the clock stands still; one that does not `count` is recorded only."""

    kind: str = Field(examples=["P82"])
    reason: Text
    from_: Day = Field(alias="from")
    to: Day | None = None
    days: Count
    counts: bool = True


class ClockStep(Resource):
    """One step of the derivation of a date, with its norm."""

    de: str = Field(examples=["Ereignistag, zählt nicht mit"])
    en: str = Field(examples=["day of the event, not counted"])
    date: Day
    norm: str = Field(examples=["§ 187 Abs. 1 BGB"])


class ClockDate(Resource):
    """A date of the clock with its reason in one line and step by step; no date while a pause keeps it unknown."""

    key: str = Field(examples=["T01"])
    name: Text
    date: Day | None = None
    short: Text
    steps: list[ClockStep]


class ProcedureClock(Resource):
    """How long the procedure has lasted, net and gross, and how each of its dates came about."""

    received_on: Day
    started_on: Day | None = None
    stopped_on: Day | None = None
    state: ClockState = Field(examples=["running"])
    net_days: Count
    gross_days: Count
    limit_days: Count
    remaining_days: int = Field(examples=[9])
    light: Light
    running: bool = Field(examples=[True])
    in_time: bool | None = Field(default=None, examples=[None])
    pauses: list[Pause]
    target_date: Day | None = None
    steps: list[ClockStep] = Field(description="how the target date came about")
    dates: list[ClockDate]


class OpenDeadline(Resource):
    """A timer of the case: what happens then."""

    element_id: ElementId
    name: Text
    at: Moment
    overdue: bool = False


class Relative(Resource):
    """A case that belongs to this one (family, second application)."""

    case_id: CaseId
    business_key: BusinessKey
    relation: str = Field(examples=["sponsor"])
    relation_name: Text
    name: str = Field(examples=["Vikram Mustermann-Rao"])
    status: str = Field(examples=["RUNNING"])


class Escalation(Resource):
    """How far the case is escalated, and since when as far as a note says so."""

    level: str = Field(examples=["E1"])
    since: Day | None = None


class Contact(Resource):
    """Who answers questions."""

    office: str = Field(examples=["Ausländerbehörde Dresden"])
    address: str | None = Field(default=None, examples=["Theaterstraße 11, 01067 Dresden"])
    name: Name | None = None
    phone: str | None = Field(default=None, examples=["+49 351 0000000"])
    mail: str | None = Field(default=None, examples=["akzess@dresden.example"])


class IncidentNote(Resource):
    """Something is stuck: where, and the code that operators know it by."""

    element_id: ElementId
    name: Text
    code: str = Field(examples=["agency-malformed"])
    since: Moment


class Sealed(Resource):
    """A folder of the case that is opened with a reason; `open`: by the caller, just now."""

    folder: str = Field(examples=["SECURITY"])
    open: bool = False


class DocumentKind(Resource):
    """A kind of document that the case asks for."""

    code: str = Field(description="Code of decision table D6", examples=["JOB_CONTRACT"])
    name: Text


class Overview(Resource):
    """Everything on top of the case page."""

    case: CaseRow
    procedure: Text
    outcome: str | None = Field(default=None, examples=["GRANT"])
    stages: list[Stage]
    waiting: list[Waiting]
    clock: ProcedureClock | None = None
    deadlines: list[OpenDeadline]
    tasks: list[TaskRow]
    family: list[Relative]
    escalation: Escalation | None = None
    incidents: list[IncidentNote]
    contact: Contact | None = None
    seals: list[Sealed]
    permissions: dict[str, bool] = Field(examples=[{"case.cancel": True}])
    document_kinds: list[DocumentKind] = Field(description="Only for whoever may file documents")


class Link(Resource):
    """Where to read more."""

    de: str = Field(examples=["Warum?"])
    en: str = Field(examples=["Why?"])
    href: str = Field(examples=["?tab=decisions"])


class TimelineEntry(Resource):
    """Something that happened, as a sentence."""

    seq: int = Field(ge=1, examples=[4])
    at: Moment
    kind: Kind = Field(examples=["task"])
    title: Text
    actor_name: Name | None = None
    on_behalf_of: Name | None = None
    element_id: ElementId | None = None
    detail: Text | None = None
    links: list[Link]


class Timeline(Page[TimelineEntry]):
    """What happened, newest first. A page may hold fewer than asked for; `next` says whether there is more."""


class PartnerMessage(Resource):
    """A message to or from a partner, out of the evidence ledger, without its content."""

    id: str = Field(examples=["184"])
    exchange: str = Field(examples=["0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"])
    part: PartName = Field(examples=["request"])
    at: Moment
    direction: Literal["in", "out"] = Field(examples=["out"])
    agency: str = Field(examples=["bundesagentur"])
    partner: Text
    operation: str = Field(examples=["submitApprovalRequest"])
    summary: Text
    outcome: Text | None = None
    status: int | None = Field(default=None, examples=[200])
    key: str = Field(examples=["0b0e0a52-3f0b-4f3e-9f57-7f1f2f3f4f5f"])
    message_id: str = Field(default="", examples=[""])
    size: Count
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    signature: str = Field(examples=["made"])
    receipt: dict[str, str] = Field(examples=[{"receivedAt": "2026-10-21T08:15:00+00:00"}])
    proof: str | None = Field(default=None, examples=["/evidence/184/proof.pdf"])


class PartnerMessagePage(Page[PartnerMessage]):
    """Messages with partners in the order in which they were kept."""


class AuditEntry(Resource):
    """Who read or changed what."""

    at: Moment
    person: Person
    name: Name | None = None
    on_behalf_of: Name | None = None
    action: str = Field(examples=["CompleteTask"])
    purpose: str | None = Field(default=None, examples=["case"])
    detail: Text | None = None
    seq: int | None = Field(default=None, examples=[23])
    hash: str | None = Field(default=None, examples=["9f86d081884c7d65"])


class AuditPage(Page[AuditEntry]):
    """The audit of a case, newest first: changes (with the hash chain), reads, or openings of sealed folders."""
