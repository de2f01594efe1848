"""Trials of a draft: plays that step forth and back, scenarios with coverage, planted faults, what-ifs over real cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Self, TypeVar
from uuid import uuid4

from fastapi import Path
from pydantic import Field, model_validator
from starlette.responses import Response

from engine.ports import UnitOfWork

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Context, Ctx
from ..designer import desk, drafts, recording
from ..designer import files as names
from ..designer.ports import MutantState, NoSuchPlay, PlayView, ReplayState, TooManyPlays, Unplayable
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import designer_trials as out
from ..resources.base import Resource
from ..resources.designer import DraftFile
from ..routing import Router
from ..schemas import Body, Instant
from ..views import Exact
from .designer import Desk, DraftId, Reading, Writing, file_row

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

T = TypeVar("T")
Trying = Annotated[Gate, may("designer.try")]
Replaying = Annotated[Gate, may("designer.replay")]
PlayId = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=255)]


class NewPlay(Body):
    """A case of a process at an instant, with a synthetic application of the draft, or variables, or both."""

    process: Text
    at: Instant
    application: Text | None = None
    variables: dict[str, Any] = Field(default_factory=dict)


class Completion(Body):
    """A task (by id or element) with its answers; `as`: `name.role`, otherwise somebody who may."""

    task: Text
    answers: dict[str, Any] = Field(default_factory=dict)
    by: Annotated[str | None, Field(alias="as", max_length=200)] = None


class Arrival(Body):
    """A message; without a key that which the case waits for."""

    message: Text
    key: Annotated[str, Field(max_length=255)] | None = None
    payload: dict[str, Any] = Field(default_factory=dict)


class AgencyFault(Body):
    """What goes wrong next at a simulated agency."""

    name: Text
    fault: Text
    times: Annotated[int, Field(ge=1, le=50)] = 1


class Step(Body):
    """Exactly one of these."""

    complete: Completion | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    hours: Annotated[int, Field(ge=1, le=8760)] | None = None
    until: Instant | None = None
    next: bool | None = None
    receives: Arrival | None = None
    agency: AgencyFault | None = None
    back: Annotated[int, Field(ge=1, le=500)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1 or next(iter(self.said().values()), None) in (None, False):
            raise ValueError("a step is exactly one thing")
        return self

    def said(self) -> dict[str, Any]:
        """The step as the workbench takes it."""
        return self.model_dump(by_alias=True, include=self.model_fields_set, exclude_none=True)


class SavedScenario(Body):
    """Under which id and title a play becomes a scenario."""

    id: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,60}$", examples=["c01-short-reminder"])]
    title: Annotated[str, Field(min_length=1, max_length=300)]


class Wanted(Body):
    """Which scenarios (null: all)."""

    paths: Annotated[list[Text], Field(max_length=500)] | None = None


class NewReplay(Body):
    """Which cases: the newest ones, closed or running or both."""

    limit: Annotated[int, Field(ge=1, le=10_000)] = 500
    closed: bool = True
    running: bool = True


def _told(act: Callable[[], T]) -> T:
    """What the workbench refuses, as problems."""
    try:
        return act()
    except NoSuchPlay:
        raise Problem(404, "not-found") from None
    except TooManyPlays:
        raise Problem(429, "too-many-requests", headers={"Retry-After": "30"}) from None
    except Unplayable as error:
        raise Problem(422, "unplayable", error.reason) from None


@router.post("/designer/drafts/{draft}/plays", status_code=201, response_model=out.DesignPlay)
def begin(ctx: Ctx, gate: Trying, designer: Desk, draft: DraftId, body: NewPlay) -> Exact:
    """Spielen / play a case of the draft on the real engine, with simulated agencies and a clock that can be moved.

    Plays are kept in memory: a few of each person, the oldest goes first.
    """
    files = drafts.contents(ctx.read, draft)
    bench = designer.workbench
    at: datetime = body.at
    view = _told(lambda: bench.play(gate.person, draft, files, body.process, at, body.application, body.variables))
    return Exact(_play(view), status_code=201)


@router.get("/designer/plays/{play}", response_model=out.DesignPlay)
def look(gate: Trying, designer: Desk, play: PlayId) -> Exact:
    """Stand eines Spiels / where a play stands."""
    return Exact(_play(_told(lambda: designer.workbench.view(gate.person, play))))


@router.post("/designer/plays/{play}/steps", response_model=out.DesignPlay)
def go(gate: Trying, designer: Desk, play: PlayId, body: Step) -> Exact:
    """Ein Schritt vor oder zurück / one step; back is done by playing the others again. What fails leaves no trace."""
    return Exact(_play(_told(lambda: designer.workbench.step(gate.person, play, body.said()))))


@router.delete("/designer/plays/{play}", status_code=204)
def end(gate: Trying, designer: Desk, play: PlayId) -> Response:
    """Spiel beenden / give a play up."""
    _told(lambda: designer.workbench.end(gate.person, play))
    return Response(status_code=204)


@router.post("/designer/plays/{play}/scenario", status_code=201, response_model=DraftFile)
def keep(ctx: Ctx, gate: Writing, designer: Desk, play: PlayId, key: RequestKey, body: SavedScenario) -> Response:
    """Als Szenario speichern / save what was played as a scenario of the draft that it is a play of."""
    data = _told(lambda: designer.workbench.scenario(gate.person, play, body.id, body.title))
    draft = _told(lambda: designer.workbench.view(gate.person, play)).draft_id
    path = names.checked(f"scenarios/{body.id}.yaml")

    def act(work: UnitOfWork) -> Resource:
        return file_row(drafts.save(work, draft, path, data, None, ctx.clock.now(), gate.person))

    name = f"POST /designer/plays/{play}/scenario"
    return once(ctx, gate.actor, key, name, body.model_dump(), act, status=201)


@router.get("/designer/drafts/{draft}/scenarios", response_model=out.DesignScenarios)
def list_scenarios(ctx: Ctx, gate: Reading, designer: Desk, draft: DraftId) -> Exact:
    """Szenarien eines Entwurfs / the scenarios of a draft."""
    found = designer.workbench.scenarios(drafts.contents(ctx.read, draft))
    return Exact(out.DesignScenarios(items=[out.DesignScenario(**asdict(one)) for one in found]))


@router.post("/designer/drafts/{draft}/scenarios/run", response_model=out.DesignScenarioRun)
def run_scenarios(ctx: Ctx, gate: Trying, designer: Desk, draft: DraftId, body: Wanted) -> Exact:
    """Szenarien abspielen / run scenarios; the answer says what each element and flow was passed."""
    files = drafts.contents(ctx.read, draft)
    found = _told(lambda: designer.workbench.run_scenarios(files, body.paths))
    results = [out.DesignScenarioResult(**asdict(one) | {"path": list(one.path)}) for one in found.results]
    coverage = out.DesignCoverage(elements=dict(found.elements), flows=dict(found.flows))
    return Exact(out.DesignScenarioRun(results=results, coverage=coverage))


@router.post("/designer/drafts/{draft}/mutants", status_code=202, response_model=out.DesignMutants)
def plant(ctx: Ctx, gate: Replaying, designer: Desk, draft: DraftId) -> Exact:
    """Fehler einpflanzen / plant small faults in the background: which of them would no scenario notice?"""
    files = drafts.contents(ctx.read, draft)
    return Exact(_mutants(_told(lambda: designer.workbench.plant(draft, files))), status_code=202)


@router.get("/designer/drafts/{draft}/mutants", response_model=out.DesignMutants)
def planted(ctx: Ctx, gate: Reading, designer: Desk, draft: DraftId) -> Exact:
    """Wie weit / how far that is."""
    drafts.of(ctx.read, draft)
    return Exact(_mutants(designer.workbench.planted(draft)))


@router.post("/designer/drafts/{draft}/replays", status_code=202, response_model=out.DesignReplay)
def replay(ctx: Ctx, gate: Replaying, designer: Desk, draft: DraftId, body: NewReplay) -> Exact:
    """Was wäre, wenn / play recorded cases again on the draft, in the background; no case is touched, nothing is sent."""
    return Exact(_replay(_begun(ctx, gate, designer, draft, body)), status_code=202)


def _begun(ctx: Context, gate: Gate, designer: desk.Designer, draft: str, body: NewReplay) -> ReplayState:
    files = drafts.contents(ctx.read, draft)
    bench = designer.workbench
    rows = recording.cases(ctx.read, closed=body.closed, running=body.running, limit=body.limit)
    records = recording.recorded(ctx.engine, ctx.read, rows, ctx.clock.now())
    return _told(lambda: bench.replay(gate.person, str(uuid4()), files, records, len(rows)))


@router.get("/designer/replays/{replay}", response_model=out.DesignReplay)
def replayed(gate: Replaying, designer: Desk, replay: PlayId) -> Exact:
    """Wie weit, und was anders wäre / how far a what-if is, and what would be otherwise."""
    return Exact(_replay(_told(lambda: designer.workbench.replayed(gate.person, replay))))


def _play(view: PlayView) -> out.DesignPlay:
    return out.DesignPlay.model_validate(_lists(asdict(view)))


def _mutants(state: MutantState) -> out.DesignMutants:
    return out.DesignMutants.model_validate(_lists(asdict(state)))


def _replay(state: ReplayState) -> out.DesignReplay:
    found = _lists(asdict(state))
    summary = {name: found.pop(name) for name in ("outcomes", "missed_more", "missed_fewer", "tasks", "seconds")}
    return out.DesignReplay.model_validate({**found, "summary": summary})


def _lists(value: Any) -> Any:
    """Tuples as lists, at every depth."""
    if isinstance(value, dict):
        return {key: _lists(part) for key, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, list | tuple) else value
