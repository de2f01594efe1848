"""A case on its diagrams: tokens, the path taken, the equivalent list of steps."""

from __future__ import annotations

from pydantic import Field

from .base import ElementId, Moment, Name, ProcessId, Resource, Text


class ParentElement(Resource):
    """A call activity that leads into a process."""

    key: str = Field(examples=["akzess-main"])
    element_id: ElementId


class ActiveElement(Resource):
    """Where a token is."""

    element_id: ElementId
    activation: int = Field(examples=[7])
    since: Moment
    kind: str = Field(examples=["userTask"])


class DoneElement(Resource):
    """Where tokens have been."""

    element_id: ElementId
    times: int = Field(ge=1, examples=[1])


class ProcessState(Resource):
    """One diagram of a case and what happens in it; all calls of a process are drawn on its one diagram."""

    key: str = Field(examples=["akzess-main"])
    process_id: ProcessId
    version: int = Field(ge=1, examples=[1])
    name: str = Field(examples=["AKZESS: Aufenthaltstitel in vier Wochen"])
    title: Text
    parent: ParentElement | None = None
    callers: list[ParentElement]
    resource: str = Field(examples=["/cases/AKZ-DD-2026-000042/diagrams/akzess-main"])
    active: list[ActiveElement]
    done: list[DoneElement]
    flows: list[str] = Field(examples=[["Flow_1"]])
    incidents: list[ElementId]


class DiagramStep(Resource):
    """A line of the list that says the same as the diagrams. `way` is the answer that a fork gave."""

    process_id: ProcessId
    element_id: ElementId
    name: Text
    type: str = Field(examples=["userTask"])
    state: str = Field(examples=["completed"])
    entered_at: Moment | None = None
    left_at: Moment | None = None
    by: Name | None = None
    way: str | None = Field(default=None, examples=["Ja"])


class Diagram(Resource):
    """The diagrams of a case with tokens and path, and the equivalent list of steps: active ones, then newest first.

    `next` goes on with the steps (pages after the first have no diagrams). `cut`: the path is older than what is drawn.
    """

    processes: list[ProcessState]
    steps: list[DiagramStep]
    next: str | None = Field(default=None, examples=["120"])
    cut: bool = False
