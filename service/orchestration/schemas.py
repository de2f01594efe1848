"""What clients may send: types are checked, fields of later versions of the API are passed over as it does itself."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel


def _long(value: Any) -> Any:
    """64-bit numbers may come as text: clients in JavaScript write them so, lest they lose digits."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    return value


Name = Annotated[str, Field(min_length=1, max_length=255)]
Text = Annotated[str, Field(max_length=10_000)]
Variables = dict[str, Any]
#: Milliseconds: not longer than ten days for a lease, ten years for a message.
Lease = Annotated[int, BeforeValidator(_long), Field(ge=1, le=864_000_000)]
Milliseconds = Annotated[int, BeforeValidator(_long), Field(ge=0, le=315_360_000_000)]
Wait = Annotated[int, BeforeValidator(_long), Field(le=3_600_000)]
Retries = Annotated[int, Field(ge=0, le=1_000)]


class Body(BaseModel):
    """Names in camelCase; no conversion between types."""

    model_config = ConfigDict(extra="ignore", strict=True, alias_generator=to_camel, populate_by_name=True)


class JobActivation(Body):
    """POST /jobs/activation. `requestTimeout` 0 asks for the server's default, below 0 for no waiting."""

    type: Name
    timeout: Lease
    max_jobs_to_activate: Annotated[int, Field(ge=1, le=1_000)]
    worker: Annotated[str, Field(max_length=255)] | None = None
    fetch_variable: list[str] | None = None
    request_timeout: Wait | None = None
    tenant_ids: list[str] | None = None
    with_lease: bool | None = None


class Fenced(Body):
    """What a worker reports may name the lease once more."""

    job_lease_token: Annotated[str, Field(max_length=100)] | None = None


class JobCompletion(Fenced):
    """POST /jobs/{key}/completion."""

    variables: Variables | None = None
    result: Variables | None = None


class JobFailure(Fenced):
    """POST /jobs/{key}/failure. No retries left: an incident."""

    retries: Retries | None = None
    error_message: Text | None = None
    retry_back_off: Milliseconds | None = None
    variables: Variables | None = None


class JobError(Fenced):
    """POST /jobs/{key}/error."""

    error_code: Name
    error_message: Text | None = None
    variables: Variables | None = None


class Changeset(Body):
    """What of a job may be changed."""

    retries: Annotated[int, Field(ge=1, le=1_000)] | None = None
    timeout: Lease | None = None
    priority: int | None = None


class JobUpdate(Fenced):
    """PATCH /jobs/{key}."""

    changeset: Changeset


class StartInstruction(Body):
    """Where to start."""

    element_id: Name


class ProcessCreation(Body):
    """POST /process-instances, by id or by key of the definition."""

    process_definition_id: Name | None = None
    process_definition_key: Name | None = None
    process_definition_version: int | None = None
    variables: Variables | None = None
    tenant_id: str | None = None
    start_instructions: list[StartInstruction] | None = None
    runtime_instructions: list[Variables] | None = None
    await_completion: bool | None = None
    fetch_variables: list[str] | None = None
    request_timeout: Wait | None = None
    business_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> ProcessCreation:
        if (self.process_definition_id is None) == (self.process_definition_key is None):
            raise ValueError("exactly one of processDefinitionId and processDefinitionKey is needed")
        return self


class MessageCorrelation(Body):
    """POST /messages/correlation."""

    name: Name
    correlation_key: Annotated[str, Field(max_length=255)] | None = None
    variables: Variables | None = None
    tenant_id: str | None = None


class MessagePublication(MessageCorrelation):
    """POST /messages/publication."""

    time_to_live: Milliseconds | None = None
    message_id: Annotated[str, Field(max_length=255)] | None = None


class SignalBroadcast(Body):
    """POST /signals/broadcast."""

    signal_name: Name
    variables: Variables | None = None
    tenant_id: str | None = None


class Assignment(Body):
    """POST /user-tasks/{key}/assignment."""

    assignee: Name | None = None
    allow_override: bool | None = None
    action: str | None = None


class TaskCompletion(Body):
    """POST /user-tasks/{key}/completion."""

    variables: Variables | None = None
    action: str | None = None


class NewVariables(Body):
    """PUT /element-instances/{key}/variables."""

    variables: Variables
    local: bool | None = None


class Sorting(Body):
    """One field to sort by."""

    field: Name
    order: Annotated[str, Field(pattern="^(?i:asc|desc)$")] = "ASC"


class Paging(Body):
    """Which part of the result: by number or by cursor."""

    from_: Annotated[int, Field(ge=0, le=10_000, alias="from")] = 0
    limit: Annotated[int, Field(ge=0, le=10_000)] = 100
    after: Annotated[str, Field(max_length=100)] | None = None
    before: Annotated[str, Field(max_length=100)] | None = None


class Search(Body):
    """POST …/search."""

    filter: Variables | None = None
    sort: list[Sorting] | None = None
    page: Paging | None = None
