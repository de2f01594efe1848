"""Refusals (RFC 9457): what every error of every route looks like."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from .base import Moment, Name, Resource


class FieldError(Resource):
    """One thing that is wrong with one field of the input; `pointer` is a JSON pointer (RFC 6901)."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    pointer: str = Field(examples=["/answers/result"])
    code: str = Field(examples=["required"])
    message: str = Field(examples=["Bitte ausfüllen"])
    severity: str | None = Field(default=None, description="Findings in a model only", examples=["error"])
    line: str | None = Field(default=None, description="Findings in a model only", examples=["17"])


class CompletedBy(Resource):
    """Who completed a task, and when."""

    name: Name
    at: Moment


class Problem(Resource):
    """A refusal. `code` is stable, `title` is for people in the language of Accept-Language, `detail` says more."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str = Field(examples=["urn:akzess:problem:stale-version"])
    title: str = Field(examples=["Der Vorgang wurde inzwischen geändert"])
    status: int = Field(ge=400, le=599, examples=[412])
    detail: str = Field(examples=["version 11 is not the current 12"])
    instance: str = Field(description="Id of this answer", examples=["urn:uuid:6f1c9a52-0c2f-4b0a-9a41-6d1f5d2b7c11"])
    code: str = Field(examples=["stale-version"])
    errors: list[FieldError] = Field(default=[], examples=[[]])
    retryable: bool = Field(description="The same request may work later; see Retry-After", examples=[False])
    trace_id: str = Field(description="For asking the operator", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])
    completed_by: CompletedBy | None = Field(default=None, description="task-already-completed only", examples=[None])
    draft_kept: bool | None = Field(
        default=None, description="task-already-completed only: what was sent is kept as a draft", examples=[None]
    )
