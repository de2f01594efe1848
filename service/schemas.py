"""What callers may send: strict records, a field that is not here is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel

Key = Annotated[str, Field(min_length=1, max_length=255)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, examples=["telefonisch geklärt"])]


#: RFC 3339 with seconds that exist; other spellings of ISO 8601 are read differently by different programs.
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
_YEARS = range(1900, 2200)


def _instant(value: Any) -> Any:
    """An instant with its offset, in UTC from here on; years in which offices keep files."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or _INSTANT.fullmatch(value) is None:
        raise ValueError("an instant is written 2026-10-21T08:15:00+02:00")
    found = datetime.fromisoformat(value)
    if found.year not in _YEARS:
        raise ValueError("the year is out of range")
    return found.astimezone(UTC)


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-10-28T08:00:00+01:00"]}),
]


class Body(BaseModel):
    """Names in camelCase on the wire and no others; no conversion between types, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class NewCase(Body):
    """An application: which procedure, at which site, and what is known so far."""

    process_id: Annotated[str, Field(min_length=1, max_length=255, examples=["akzess-main"])] = "akzess-main"
    site: Annotated[str, Field(max_length=20)] = ""
    business_key: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    variables: dict[str, Any] = {}


class Credentials(Body):
    """Account and password."""

    account: Key
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class Answers(Body):
    """What a clerk filled in: keys are those of the task's form."""

    answers: dict[str, Any] = {}


class Assignee(Body):
    """The person who is to do the task."""

    assignee: Annotated[str, Field(min_length=1, max_length=255, examples=["bela.dd"])]


class FollowUp(Body):
    """When the task is to be looked at again (null: now) and what for."""

    at: Instant | None
    note: Annotated[str, Field(max_length=500, examples=["Rückruf der Kammer abwarten"])] = ""


class Priority(Body):
    """0 can wait, 100 is most urgent."""

    priority: Annotated[int, Field(ge=0, le=100, examples=[80])]
    reason: Reason


class BulkTask(Body):
    """A task and its version as the caller saw it."""

    id: Annotated[str, Field(min_length=1, max_length=255, examples=["0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a.7"])]
    version: Annotated[int, Field(ge=0, examples=[2])]


class Bulk(Body):
    """The same act on many tasks; each succeeds or fails by itself."""

    action: Literal["claim", "assign", "unclaim", "follow-up", "priority"]
    tasks: Annotated[list[BulkTask], Field(min_length=1, max_length=200)]
    assignee: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    at: Instant | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    priority: Annotated[int, Field(ge=0, le=100)] | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """What the act needs is there, and no task comes twice."""
        if self.action == "assign" and self.assignee is None:
            raise ValueError("assign needs an assignee")
        if self.action == "priority" and (self.priority is None or self.reason is None):
            raise ValueError("priority needs a priority and a reason")
        if len({task.id for task in self.tasks}) != len(self.tasks):
            raise ValueError("a task comes twice")
        return self


class Remark(Body):
    """A comment on a case, or on one step of it."""

    text: Annotated[str, Field(min_length=1, max_length=10_000, examples=["Arbeitgeber reicht nach."])]
    element_id: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class Shared(Body):
    """The team that sees the view: a role, a site, or the role at the site."""

    group: Annotated[str, Field(min_length=1, max_length=255, examples=["akz-clerk"])] | None = None
    site: Annotated[str, Field(min_length=1, max_length=20, examples=["DD"])] | None = None


class ViewToSave(Body):
    """A list under a name."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["Fällig diese Woche"])]
    query: Annotated[str, Field(max_length=2000, examples=["scope=team&sort=due"])] = ""
    columns: Annotated[list[str], Field(max_length=40, examples=[["businessKey", "applicant", "dueAt"]])] = []
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    shared: Shared | None = None


class NewMessage(Body):
    """A message for a waiting case; the same (source, messageId) again has no further effect."""

    source: Annotated[str, Field(min_length=1, max_length=100)] = "api"
    message_id: Annotated[str, Field(min_length=1, max_length=255, examples=["2026-10-21-0001"])]
    name: Annotated[str, Field(min_length=1, max_length=255, examples=["antrag.ruecknahme"])]
    key: Annotated[str, Field(max_length=255, examples=["AKZ-DD-2026-000042"])] = ""
    payload: dict[str, Any] = {}


class Bundle(Body):
    """A bundle to deploy: file names and their text."""

    resources: Annotated[
        dict[str, str], Field(min_length=1, max_length=200, examples=[{"small.bpmn": '<?xml version="1.0"?>…'}])
    ]


class Reasoned(Body):
    """An act by hand always carries its reason."""

    reason: Reason


class Resolution(Reasoned):
    """Go on as if it had worked, with these results."""

    variables: dict[str, Any] = {}


class Draining(Reasoned):
    """Let an agency's backlog go on slowly."""

    rate_per_minute: Annotated[int, Field(ge=1, le=100_000)]


class Modification(Reasoned):
    """Move tokens: activations to withdraw, elements to start."""

    cancel: list[int] = []
    start: list[str] = []
    variables: dict[str, Any] = {}
