"""Models: deployed processes, files of a deployment, findings."""

from __future__ import annotations

from pydantic import Field

from .base import ElementId, Page, ProcessId, Resource


class Definition(Resource):
    """One version of one process."""

    id: int = Field(examples=[3])
    process_id: ProcessId
    version: int = Field(ge=1, examples=[1])
    name: str = Field(examples=["Aufenthaltstitel für Fachkräfte"])
    deployment_id: int = Field(examples=[1])
    hash: str = Field(examples=["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"])


class DefinitionPage(Page[Definition]):
    """The newest version of each process."""


class Finding(Resource):
    """One thing to know about one element of a deployed file."""

    resource: str = Field(examples=["akzess-main.bpmn"])
    element_id: ElementId
    code: str = Field(examples=["no-default-flow"])
    message: str = Field(examples=["the gateway has no default flow"])
    line: int = Field(ge=0, examples=[17])


class Deployed(Resource):
    """A deployment; `created` is false when exactly this bundle was there already."""

    deployment_id: int = Field(examples=[1])
    created: bool
    definitions: list[Definition]
    findings: list[Finding]


class ResourceNames(Resource):
    """The names of the files of a deployment."""

    items: list[str] = Field(examples=[["akzess-main.bpmn", "forms/ut-compl.form"]])
