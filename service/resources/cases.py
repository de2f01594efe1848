"""Cases: a row of a list, one case with what is open in it, its history, comments, results of acts."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from .base import BusinessKey, CaseId, ElementId, Moment, Name, Page, Person, ProcessId, Resource, Site, Version
from .tasks import TaskRow


class CaseRow(Resource):
    """A case without its variables."""

    id: CaseId
    business_key: BusinessKey
    process_id: ProcessId
    site: Site
    status: str = Field(examples=["ACTIVE"])
    version: Version
    created_at: Moment
    updated_at: Moment
    ended_at: Moment | None = None
    applicant: str | None = Field(default=None, examples=["Anjali Mustermann-Rao"])
    employer: str | None = Field(default=None, examples=["Muster Maschinenbau GmbH"])
    case_group: str | None = Field(default=None, examples=["18b"])
    stage: str | None = Field(default=None, examples=["review"])


class CasePage(Page[CaseRow]):
    """A page of cases, newest first."""


class OpenTimer(Resource):
    """A timer that will fire."""

    element_id: ElementId
    fire_at: Moment


class Wait(Resource):
    """A message or signal that the case waits for."""

    kind: str = Field(examples=["message"])
    name: str = Field(examples=["ba.entscheidung"])


class Incident(Resource):
    """What is stuck and why."""

    case_id: CaseId
    activation: int = Field(examples=[9])
    element_id: ElementId
    code: str = Field(examples=["agency-malformed"])
    message: str = Field(examples=["the answer is no SOAP"])
    opened_at: Moment
    resolved_at: Moment | None = None


class IncidentPage(Page[Incident]):
    """Open incidents, oldest first."""


class CaseDetail(CaseRow):
    """One case with what is open in it."""

    tasks: list[TaskRow]
    timers: list[OpenTimer]
    waits_for: list[Wait]
    incidents: list[Incident]


class CaseStarted(Resource):
    """The new case."""

    id: CaseId
    business_key: BusinessKey
    version: Version
    status: str = Field(examples=["ACTIVE"])


class CaseActed(Resource):
    """Where the case stands after an act."""

    case_id: CaseId
    version: Version
    status: str = Field(examples=["ACTIVE"])


class CaseVariables(Resource):
    """The case's data, as far as the caller may see it."""

    model_config = ConfigDict(extra="allow")


class HistoryLine(Resource):
    """One line of the raw history, chained by hash."""

    seq: int = Field(ge=1, examples=[4])
    at: Moment
    actor: Person
    event: str = Field(examples=["CompleteTask"])
    element_id: str = Field(examples=["UT-COMPL"])
    activation: int = Field(examples=[7])
    outcome: str = Field(examples=["completed"])
    started_at: Moment | None = None
    detail: dict[str, Any] = Field(examples=[{"element": "UT-COMPL"}])
    hash: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class HistoryPage(Page[HistoryLine]):
    """Lines in order; `verified` says on the first page whether the hash chain of the whole case holds."""

    verified: bool | None = Field(default=None, examples=[True])


class Comment(Resource):
    """A remark of a clerk on a case."""

    id: str = Field(examples=["0199f3a2-9b01-7a3d-8c11-2b7d41f6e0aa"])
    case_id: CaseId
    text: str = Field(examples=["Arbeitgeber reicht die Stellenbeschreibung nach."])
    element_id: ElementId | None = None
    author: Person
    author_name: Name
    created_at: Moment
    edited_at: Moment | None = None
    editable: bool = Field(description="The caller may still change or delete it today", examples=[True])


class CommentPage(Page[Comment]):
    """Comments on a case, newest first."""


class MessageReceipt(Resource):
    """The receipt of a message: the same for each repetition."""

    id: str = Field(examples=["184"])
    at: Moment
    state: str = Field(examples=["accepted"])
    case_id: CaseId | None = None


class Health(Resource):
    """The service can do its work."""

    status: str = Field(examples=["ok"])
    now: Moment
    next_due: Moment | None = None
