"""A machine that does anything in any order to a few cases, beside a model that says what must have come of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from akzess.clocks import MovableClock
from akzess.ids import SeededIds
from engine import commands as c
from engine.errors import Conflict, EngineError, Forbidden
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import Actor, Case, Job, JobState
from store import MemoryStore, SqlStore

from .invariants import SAFETY, require
from .look import Books
from .machine_model import Known, diagram
from .pair_commands import NOW

PERSONS = ("anna", "bert")
LEASE_SECONDS = 600


class Office(RuleBasedStateMachine):
    """See the module; subclasses say on which store."""

    fresh: ClassVar[Callable[[], SqlStore | MemoryStore]]
    cases = Bundle("cases")
    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.store = type(self).fresh()
        self.clock = MovableClock(NOW)
        self.ids = SeededIds(1)
        self.versions = itertools.count(1)
        self.known: list[Known] = []
        self.books = Books()
        self.restart()
        self.deploy()

    # -- what anybody may do at any time

    @rule()
    def restart(self) -> None:
        """Every process is new: nothing but the store remembers."""
        self.engine = Engine(self.store, self.clock, self.ids, read_bundle=read_here)

    def do(self, command: c.Command) -> Any:
        """What people and systems outside ask for; another door into the same house may be put here."""
        return self.engine.handle(command)

    @rule()
    def deploy(self) -> None:
        """A new version; running cases stay on theirs."""
        self.do(c.Deploy(resources={"p.bpmn": diagram(next(self.versions))}))

    @initialize(target=cases)
    def first(self) -> Known:
        """There is always a case."""
        return self._begin()

    @precondition(lambda self: len(self.known) < 2)
    @rule(target=cases)
    def begin(self) -> Known:
        """A new one."""
        return self._begin()

    def _begin(self) -> Known:
        started = self.do(c.StartCase(process_id="p", site="DD"))
        case = Known(started.case_id, started.business_key, self.clock.now() + timedelta(days=1))
        self.known.append(case)
        return case

    @rule(case=cases, person=st.sampled_from(PERSONS))
    def claim(self, case: Known, person: str) -> None:
        allowed = case.at in ("review", "hurry") and not case.suspended and case.holder in (None, person)
        if self._try(c.ClaimTask(actor=_clerk(person), task_id=self._task(case)), allowed):
            case.holder = person

    @rule(case=cases, person=st.sampled_from(PERSONS))
    def give_back(self, case: Known, person: str) -> None:
        allowed = case.at in ("review", "hurry") and case.holder in (None, person)
        if self._try(c.UnclaimTask(actor=_clerk(person), task_id=self._task(case)), allowed):
            case.holder = None

    @rule(case=cases, person=st.sampled_from(PERSONS))
    def does_the_task(self, case: Known, person: str) -> None:
        """The usual way, so that cases get on: claim and complete."""
        self.claim(case, person)
        self.complete(case, person)

    @rule(case=cases, number=st.integers(1, 3))
    def works_and_hears(self, case: Known, number: int) -> None:
        """What comes after it, in the usual way: a letter, and a worker that reports."""
        self.letter(case, number)
        self.report(self.lease())

    @rule(case=cases, days=st.sampled_from([None, 3]))
    def put_back(self, case: Known, days: int | None) -> None:
        """A follow-up moves nothing."""
        at = None if days is None else self.clock.now() + timedelta(days=days)
        self._anyway(c.FollowUpTask(actor=_clerk("anna"), task_id=self._task(case), at=at))

    @rule(case=cases, person=st.sampled_from(PERSONS))
    def discard(self, case: Known, person: str) -> None:
        self._anyway(c.DiscardDraft(actor=_clerk(person), task_id=self._task(case)))

    @rule(case=cases, person=st.sampled_from(PERSONS))
    def draft(self, case: Known, person: str) -> None:
        """What is typed changes nothing, whether it is kept or not."""
        self._anyway(c.SaveDraft(actor=_clerk(person), task_id=self._task(case), answers={"n": 1}))

    @rule(case=cases, person=st.sampled_from(PERSONS))
    def complete(self, case: Known, person: str) -> None:
        allowed = case.at in ("review", "hurry") and not case.suspended and case.holder == person
        if self._try(c.CompleteTask(actor=_clerk(person), task_id=self._task(case), answers={"n": 1}), allowed):
            case.at, case.holder, case.completions = "both", None, case.completions + 1
            case.settle()

    @rule(case=cases, number=st.integers(1, 3))
    def letter(self, case: Known, number: int) -> None:
        """Early, late, twice, to a case that has ended: always taken, counted once."""
        self.do(c.DeliverMessage(source="agency", message_id=f"{case.key}-{number}", name="the answer", key=case.key))
        if number not in case.seen:
            case.seen.add(number)
            case.waiting.append(number)
            case.settle()

    @rule(hours=st.sampled_from([1, 13, 30]))
    def time_passes(self, hours: int) -> None:
        """Timers fire, leases run out and are swept."""
        self.clock.advance(timedelta(hours=hours))
        for timer in self.store.due_timers(now=self.clock.now(), limit=100):
            self.engine.handle(
                c.FireTimer(
                    case_id=timer.case_id, activation=timer.activation, element_id=timer.element_id, cycle=timer.cycle
                )
            )
        for case in self.known:
            if case.at == "review" and not case.suspended and case.due <= self.clock.now():
                case.at, case.holder = "hurry", None
        self.store.sweep(now=self.clock.now(), backoff={})

    @rule(target=leases)
    def lease(self) -> list[Job]:
        """A worker takes what is due."""
        return list(
            self.store.claim_jobs(
                queues=["desk"], limit=50, now=self.clock.now(), lease_seconds=LEASE_SECONDS, worker="w"
            )
        )

    @rule(jobs=consumes(leases))
    def worker_dies(self, jobs: list[Job]) -> None:
        """And nobody hears of its jobs again, until their lease ends."""

    @rule(jobs=leases)
    def report(self, jobs: list[Job]) -> None:
        """In time, too late, or twice."""
        for job in jobs:
            case = next(case for case in self.known if case.id == job.case_id)
            row = next(row for row in self._jobs(case) if row.id == job.id)
            valid = row.state is JobState.LEASED and row.fence == job.fence
            if self._try(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={"r": 1}), valid):
                if case.suspended:
                    case.held = True
                else:
                    case.reported = True
                    case.settle()

    @rule(case=cases)
    def stand_still(self, case: Known) -> None:
        if self._try(c.SuspendCase(case_id=case.id, reason="r"), case.open and not case.suspended):
            case.suspended = True

    @precondition(lambda self: any(case.suspended for case in self.known))
    @rule(case=cases)
    def go_on(self, case: Known) -> None:
        if self._try(c.ResumeCase(case_id=case.id), case.open and case.suspended):
            case.suspended = False
            case.settle()

    @precondition(lambda self: len(self.known) > 1)
    @rule(case=cases)
    def cancel(self, case: Known) -> None:
        if self._try(c.CancelCase(case_id=case.id, reason="r"), case.open):
            case.at, case.suspended, case.holder = "cancelled", False, None

    @rule(case=cases, newest=st.booleans())
    def migrate(self, case: Known, newest: bool) -> None:
        """To the newest or to the first version: it stands there as it stood, and is where it was."""
        there = [one.id for one in self.store.read().deployments(1)][0 if newest else -1]
        moves = self._row(case).deployment_id != there
        command = c.MigrateCase(case_id=case.id, deployment_id=there)
        if self._try(command, case.open and not (moves and case.suspended), inside=True) and moves:
            case.moved = self._row(case).version

    @rule(case=cases)
    def take_back(self, case: Known) -> None:
        """While nothing has happened to it since."""
        self._try(c.UndoMigration(case_id=case.id), case.open and case.moved == self._row(case).version, inside=True)

    # -- what must be true after each of them

    @invariant()
    def the_cases_stand_where_the_model_says(self) -> None:
        for case in self.known:
            row = self.store.read().case(1, case.id)
            assert row.status.open == case.open, f"{case} is {row.status}"
            rows = self.store.read().open_rows(1, case.id)
            tasks = [(task.element_id, task.assignee) for task in rows.tasks]
            assert tasks == ([(case.at, case.holder)] if case.at in ("review", "hurry") else []), f"{case}: {tasks}"
            waits = [wait.name for wait in rows.subscriptions]
            assert waits == (["the answer"] if case.at == "both" and not case.answered else []), f"{case}: {waits}"
            timers = [timer.element_id for timer in rows.timers]
            assert timers == (["late"] if case.at == "review" else []), f"{case}: {timers}"
            left = [job for job in self._jobs(case) if job.state in (JobState.READY, JobState.LEASED)]
            expected = 1 if case.at == "both" and not (case.reported or case.held) else 0
            assert len(left) == expected, f"{case}: {left}"

    @invariant()
    def history_is_whole_and_counts_everything_once(self) -> None:
        for case in self.known:
            assert self.engine.verify_history(case.id).ok
            lines = self.store.read().history(1, case.id)
            ended = [line.activation for line in lines if line.event == "element"]
            assert len(ended) == len(set(ended)), "an activation ended twice"
            assert sum(line.event == "CompleteTask" for line in lines) == case.completions

    @invariant()
    def the_tables_say_the_same(self) -> None:
        if isinstance(self.store, SqlStore):
            require(self.store, self.clock.now(), self.books, SAFETY)

    # -- how

    def _task(self, case: Known) -> str:
        tasks = self.store.read().tasks_of(1, case.id)
        return str(max(tasks, key=lambda task: task.activation).id)

    def _jobs(self, case: Known) -> list[Job]:
        with self.store.unit_of_work() as work:
            return list(work.jobs_of(case.id))

    def _row(self, case: Known) -> Case:
        found = self.store.read().case(1, case.id)
        assert found is not None
        return found

    def _try(self, command: c.Command, allowed: bool, *, inside: bool = False) -> bool:
        """`inside`: there is no other door for it than the engine's."""
        refused = None
        try:
            (self.engine.handle if inside else self.do)(command)
        except (Conflict, Forbidden) as error:
            refused = f"{error.code}: {error.detail}"
        assert (refused is None) is allowed, f"{command}: {refused}"
        return allowed

    def _anyway(self, command: c.Command) -> Any:
        try:
            return self.do(command)
        except EngineError:
            return None


def _clerk(person: str) -> Actor:
    return Actor(person, person, frozenset({"akz-clerk"}), frozenset({"DD"}))
