"""Tasks as a clerk sees them: a row of the inbox, one task with its form, counts, results of acts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import (
    BusinessKey,
    CaseId,
    Count,
    ElementId,
    Group,
    Moment,
    Name,
    Page,
    Person,
    ProcessId,
    Resource,
    Site,
    TaskId,
    Text,
    Version,
)
from .problems import CompletedBy

Light = Literal["green", "yellow", "red", "none"]


class TaskRow(Resource):
    """A task in a list; `version` is what `If-Match` takes."""

    id: TaskId
    case_id: CaseId
    version: Version
    business_key: BusinessKey
    process_id: ProcessId
    element_id: ElementId
    name: str = Field(examples=["Vollständigkeit prüfen"])
    name_en: str | None = Field(default=None, examples=["Check completeness"])
    form_id: str | None = Field(default=None, examples=["ut-compl"])
    state: Literal["OPEN", "COMPLETED", "CANCELLED"] = Field(examples=["OPEN"])
    assignee: Person | None = None
    assignee_name: Name | None = None
    groups: list[Group]
    priority: int = Field(ge=0, le=100, examples=[50])
    site: Site
    created_at: Moment
    due_at: Moment | None = None
    due_light: Light = "none"
    due_why: Text | None = Field(
        default=None,
        examples=[
            {
                "de": "4 Wochen seit 21.10., Buß- und Bettag → 19.11.",
                "en": "4 weeks since 21 Oct, Day of Repentance → 19 Nov",
            }
        ],
    )
    follow_up_at: Moment | None = None
    follow_up_note: str | None = Field(default=None, examples=["Rückruf der Kammer abwarten"])
    ended_at: Moment | None = None
    ended_by: Person | None = None
    applicant: str | None = Field(default=None, examples=["Anjali Mustermann-Rao"])
    employer: str | None = Field(default=None, examples=["Muster Maschinenbau GmbH"])
    azr_number: str | None = Field(default=None, examples=["123456789012"])
    case_group: str | None = Field(default=None, examples=["18b"])
    nationality: str | None = Field(default=None, examples=["IND"])
    has_draft: bool = False


class TaskPage(Page[TaskRow]):
    """A page of the inbox."""


class Draft(Resource):
    """What the caller typed so far."""

    answers: dict[str, Any] = Field(examples=[{"result": "COMPLETE"}])
    saved_at: Moment


class FourEyes(Resource):
    """Steps that a person must not have done who completes this one."""

    with_: list[ElementId] = Field(alias="with")
    last_by: Name | None = None


class TaskDetail(TaskRow):
    """One task with its form, the data it may show, and the caller's draft."""

    form: dict[str, Any] | None = Field(
        description="form-js schema", examples=[{"type": "default", "id": "ut-compl", "components": []}]
    )
    variables: dict[str, Any] = Field(examples=[{"applicant": {"familyName": "Mustermann-Rao"}}])
    answers: dict[str, Any] | None = Field(default=None, examples=[None])
    draft: Draft | None = None
    legal_basis: str | None = Field(default=None, examples=["§ 18b AufenthG"])
    help: Text | None = None
    four_eyes: FourEyes | None = None
    completed_by: CompletedBy | None = Field(default=None, examples=[None])


class TaskActed(Resource):
    """Where the case stands after an act on one of its tasks, and the task itself."""

    case_id: CaseId
    version: Version
    status: str = Field(examples=["ACTIVE"])
    task: TaskRow | None = None


class TaskCompleted(Resource):
    """A completed task; `next` is the caller's next one in the list that was asked for."""

    case_id: CaseId
    version: Version
    status: str = Field(examples=["ACTIVE"])
    next: TaskRow | None = None


class DraftSaved(Resource):
    """The draft is on the server."""

    saved_at: Moment


class CappedCount(Resource):
    """A number of rows; `more` says that there are more than `value` (never counted beyond 1,000)."""

    value: Count
    more: bool = False


class TaskCounts(Resource):
    """How much is there for the caller."""

    mine: CappedCount
    team: CappedCount
    deputies: CappedCount
    overdue: CappedCount
    due_today: CappedCount
    follow_up_due: CappedCount


class RowProblem(Resource):
    """Why one row of a bulk act was refused."""

    code: str = Field(examples=["stale-version"])
    title: str = Field(examples=["Der Vorgang wurde inzwischen geändert"])
    detail: str = Field(examples=["version 11 is not the current 12"])


class BulkResult(Resource):
    """What became of one row of a bulk act."""

    id: TaskId
    ok: bool
    problem: RowProblem | None = None


class BulkResults(Resource):
    """What became of each row, in the order in which they were sent."""

    results: list[BulkResult]


class SharedWith(Resource):
    """The team a view is shared with: a role, a site, or the role at the site."""

    group: Group | None = None
    site: Site | None = None


class SavedView(Resource):
    """A named list: filters as a query string, columns in order."""

    id: str = Field(examples=["0199f3a2-8d10-7c55-b1f0-52c7a8e90d11"])
    name: str = Field(examples=["Fällig diese Woche"])
    owner: Person
    owner_name: Name | None = None
    shared: SharedWith | None = None
    query: str = Field(examples=["scope=team&sort=due"])
    columns: list[str] = Field(examples=[["businessKey", "applicant", "dueAt"]])
    position: int = Field(ge=0, examples=[1])


class SavedViewPage(Page[SavedView]):
    """The caller's views and those of the caller's teams, by position."""
