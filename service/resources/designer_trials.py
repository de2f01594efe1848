"""Trials as the designer's page sees them: plays, scenarios with coverage, planted faults, what-ifs, live figures."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import Count, ElementId, Group, Moment, ProcessId, Resource, Text

PLAY = "7a1f0b1c-5b7e-4c7e-9f65-0f3b7a1f2d10"


class PlayPassed(Resource):
    """An element that was left, with the flows taken."""

    element_id: ElementId
    flow_ids: list[str] = Field(examples=[["f2"]])
    at: Moment
    outcome: str = Field(examples=["completed"])


class PlayTask(Resource):
    """An open task of a play, with its form and what its form sees."""

    id: str = Field(examples=[f"{PLAY}.3"])
    element_id: ElementId
    name: str = Field(examples=["Vollständigkeit prüfen"])
    form: dict[str, Any] | None = None
    variables: dict[str, Any]
    groups: list[Group]
    due_at: Moment | None = None


class PlayTimer(Resource):
    """A pending timer."""

    element_id: ElementId
    due: Moment


class PlayJob(Resource):
    """A service task that waits for its agency."""

    element_id: ElementId
    type: str = Field(examples=["kammern.requestOpinion"])
    state: str = Field(examples=["READY"])
    run_at: Moment


class PlayMessage(Resource):
    """A message that the case waits for."""

    element_id: ElementId
    name: str = Field(examples=["bundesagentur.decision"])
    key: str = Field(examples=["4711"])


class DesignPlay(Resource):
    """Where a play stands. `path`: the elements that were left, in order; `tokens`: those that are entered;
    `names`: what they are called."""

    id: str = Field(examples=[PLAY])
    draft_id: str = Field(examples=[PLAY])
    process: ProcessId
    now: Moment
    steps: Count
    status: str = Field(examples=["RUNNING"])
    ended: bool
    tokens: list[ElementId]
    names: dict[str, Text]
    path: list[PlayPassed]
    tasks: list[PlayTask]
    timers: list[PlayTimer]
    jobs: list[PlayJob]
    messages_awaited: list[PlayMessage]
    incidents: list[str] = Field(examples=[["ST-BA: unavailable the agency did not answer"]])
    variables: dict[str, Any]
    log: list[str] = Field(examples=[["19.10.2026 09:00 StartCase small"]])


class DesignScenario(Resource):
    """A scenario of a draft; `problem` says why one cannot be read."""

    path: str = Field(examples=["scenarios/a01.yaml"])
    id: str = Field(examples=["A01"])
    title: dict[str, str]
    problem: str = Field(examples=[""])


class DesignScenarios(Resource):
    """The scenarios of a draft."""

    items: list[DesignScenario]


class DesignScenarioResult(Resource):
    """How a scenario came out; `path`: the elements it passed, in order."""

    file: str = Field(examples=["scenarios/a01.yaml"])
    id: str = Field(examples=["A01"])
    ok: bool
    problem: str = Field(examples=[""])
    path: list[str] = Field(examples=[["START", "UT-COMPL"]])


class DesignCoverage(Resource):
    """How often each element and each flow was passed."""

    elements: dict[str, int]
    flows: dict[str, int]


class DesignScenarioRun(Resource):
    """All that were run."""

    results: list[DesignScenarioResult]
    coverage: DesignCoverage


class DesignSurvivor(Resource):
    """A planted fault that no scenario noticed."""

    id: str = Field(examples=["timer-shifted:T07"])
    process_id: ProcessId
    element_id: ElementId
    kind: str = Field(examples=["timer-shifted"])
    text: dict[str, str]


class DesignMutants(Resource):
    """How far the planting of faults is; `score`: percent of those so far that were noticed."""

    state: Literal["none", "running", "done", "failed"]
    done: Count
    total: Count
    survivors: list[DesignSurvivor]
    score: float | None = Field(default=None, examples=[92.5])
    problem: str = Field(examples=[""])


class ReplayDifference(Resource):
    """A case that would have gone otherwise; `waits_for`: what would still be open."""

    case_key: str = Field(examples=["AKZ-DD-2026-000042"])
    outcome_before: str | None = Field(default=None, examples=["GRANT"])
    outcome_after: str | None = Field(default=None, examples=["REFUSE"])
    status_before: str = Field(examples=["COMPLETED"])
    status_after: str = Field(examples=["COMPLETED"])
    ended_before: Moment | None = None
    ended_after: Moment | None = None
    missed_before: list[str] = Field(examples=[["UT-COMPL"]])
    missed_after: list[str] = Field(examples=[["UT-COMPL"]])
    tasks_before: dict[str, int]
    tasks_after: dict[str, int]
    waits_for: list[str] = Field(examples=[["UT-NEW"]])
    problem: str = Field(examples=[""])


class ReplaySummary(Resource):
    """What differs over all cases; `tasks`: more (or fewer) tasks by role."""

    outcomes: Count
    missed_more: Count
    missed_fewer: Count
    tasks: dict[str, int]
    seconds: float = Field(ge=0, examples=[12.5])


class DesignReplay(Resource):
    """How far a what-if is. `skipped`: cases from before what came in was recorded. Of `different` at most 2,000 are told."""

    id: str = Field(examples=[PLAY])
    state: Literal["running", "done", "failed"]
    done: Count
    total: Count
    same: Count
    different: Count
    skipped: Count
    differences: list[ReplayDifference]
    summary: ReplaySummary
    problem: str = Field(examples=[""])


class LiveElement(Resource):
    """An element: cases that wait there, incidents, how many cases pass it a week, how long it takes (seconds).

    `share`: of the time that all steps together take; absent of what holds other steps, or only stands ready.
    """

    element_id: ElementId
    open: Count
    incidents: Count
    passed: Count
    per_week: float = Field(ge=0, examples=[12.5])
    median_seconds: float | None = Field(default=None, examples=[3600.0])
    p90_seconds: float | None = Field(default=None, examples=[86400.0])
    share: float | None = Field(default=None, ge=0, le=1, examples=[0.25])


class LiveFigures(Resource):
    """Elements of a process with figures; `cases`: running ones. `sampled`: times are those of the newest passages."""

    process: ProcessId
    version: int | None = Field(default=None, ge=1, examples=[4])
    cases: Count
    sampled: bool
    items: list[LiveElement]
