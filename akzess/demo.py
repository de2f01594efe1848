"""Plays many synthetic cases against each other in virtual time: what is due next happens next, nobody sleeps."""

from __future__ import annotations

import heapq
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from engine.commands import DeliverMessage, RetryIncident
from engine.errors import EngineError
from engine.model import Case, CaseStatus, Task, TaskState

from .clerks import Clerks
from .demo_cases import Letter, Synthetic, synthesise
from .house import TENANT, AnyStore, VirtualHouse
from .office_hours import next_working, until_done
from .people import named
from .scenario_file import BERLIN
from .scenarios import folder

BEGIN = datetime(2026, 10, 5, 8, 0, tzinfo=BERLIN)
#: New applications a day over all sites.
PER_DAY = 8
#: Nothing in the procedure takes longer; what is open then has no end.
LONGEST = timedelta(days=900)
RETRIES = 3


@dataclass(slots=True)
class Playing:
    """One case on its way."""

    synthetic: Synthetic
    case_id: str = ""
    number: str = ""
    done: Counter[str] = field(default_factory=Counter)
    scheduled: set[str] = field(default_factory=set)
    incidents: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case ended with: outcome, its record for the statistics (domain document 8.2), elements it went through."""

    outcome: str
    record: Mapping[str, Any]
    visited: Counter[str]


@dataclass(frozen=True, slots=True)
class Played:
    """All cases at the end of the demo, and what it took."""

    cases: list[Playing]
    facts: Mapping[str, Facts]
    began: datetime
    ended: datetime
    seconds: float
    broken: list[str]


class Demo:
    """Applicants, clerks, agencies and time. `progress` is told how many cases have ended."""

    def __init__(
        self,
        store: AnyStore,
        cases: int,
        seed: int,
        *,
        over_http: bool = False,
        progress: Callable[[int], None] = lambda ended: None,
    ) -> None:
        self._chance = random.Random(seed)
        self._progress = progress
        self.house = VirtualHouse(store, BEGIN, seed=seed, over_http=over_http, watch=self._touch)
        self.clerks = Clerks(folder() / "clerks.yaml")
        self.cases = [Playing(synthetic) for synthetic in synthesise(cases, seed, BEGIN.date())]
        self._by_id: dict[str, Playing] = {}
        self._touched: dict[str, CaseStatus] = {}
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count()
        self._open = cases

    def play(self) -> Played:
        """From the first application to the end of the last case."""
        began = time.perf_counter()
        with self.house as house:
            house.deploy()
            self._hand_in()
            while self._open:
                moment = self._next()
                if moment is None or moment > BEGIN + LONGEST:
                    break
                house.moving.move_to(moment)
                while self._agenda and self._agenda[0][0] <= house.clock.now():
                    heapq.heappop(self._agenda)[2]()
                house.timeline.quiet()
                self._look()
            broken = [c.number for c in self.cases if c.case_id and not house.engine.verify_history(c.case_id).ok]
            facts = {c.case_id: self._facts(c) for c in self.cases if c.case_id}
            return Played(self.cases, facts, BEGIN, house.clock.now(), time.perf_counter() - began, broken)

    def _facts(self, playing: Playing) -> Facts:
        variables = self.house.engine.variables(playing.case_id)
        visited = Counter(self.house.visited(playing.case_id))
        return Facts(str(variables.get("outcome") or ""), variables.get("statistik") or {}, visited)

    def _next(self) -> datetime | None:
        moments = [self._agenda[0][0]] if self._agenda else []
        due = self.house.timeline.next_due()
        if due is not None:
            moments.append(due)
        return min(moments, default=None)

    def _at(self, moment: datetime, action: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (moment, next(self._numbers), action))

    # applicants

    def _hand_in(self) -> None:
        moment = BEGIN
        for playing in self.cases:
            moment = next_working(moment + timedelta(minutes=self._chance.randint(1, 2 * 480 // PER_DAY)))
            self._at(moment, partial(self._begin, playing))

    def _begin(self, playing: Playing) -> None:
        now = self.house.clock.now()
        today = {"applicationDate": now.astimezone(BERLIN).date().isoformat()}
        done = self.house.start(dict(playing.synthetic.application) | today, site=playing.synthetic.site)
        playing.case_id, playing.number = done.case_id, done.business_key
        self._by_id[done.case_id] = playing
        for letter in playing.synthetic.persona.letters:
            if not letter.after:
                self._post(playing, letter)

    def _post(self, playing: Playing, letter: Letter) -> None:
        moment = self.house.clock.now() + timedelta(days=letter.days)
        self._at(moment, lambda: self._arrives(playing, letter))

    def _arrives(self, playing: Playing, letter: Letter) -> None:
        self.house.handle(
            DeliverMessage(
                source="applicant",
                message_id=f"{playing.number}-{letter.message}-{letter.days}",
                name=letter.message,
                key=playing.number,
                payload=letter.payload,
            )
        )

    # clerks

    def _touch(self, case: Case) -> None:
        self._touched[case.id] = case.status

    def _look(self) -> None:
        """See what changed: new tasks go on somebody's desk, ended cases are counted, incidents to an operator."""
        while self._touched:
            case_id, status = self._touched.popitem()
            playing = self._by_id.get(case_id)
            if playing is None or playing.ended:
                continue
            rows = self.house.read.open_rows(TENANT, case_id)
            if not status.open:
                playing.ended = True
                self._open -= 1
                self._progress(len(self.cases) - self._open)
                continue
            for task in rows.tasks:
                if task.id not in playing.scheduled:
                    playing.scheduled.add(task.id)
                    self._at(until_done(self.house.clock.now(), self._chance), self._doing(playing, task.id))
            for incident in rows.incidents:
                key = f"{incident.element_id}: {incident.code} {incident.message}"
                if f"{incident.activation}@{incident.opened_at}" not in playing.scheduled:
                    playing.scheduled.add(f"{incident.activation}@{incident.opened_at}")
                    playing.incidents.append(key)
                    if len(playing.incidents) <= RETRIES:
                        self._at(
                            self.house.clock.now() + timedelta(hours=2), self._retrying(playing, incident.activation)
                        )

    def _doing(self, playing: Playing, task_id: str) -> Callable[[], None]:
        return lambda: self._do(playing, task_id)

    def _retrying(self, playing: Playing, activation: int) -> Callable[[], None]:
        return lambda: self._retry(playing, activation)

    def _do(self, playing: Playing, task_id: str) -> None:
        task = self.house.read.task(TENANT, task_id)
        if task is None or task.state is not TaskState.OPEN:
            return
        try:
            self._complete(playing, task)
        except (EngineError, AssertionError, ValueError) as error:
            if self.house.case(playing.case_id).status is CaseStatus.INCIDENT:
                self._at(self.house.clock.now() + timedelta(hours=4), self._doing(playing, task_id))
                return
            detail = "; ".join(f"{p.pointer} {p.code}" for p in getattr(error, "problems", ())[:3])
            playing.problems.append(f"{task.element_id}: {error} {detail}".strip())

    def _complete(self, playing: Playing, task: Task) -> None:
        persona = playing.synthetic.persona
        key = task.element_id
        special = persona.answers.get(key, {}) if not playing.done[key] else {}
        view = self.house.engine.task_view(task.id)
        answers = self.clerks.answers(task, view.variables, self.house.clock.now(), special)
        self.house.complete(task, self.clerks.person(task), answers)
        playing.done[key] += 1
        for letter in persona.letters:
            if letter.after == key and playing.done[key] == 1:
                self._post(playing, letter)

    def _retry(self, playing: Playing, activation: int) -> None:
        operator = named("lore.system-admin", playing.synthetic.site)
        try:
            self.house.handle(RetryIncident(actor=operator, case_id=playing.case_id, activation=activation))
        except EngineError as error:
            playing.problems.append(f"retry of {activation}: {error}")
