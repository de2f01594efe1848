"""Drafts of models as the designer's page sees them: files, findings, differences, comments, imports."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ..designer.files import Kind
from .base import Count, Moment, Name, Person, Resource, Text, Version

DRAFT = "4b6cf2a0-3d5e-4f0a-9c1d-2e7b8a9f0c11"
PathName = Field(examples=["akzess-main.bpmn"])
Severity = Literal["error", "warning", "info"]
State = Literal["added", "removed", "changed", "moved"]


class DraftFile(Resource):
    """A file of a draft; `version` is what `If-Match` takes."""

    path: str = PathName
    kind: Kind
    version: Version
    size: Count
    saved_at: Moment
    saved_by: Person


class DraftRow(Resource):
    """A draft in the list."""

    id: str = Field(examples=[DRAFT])
    name: str = Field(examples=["Erinnerung nach 10 Tagen"])
    base_deployment_id: int | None = Field(default=None, examples=[3])
    created_at: Moment
    created_by: Person
    updated_at: Moment
    updated_by: Person
    updated_by_name: Name
    files: Count


class DraftList(Resource):
    """All drafts, the one that was changed last first."""

    items: list[DraftRow]


class DesignDraft(Resource):
    """A draft with the names of its files."""

    id: str = Field(examples=[DRAFT])
    name: str = Field(examples=["Erinnerung nach 10 Tagen"])
    base_deployment_id: int | None = Field(default=None, examples=[3])
    created_at: Moment
    created_by: Person
    updated_at: Moment
    updated_by: Person
    files: list[DraftFile]


class FileVersion(Resource):
    """A version of a file."""

    version: Version
    size: Count
    saved_at: Moment
    saved_by: Person


class FileVersions(Resource):
    """The versions of a file that are kept, newest first."""

    items: list[FileVersion]


class ModelFinding(Resource):
    """One thing to know about one element; `path`: the elements, in order, that lead to what was found."""

    resource: str = PathName
    element_id: str = Field(examples=["UT-COMPL"])
    code: str = Field(examples=["no-default-flow"])
    severity: Severity
    message: str = Field(examples=["Dem Gateway fehlt ein Standardfluss."])
    message_en: str = Field(examples=["The gateway has no default flow."])
    line: int = Field(ge=0, examples=[17])
    path: list[str] = Field(examples=[["StartEvent_1", "GW-1"]])


class Findings(Resource):
    """What a check found, by file and line."""

    findings: list[ModelFinding]


class KnownVariable(Resource):
    """A variable that is known at an element."""

    name: str = Field(examples=["applicant"])
    type: str = Field(examples=["context"])
    written_by: list[str] = Field(examples=[["UT-COMPL"]])
    always: bool


class KnownVariables(Resource):
    """The variables known at an element, by name."""

    items: list[KnownVariable]


class Templates(Resource):
    """Element templates of all connectors, in the form of the element templates' JSON schema."""

    de: list[dict[str, Any]]
    en: list[dict[str, Any]]


class ModelChange(Resource):
    """One attribute that differs; null: it is not there."""

    what: str = Field(examples=["timeDuration"])
    before: str | None = Field(default=None, examples=["P14D"])
    after: str | None = Field(default=None, examples=["P10D"])


class ElementDifference(Resource):
    """An element (rule, field, text, parameter) that differs."""

    id: str = Field(examples=["T-REMIND"])
    name: str = Field(examples=["Erinnerung"])
    state: State
    changes: list[ModelChange]


class FileDifference(Resource):
    """A file that differs. `same`: the bytes differ, what they mean does not."""

    path: str = PathName
    kind: Kind
    state: Literal["added", "removed", "changed"]
    same: bool
    elements: list[ElementDifference]


class Differences(Resource):
    """What differs, by file."""

    files: list[FileDifference]


class DraftComment(Resource):
    """What somebody noted at an element."""

    id: str = Field(examples=[DRAFT])
    path: str = PathName
    element_id: str = Field(examples=["UT-COMPL"])
    text: str = Field(examples=["Frist mit der Rechtsstelle klären"])
    author: Person
    author_name: Name
    created_at: Moment


class DraftComments(Resource):
    """Comments on a draft, oldest first."""

    items: list[DraftComment]


class ImportLine(Resource):
    """One thing of an imported file and what became of it."""

    resource: str = PathName
    element_id: str = Field(examples=["Task_1"])
    outcome: Literal["translated", "dropped", "open", "unreadable"]
    was: str = Field(examples=['camunda:assignee="${user}"'])
    became: str = Field(examples=['zeebe:assignmentDefinition assignee="=user"'])
    text: Text
    line: int = Field(ge=0, examples=[17])


class ImportedFile(Resource):
    """A file after its import."""

    path: str = PathName
    kind: Kind
    content: str = Field(examples=["<definitions/>"])


class ImportedFiles(Resource):
    """What an import gave; nothing is stored yet."""

    files: list[ImportedFile]
    report: list[ImportLine]
    findings: list[ModelFinding]


class Proposal(Resource):
    """A draft that is to be deployed. `may_approve`: whether the caller may."""

    id: str = Field(examples=[DRAFT])
    draft_id: str = Field(examples=[DRAFT])
    draft_name: str = Field(examples=["Erinnerung nach 10 Tagen"])
    base_deployment_id: int | None = Field(default=None, examples=[3])
    reason: str = Field(examples=["Erinnerung früher, Absprache vom 12.10."])
    state: Literal["open", "deployed", "withdrawn"]
    proposed_at: Moment
    proposed_by: Person
    proposed_by_name: Name
    decided_at: Moment | None = None
    decided_by: Person | None = None
    deployment_id: int | None = Field(default=None, examples=[4])
    may_approve: bool
    two_persons: bool
    with_release: list[str] = Field(examples=[["texts/de.yaml"]])


class Proposals(Resource):
    """Proposals, newest first."""

    items: list[Proposal]


class DeployedProcess(Resource):
    """A process of a deployment with its version."""

    process_id: str = Field(examples=["akzess-main"])
    version: int = Field(ge=1, examples=[4])


class NamedProcess(DeployedProcess):
    """The same with its name: the English one is that of the newest deployment."""

    name: Text


class DeploymentRow(Resource):
    """Who deployed what, when and why. `running`: cases on it that are not over, counted to 1,000 a process."""

    id: int = Field(examples=[4])
    hash: str = Field(examples=["2c26b46b68ffc68f"])
    deployed_at: Moment
    deployed_by: Person
    deployed_by_name: Name
    proposed_by: Person | None = None
    proposed_by_name: Name | None = None
    reason: str = Field(examples=["Erinnerung früher, Absprache vom 12.10."])
    again_of: int | None = Field(default=None, examples=[2])
    newest: bool
    running: Count
    processes: list[NamedProcess]


class Deployments(Resource):
    """Deployments, newest first."""

    items: list[DeploymentRow]
