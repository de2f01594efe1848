"""Operations: agencies and their jobs, timers that are due, escalations, workload."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import BusinessKey, CaseId, Count, ElementId, Group, Moment, Name, Page, Person, Resource, Site, TaskId, Text


class Agency(Resource):
    """An agency as an operator sees it: traffic light, backlog, latency and errors of the last 24 hours."""

    name: str = Field(examples=["bundesagentur"])
    paused: bool = Field(examples=[False])
    rate_per_minute: int | None = Field(default=None, examples=[None])
    breaker: str = Field(examples=["closed"])
    open_until: Moment | None = Field(default=None, examples=[None])
    waiting: Count
    leased: Count
    incidents: Count
    backlog_seconds: int | None = Field(default=None, examples=[40])
    calls: Count
    errors: Count
    p50_seconds: float | None = Field(default=None, examples=[0.21])
    p95_seconds: float | None = Field(default=None, examples=[0.9])
    changed_by: str = Field(examples=[""])
    changed_at: Moment | None = None
    reason: str = Field(examples=[""])


class Agencies(Resource):
    """Every agency, by name."""

    items: list[Agency]


class Job(Resource):
    """A call to an agency that has not been made, is being made or is stuck."""

    id: TaskId
    type: str = Field(examples=["bundesagentur.requestApproval"])
    agency: str = Field(examples=["bundesagentur"])
    case_id: CaseId
    business_key: BusinessKey
    activation: int = Field(examples=[9])
    element_id: ElementId
    state: str = Field(examples=["incident"])
    attempts: Count
    max_attempts: Count
    due_at: Moment
    leased_until: Moment | None = None
    last_error: str | None = Field(default=None, examples=["agency-malformed"])
    key: str = Field(examples=["6f1c9a52-0c2f-4b0a-9a41-6d1f5d2b7c11"])


class JobPage(Page[Job]):
    """Jobs in a state."""


class DueTimer(Resource):
    """A timer that will fire."""

    case_id: CaseId
    business_key: BusinessKey
    site: Site
    activation: int = Field(examples=[9])
    element_id: ElementId
    name: Text
    fire_at: Moment
    overdue: bool = Field(examples=[False])


class DueTimerPage(Page[DueTimer]):
    """Timers, earliest first."""


class EscalatedCase(Resource):
    """A case that is escalated."""

    case_id: CaseId
    business_key: BusinessKey
    site: Site
    level: str = Field(examples=["E1"])
    since: Moment
    element_id: ElementId
    reason: Text
    task_id: TaskId | None = None
    assignee_name: Name | None = None


class EscalationPage(Page[EscalatedCase]):
    """Escalated cases, highest level first."""


class Workload(Resource):
    """What lies with a person or a group (capped counts)."""

    person: Person | None = None
    name: Name | None = None
    group: Group | None = None
    site: Site | None = None
    open: Count
    overdue: Count
    due_today: Count
    more: bool = Field(description="There is more than was counted", examples=[False])
    absent: bool | None = Field(default=None, examples=[False])


class Workloads(Resource):
    """Workload by person or by group."""

    by: Literal["person", "group"] = Field(examples=["person"])
    items: list[Workload]


class ParkedMessage(Resource):
    """A message that nobody took."""

    id: str = Field(examples=["184"])
    source: str = Field(examples=["kammern"])
    name: str = Field(examples=["kammer.stellungnahme"])
    key: str = Field(examples=["AKZ-DD-2026-000042"])
    received_at: Moment
    expires_at: Moment


class ParkedMessagePage(Page[ParkedMessage]):
    """Messages that nobody took, oldest first."""
