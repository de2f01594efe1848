"""What the designer's routes need of the workbench, which plays on the real engine (akzess.workbench implements it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Files = Mapping[str, bytes]


class Unplayable(Exception):
    """The draft, the scenario or the step is not possible; `reason` says why, in a sentence for the designer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoSuchPlay(LookupError):
    """There is no such play (any more): plays are kept in memory, and only so many."""


class TooManyPlays(Exception):
    """Nobody may have more trials at once."""


@dataclass(frozen=True, slots=True)
class Passed:
    """An element that was left, with the flows taken."""

    element_id: str
    flow_ids: tuple[str, ...]
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class PlayedTask:
    """An open task of a play."""

    id: str
    element_id: str
    name: str
    form: Mapping[str, Any] | None
    variables: Mapping[str, Any]
    groups: tuple[str, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlayedTimer:
    """A pending timer."""

    element_id: str
    due: datetime


@dataclass(frozen=True, slots=True)
class PlayedJob:
    """A service task that waits for its agency."""

    element_id: str
    type: str
    state: str
    run_at: datetime


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message that the case waits for."""

    element_id: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class PlayView:
    """Where a play stands. `names`: what the elements are called that it tells of, by language."""

    id: str
    draft_id: str
    process: str
    now: datetime
    steps: int
    status: str
    ended: bool
    tokens: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]]
    path: tuple[Passed, ...]
    tasks: tuple[PlayedTask, ...]
    timers: tuple[PlayedTimer, ...]
    jobs: tuple[PlayedJob, ...]
    messages_awaited: tuple[Awaited, ...]
    incidents: tuple[str, ...]
    variables: Mapping[str, Any]
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """A scenario of a draft."""

    path: str
    id: str
    title: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario came out; `path` are the elements it passed, in order."""

    file: str
    id: str
    ok: bool
    problem: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """All of them, and how often each element and flow was passed."""

    results: tuple[ScenarioResult, ...]
    elements: Mapping[str, int]
    flows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Survivor:
    """A planted fault that no scenario noticed."""

    id: str
    process_id: str
    element_id: str
    kind: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MutantState:
    """How far the planting of faults is. `state`: "none", "running", "done" or "failed"."""

    state: str
    done: int = 0
    total: int = 0
    survivors: tuple[Survivor, ...] = ()
    score: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened to a case: the command's name, its line's detail, and what came in with it."""

    at: datetime
    event: str
    actor: str
    element_id: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordedCase:
    """A case as a replay needs it; `tasks` are rows (element, groups, due, ended), `left` how often elements ended."""

    id: str
    business_key: str
    process_id: str
    site: str
    status: str
    outcome: str | None
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    events: tuple[CaseEvent, ...]
    left: Mapping[str, int]
    waiting: Mapping[str, int]
    missed: tuple[str, ...]
    tasks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that would have gone otherwise."""

    case_key: str
    outcome_before: str | None
    outcome_after: str | None
    status_before: str
    status_after: str
    ended_before: datetime | None
    ended_after: datetime | None
    missed_before: tuple[str, ...]
    missed_after: tuple[str, ...]
    tasks_before: Mapping[str, int]
    tasks_after: Mapping[str, int]
    waits_for: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class ReplayState:
    """How far a what-if is. `skipped`: cases without a full record. `tasks`: more or fewer tasks per role."""

    id: str
    state: str
    done: int = 0
    total: int = 0
    same: int = 0
    different: int = 0
    skipped: int = 0
    differences: tuple[Difference, ...] = ()
    outcomes: int = 0
    missed_more: int = 0
    missed_fewer: int = 0
    tasks: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    problem: str = ""


class Workbench(Protocol):
    """Trials of drafts. Everything is somebody's (`owner`): nobody sees another one's trials."""

    def shipped(self) -> Files:
        """The files beside the deployed ones, as they come with the software: scenarios, texts, parameters."""
        ...

    def templates(self) -> Sequence[Mapping[str, Any]]:
        """Element templates of all connectors, German and English."""
        ...

    def play(
        self,
        owner: str,
        draft_id: str,
        files: Files,
        process: str,
        at: datetime,
        application: str | None,
        variables: Mapping[str, Any],
    ) -> PlayView:
        """Begin. Errors: Unplayable, TooManyPlays."""
        ...

    def view(self, owner: str, play_id: str) -> PlayView:
        """Look. Error: NoSuchPlay."""
        ...

    def step(self, owner: str, play_id: str, step: Mapping[str, Any]) -> PlayView:
        """Go on, or back. Errors: NoSuchPlay, Unplayable."""
        ...

    def scenario(self, owner: str, play_id: str, scenario_id: str, title: str) -> bytes:
        """What was played, as a scenario file. Error: NoSuchPlay."""
        ...

    def end(self, owner: str, play_id: str) -> None:
        """Give it up. Error: NoSuchPlay."""
        ...

    def scenarios(self, files: Files) -> Sequence[ScenarioInfo]:
        """The scenarios of a draft; one that cannot be read says why."""
        ...

    def run_scenarios(self, files: Files, paths: Sequence[str] | None) -> ScenarioRun:
        """Play them. Error: Unplayable."""
        ...

    def plant(self, draft_id: str, files: Files) -> MutantState:
        """Begin to plant faults, in the background. Error: TooManyPlays."""
        ...

    def planted(self, draft_id: str) -> MutantState:
        """How far it is."""
        ...

    def replay(
        self, owner: str, replay_id: str, files: Files, cases: Iterator[RecordedCase], total: int
    ) -> ReplayState:
        """Begin a what-if, in the background. Errors: Unplayable, TooManyPlays."""
        ...

    def replayed(self, owner: str, replay_id: str) -> ReplayState:
        """How far it is. Error: NoSuchPlay."""
        ...
