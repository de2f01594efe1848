"""Plays scenario files on the real platform in virtual time: engine, store, workers and simulated agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.commands import ClaimTask, CompleteTask, DeliverMessage
from engine.errors import EngineError
from engine.handlers.deployments import ReadBundle
from engine.model import Case, Task

from . import bundle, paperwork, portal_acts
from .clerks import Clerks, evaluate
from .house import AnyStore, VirtualHouse
from .people import named
from .scenario_checks import Checks, Failed
from .scenario_file import BERLIN, BadScenario, Scenario, local, plain
from .surroundings import read as read_and_check

#: How long `completes` lets agencies answer before it says that the task never came.
PATIENCE = timedelta(hours=4)
#: A case that stand-in clerks cannot end within this time does not end.
LONGEST = timedelta(days=800)
MOST_TASKS = 150


@dataclass(slots=True)
class Result:
    """What a played scenario left behind."""

    scenario: Scenario
    case_id: str = ""
    business_key: str = ""
    steps: int = 0
    tasks: int = 0
    ended_at: datetime | None = None
    outcome: str | None = None
    trace: list[str] = field(default_factory=list)


def play(
    scenario: Scenario,
    store: AnyStore,
    *,
    resources: Mapping[str, bytes] | None = None,
    over_http: bool = False,
    read_bundle: ReadBundle = read_and_check,
) -> Result:
    """Play one scenario on an empty store. Errors: Failed, BadScenario."""
    with VirtualHouse(store, scenario.start, over_http=over_http, read_bundle=read_bundle) as house:
        house.deploy(bundle.read(scenario.path.parent.parent) if resources is None else resources)
        return Player(house, scenario).play()


class Player:
    """Walks through the steps of one scenario; each step is a method."""

    def __init__(self, house: VirtualHouse, scenario: Scenario) -> None:
        self.house = house
        self.scenario = scenario
        self.result = Result(scenario)
        self._messages = 0
        path = scenario.path.parent / "clerks.yaml"
        self.clerks = Clerks(path) if path.exists() else None

    def play(self) -> Result:
        """From the application to the last expectation."""
        self._agencies()
        self._start()
        for number, step in enumerate(self.scenario.steps, start=1):
            self.result.steps = number
            try:
                self._step(step)
            except (Failed, EngineError, BadScenario) as error:
                raise Failed(self._report(f"step {number} {dict(step)}: {error}")) from error
        self.house.timeline.quiet()
        try:
            self._then(self.scenario.then)
        except Failed as error:
            raise Failed(self._report(f"then: {error}")) from error
        return self.result

    def _start(self) -> None:
        if not self.scenario.message:
            started = self.house.start(self.scenario.application, process=self.scenario.process)
            self.result.case_id, self.result.business_key = started.case_id, started.business_key
            return
        given = self.scenario
        self.house.handle(
            DeliverMessage(
                source="scenario", message_id=given.id, name=given.message, key=given.id, payload=given.application
            )
        )
        begun = next(iter(self.house.all_cases()), None)
        if begun is None:
            raise Failed(self._report(f"{given.message} begins no case"))
        self.result.case_id, self.result.business_key = begun.id, begun.business_key

    def _agencies(self) -> None:
        for name, switches in self.scenario.agencies.items():
            if switches.get("silent"):
                self.house.timeline.mute(self.house.town[name])
            for kind in switches.get("fail", []):
                fault = kind if isinstance(kind, Mapping) else {"kind": kind}
                self.house.town[name].fail_next(fault["kind"], int(fault.get("times", 1)))

    def _step(self, step: Mapping[str, Any]) -> None:
        if "completes" in step:
            self._completes(step)
        elif "days" in step:
            self._until(self._now() + timedelta(days=step["days"]))
        elif "hours" in step:
            self._until(self._now() + timedelta(hours=step["hours"]))
        elif "until" in step:
            self._until(local(step["until"], self.scenario.path))
        elif "receives" in step:
            self._receives(step["receives"])
        elif "files" in step:
            paperwork.files(self.house.documents, self.result.case_id, step["files"])
        elif "portal" in step:
            portal_acts.act(self.house, self.result.case_id, str(step["portal"]))
        elif "waits" in step:
            self._waits(step["waits"])
        elif "absent" in step:
            self._absent(step["absent"])
        elif "refuses" in step:
            self._refuses(step["refuses"])
        elif "expects" in step:
            self.house.timeline.quiet()
            Checks(self.house, self.result.case_id).expects(step["expects"])
        elif "passed" in step:
            self.house.timeline.quiet()
            Checks(self.house, self.result.case_id).way(step)
        elif "default" in step:
            self._default(step["default"])

    # what people do

    def _completes(self, step: Mapping[str, Any]) -> None:
        task = self._await(step["completes"])
        actor = named(step["as"], task.site) if "as" in step else self._clerks().person(task)
        answers = self._answers(task, step.get("answers") or {}, only=bool(step.get("only")))
        self.house.complete(task, actor, answers)
        self.result.tasks += 1
        self.result.trace.append(f"{self._now():%Y-%m-%d %H:%M} {task.element_id} {actor.account}")
        self.house.timeline.quiet()

    def _refuses(self, wanted: Mapping[str, Any]) -> None:
        task = self._await(wanted["task"])
        actor = named(wanted["as"], task.site)
        answers = self._answers(task, wanted.get("answers") or {})
        try:
            if task.assignee != actor.person:
                self.house.handle(ClaimTask(actor=actor, task_id=task.id))
            self.house.handle(CompleteTask(actor=actor, task_id=task.id, answers=answers))
        except EngineError as error:
            if error.code != wanted["code"]:
                raise Failed(f"refused with {error.code}, not {wanted['code']}") from error
            return
        raise Failed(f"{task.element_id} was not refused to {actor.account}")

    def _answers(self, task: Task, given: Mapping[str, Any], *, only: bool = False) -> dict[str, Any]:
        variables = self.house.engine.task_view(task.id).variables
        now = self.house.clock.now()
        if self.clerks is not None and task.element_id in self.clerks and not only:
            return self.clerks.answers(task, variables, now, given)
        found: dict[str, Any] = evaluate(given, variables, now, task.element_id)
        return found

    def _default(self, wanted: Any) -> None:
        """Stand-in clerks do what is open; time goes on when nobody has anything to do."""
        until = wanted.get("until") if isinstance(wanted, Mapping) else None
        limit = self.house.clock.now() + LONGEST
        while self._case().status.open:
            self.house.timeline.quiet()
            tasks = self.house.open_tasks(self.result.case_id)
            if until and any(task.element_id == until for task in tasks):
                return
            if tasks:
                if self.result.tasks > MOST_TASKS:
                    raise Failed(f"more than {MOST_TASKS} tasks")
                self._by_default(tasks[0])
            elif not self.house.timeline.step(limit):
                break
        if until or self._case().status.open:
            raise Failed(f"{until} never came" if until else "the case does not end")

    def _by_default(self, task: Task) -> None:
        clerks = self._clerks()
        actor = clerks.person(task)
        self.house.complete(task, actor, self._answers(task, {}))
        self.result.tasks += 1
        self.result.trace.append(f"{self._now():%Y-%m-%d %H:%M} {task.element_id} {actor.account} (default)")

    def _receives(self, wanted: Mapping[str, Any]) -> None:
        self._messages += 1
        variables = self.house.engine.variables(self.result.case_id)
        known = {**variables, "caseRef": self.result.business_key}
        now = self.house.clock.now()
        self.house.handle(
            DeliverMessage(
                source=wanted.get("source", "scenario"),
                message_id=wanted.get("id", f"{self.scenario.id}-{self._messages}"),
                name=wanted["message"],
                key=str(evaluate(wanted.get("key", self.result.business_key), known, now)),
                payload=evaluate(wanted.get("payload") or {}, variables, now),
            )
        )
        self.house.timeline.quiet()

    # time

    def _until(self, moment: datetime) -> None:
        self.house.timeline.advance_to(moment)

    def _now(self) -> datetime:
        # Adding days to a local time keeps the time of day over a change of the clocks.
        return self.house.clock.now().astimezone(BERLIN)

    # what is to be seen

    def _await(self, element_id: str) -> Task:
        limit = self.house.clock.now() + PATIENCE
        while True:
            self.house.timeline.quiet()
            found = self._open(element_id)
            if found is not None:
                return found
            if not self.house.timeline.step(limit):
                raise Failed(f"{element_id} is not open")

    def _open(self, element_id: str) -> Task | None:
        return next((t for t in self.house.open_tasks(self.result.case_id) if t.element_id == element_id), None)

    def _waits(self, wanted: Any) -> None:
        wanted = wanted if isinstance(wanted, Mapping) else {"task": wanted}
        task = self._await(wanted["task"])
        group = wanted.get("group")
        if group and group not in task.groups:
            raise Failed(f"{task.element_id} waits for {', '.join(task.groups)}, not {group}")
        due = plain(wanted.get("due"))
        found = None if task.due_at is None else task.due_at.astimezone(BERLIN).date().isoformat()
        if due is not None and due != found:
            raise Failed(f"{task.element_id} is due on {found}, not {due}")

    def _absent(self, wanted: Any) -> None:
        self.house.timeline.quiet()
        for element_id in wanted if isinstance(wanted, list) else [wanted]:
            if self._open(element_id) is not None:
                raise Failed(f"{element_id} is open")

    def _then(self, wanted: Mapping[str, Any]) -> None:
        self.result.ended_at = self._case().ended_at
        self.result.outcome = self.house.engine.variables(self.result.case_id).get("outcome")
        Checks(self.house, self.result.case_id).then(wanted)

    def _case(self) -> Case:
        return self.house.case(self.result.case_id)

    def _clerks(self) -> Clerks:
        if self.clerks is None:
            raise BadScenario(f"{self.scenario.path.name}: there is no clerks.yaml beside it")
        return self.clerks

    def _report(self, problem: str) -> str:
        """The problem with what a person needs to find its cause."""
        case_id = self.result.case_id
        tasks = [task.element_id for task in self.house.open_tasks(case_id)]
        with self.house.store.unit_of_work() as work:
            incidents = [f"{i.element_id}: {i.code} {i.message}" for i in work.open_incidents(case_id)]
        trail = self.house.visited(case_id)[-12:]
        return (
            f"{self.scenario.id} ({self.scenario.path.name}) {problem}\n"
            f"  at {self._now():%Y-%m-%d %H:%M}, case {self._case().status}, open tasks: {tasks or 'none'}\n"
            f"  incidents: {incidents or 'none'}\n  last elements: {' '.join(trail)}"
        )


def folder(path: Path | None = None) -> Path:
    """The scenarios folder of a procedure (default: AKZESS)."""
    return (path or bundle.AKZESS) / "scenarios"


__all__ = ["Failed", "Player", "Result", "folder", "play"]
