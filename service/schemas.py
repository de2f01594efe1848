"""What callers may send: strict records, a field that is not here is refused."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Key = Annotated[str, Field(min_length=1, max_length=255)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class Body(BaseModel):
    """Names in camelCase on the wire; no conversion between types, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True)


class NewCase(Body):
    """An application: which procedure, at which site, and what is known so far."""

    process_id: Key = "akzess-main"
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


class Assignment(Body):
    """The account's person who is to do the task."""

    assignee: Key


class NewMessage(Body):
    """A message for a waiting case; the same (source, messageId) again has no further effect."""

    source: Annotated[str, Field(min_length=1, max_length=100)] = "api"
    message_id: Key
    name: Key
    key: Annotated[str, Field(max_length=255)] = ""
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
