"""The case page: stages, who waits for whom, the clock, timeline, decisions, diagram, partner messages, audit."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import BusinessKey, CaseId, Count, Day, ElementId, Moment, Name, Page, Person, ProcessId, Resource, Text
from .cases import CaseRow
from .tasks import TaskRow


class Stage(Resource):
    """One of the steps on top of the page."""

    key: str = Field(examples=["review"])
    de: str = Field(examples=["Prüfung"])
    en: str = Field(examples=["Review"])
    state: Literal["done", "current", "ahead", "skipped"] = Field(examples=["current"])
    at: Moment | None = None


class Waiting(Resource):
    """For whom the case waits, since when."""

    whom: Text
    since: Moment
    what: Text
    element_id: ElementId
    due_at: Moment | None = None
    overdue: bool = False


class Pause(Resource):
    """A time in which the clock stands still."""

    kind: str = Field(examples=["documents"])
    reason: Text
    from_: Day = Field(alias="from")
    to: Day | None = None
    days: Count


class ClockStep(Resource):
    """One step of the derivation of a date, with its norm."""

    de: str = Field(examples=["Ereignistag"])
    en: str = Field(examples=["day of the event"])
    date: Day
    norm: str = Field(examples=["§ 187 Abs. 1 BGB"])


class ProcedureClock(Resource):
    """How long the procedure has lasted, net and gross, and how the target date came about."""

    started_on: Day
    net_days: Count
    gross_days: Count
    limit_days: Count
    light: Literal["green", "yellow", "red", "none"]
    running: bool = Field(examples=[True])
    pauses: list[Pause]
    target_date: Day | None = None
    steps: list[ClockStep]


class Relative(Resource):
    """A case that belongs to this one (family)."""

    case_id: CaseId
    business_key: BusinessKey
    relation: str = Field(examples=["spouse"])
    name: str = Field(examples=["Vikram Mustermann-Rao"])


class Escalation(Resource):
    """How far the case is escalated."""

    level: str = Field(examples=["E1"])
    since: Moment


class Contact(Resource):
    """Who answers questions."""

    office: str = Field(examples=["Ausländerbehörde Dresden"])
    name: Name | None = None
    phone: str | None = Field(default=None, examples=["+49 351 0000000"])
    mail: str | None = Field(default=None, examples=["akzess@dresden.example"])


class Overview(Resource):
    """Everything on top of the case page."""

    case: CaseRow
    stages: list[Stage]
    waiting: list[Waiting]
    clock: ProcedureClock | None = None
    tasks: list[TaskRow]
    family: list[Relative]
    escalation: Escalation | None = None
    contact: Contact | None = None


class Link(Resource):
    """Where to read more."""

    de: str = Field(examples=["Bescheid"])
    en: str = Field(examples=["Notice"])
    href: str = Field(examples=["/documents/0199f3a2-c001-7b11-9d22-5e31f0a7b6c4"])


class TimelineEntry(Resource):
    """Something that happened, as a sentence."""

    seq: int = Field(ge=1, examples=[4])
    at: Moment
    kind: str = Field(examples=["task"])
    title: Text
    actor_name: Name | None = None
    on_behalf_of: Name | None = None
    element_id: ElementId | None = None
    detail: Text | None = None
    links: list[Link]


class Timeline(Page[TimelineEntry]):
    """What happened, newest first."""


class DecisionInput(Resource):
    """What a decision was asked with."""

    name: str = Field(examples=["occupation.regulated"])
    value: Any = Field(examples=[False])


class RuleCondition(Resource):
    """One cell of a rule that applied."""

    input: str = Field(examples=["occupation.regulated"])
    test: str = Field(examples=["false"])
    value: Any = Field(examples=[False])


class MatchedRule(Resource):
    """A rule that applied."""

    index: int = Field(ge=1, examples=[3])
    id: str = Field(examples=["D3-R03"])
    annotation: Text | None = None
    conditions: list[RuleCondition]
    outputs: dict[str, Any] = Field(examples=[{"required": False}])


class Decision(Resource):
    """A decision with the rules that led to it."""

    seq: int = Field(ge=1, examples=[6])
    at: Moment
    element_id: ElementId
    decision_id: str = Field(examples=["D3_BaApproval"])
    name: Text
    inputs: list[DecisionInput]
    matched_rules: list[MatchedRule]
    result: Any = Field(examples=[{"required": False}])
    hit_policy: str = Field(examples=["FIRST"])


class DecisionPage(Page[Decision]):
    """Decisions of a case, newest first."""


class ParentElement(Resource):
    """The call activity that a process was called by."""

    key: str = Field(examples=["0"])
    element_id: ElementId


class ActiveElement(Resource):
    """Where a token is."""

    element_id: ElementId
    activation: int = Field(examples=[7])
    since: Moment
    kind: str = Field(examples=["userTask"])


class DoneElement(Resource):
    """Where tokens have been."""

    element_id: ElementId
    times: int = Field(ge=1, examples=[1])


class ProcessState(Resource):
    """One diagram of a case and what happens in it."""

    key: str = Field(examples=["0"])
    process_id: ProcessId
    version: int = Field(ge=1, examples=[1])
    name: str = Field(examples=["Aufenthaltstitel für Fachkräfte"])
    parent: ParentElement | None = None
    resource: str = Field(examples=["/definitions/akzess-main/1/resources/akzess-main.bpmn"])
    active: list[ActiveElement]
    done: list[DoneElement]
    flows: list[str] = Field(examples=[["Flow_1"]])
    incidents: list[ElementId]


class DiagramStep(Resource):
    """A line of the list that says the same as the diagrams."""

    element_id: ElementId
    name: Text
    type: str = Field(examples=["userTask"])
    state: str = Field(examples=["completed"])
    entered_at: Moment | None = None
    left_at: Moment | None = None
    by: Name | None = None


class Diagram(Resource):
    """The diagrams of a case with tokens and path, and the equivalent list of steps."""

    processes: list[ProcessState]
    steps: list[DiagramStep]


class PartnerMessage(Resource):
    """A message to or from a partner, out of the evidence ledger."""

    id: str = Field(examples=["184"])
    at: Moment
    direction: Literal["in", "out"] = Field(examples=["out"])
    agency: str = Field(examples=["bundesagentur"])
    operation: str = Field(examples=["requestApproval"])
    summary: Text
    key: str = Field(examples=["BA-2026-000184"])
    receipt: str | None = Field(default=None, examples=["2026-10-21T08:15:00+00:00"])
    proof: str | None = Field(default=None, examples=["/evidence/184/proof.pdf"])


class PartnerMessagePage(Page[PartnerMessage]):
    """Messages with partners, newest first."""


class AuditEntry(Resource):
    """Who read or changed what."""

    at: Moment
    person: Person
    name: Name | None = None
    on_behalf_of: Person | None = None
    action: str = Field(examples=["case.read"])
    purpose: str | None = Field(default=None, examples=["Bearbeitung"])
    detail: Text | None = None


class AuditPage(Page[AuditEntry]):
    """The audit of a case, newest first."""
