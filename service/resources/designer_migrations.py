"""Moving running cases to another deployment, as the designer's page sees it."""

from __future__ import annotations

from pydantic import Field

from .base import BusinessKey, CaseId, Count, ProcessId, Resource


class MigrationPair(Resource):
    """What becomes of an element (`target` empty: nothing); `suggestion` is a guess that a person has to confirm."""

    process_id: ProcessId
    element_id: str = Field(examples=["UT-COMPL"])
    type: str = Field(examples=["userTask"])
    name: str = Field(examples=["Vollständigkeit prüfen"])
    target: str = Field(examples=["UT-COMPL"])
    suggestion: str = Field(examples=[""])
    reason: str = Field(examples=["id"])


class MigrationPlan(Resource):
    """The mapping that is proposed. `cases`: running ones on the older deployment, counted to 1,000 a process."""

    id: str = Field(examples=["1-2"])
    from_deployment: int = Field(examples=[1])
    to_deployment: int = Field(examples=[2])
    cases: Count
    pairs: list[MigrationPair]


class MigrationRemark(Resource):
    """What stands in the way, or what a move will do."""

    code: str = Field(examples=["element-gone"])
    element_id: str = Field(examples=["UT-COMPL"])
    message: str = Field(examples=["Das Element gibt es nicht mehr."])
    message_en: str = Field(examples=["The element is gone."])


class MigrationVerdict(Resource):
    """Whether a case can move as it stands; `at`: the elements at which it waits now."""

    case_id: CaseId
    business_key: BusinessKey
    process_id: ProcessId
    migratable: bool
    at: list[str] = Field(examples=[["UT-COMPL"]])
    obstacles: list[MigrationRemark]
    notes: list[MigrationRemark]


class MigrationVerdicts(Resource):
    """A page of verdicts; `next` goes back as `after`."""

    items: list[MigrationVerdict]
    next: str | None = Field(default=None, examples=["0.WzEsIjAxOTlmM2EyIl0"])


class MigrationOutcome(Resource):
    """What became of a case; `code` says why it stayed where it was, empty when it moved."""

    case_id: CaseId
    business_key: BusinessKey
    code: str = Field(examples=["case-not-migratable"])
    obstacles: list[MigrationRemark]


class MigrationRun(Resource):
    """What became of the cases that one request looked at; `next` goes back as `after`."""

    items: list[MigrationOutcome]
    next: str | None = Field(default=None, examples=["0.WzEsIjAxOTlmM2EyIl0"])
