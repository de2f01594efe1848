"""A play: one case of a draft on the real engine, in virtual time with simulated agencies, which can step back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from akzess.clerks import Clerks
from akzess.house import TENANT, VirtualHouse
from akzess.people import named
from akzess.scenario_file import BERLIN, BadScenario, plain
from akzess.timeline import Stuck
from engine.commands import DeliverMessage
from engine.errors import EngineError
from engine.model import Actor, JobState, Task
from service.casefile.words import labelled
from service.designer.ports import Awaited, Passed, PlayedJob, PlayedTask, PlayedTimer, PlayView, Unplayable
from store import MemoryStore

from .material import Material

#: How far `next` and `until` go at most from where a play is.
LONGEST = timedelta(days=800)
MOST_STEPS = 500
MOST_PASSED = 2_000
_DAYS = 3_660


class Play:
    """One case from its beginning; `steps` are those that were possible, and playing them again leads to the same."""

    def __init__(
        self,
        play_id: str,
        draft_id: str,
        material: Material,
        process: str,
        start: datetime,
        key: str | None,
        variables: Mapping[str, Any],
    ) -> None:
        """Errors: Unplayable, EngineError when the case cannot begin."""
        if process not in material.bundle.processes:
            raise Unplayable(f"Prozess {process} ist nicht im Entwurf.")
        self.id = play_id
        self.draft_id = draft_id
        self.material = material
        self.process = process
        self.start = start
        self.key = key
        self.given = dict(variables)
        self.variables = {**(material.application(key) if key else {}), **self.given}
        self.clerks: Clerks | None = material.clerks()
        self.steps: list[dict[str, Any]] = []
        self._open()

    def _open(self) -> None:
        self.house = VirtualHouse(
            MemoryStore(),
            self.start,
            read_bundle=lambda _: (self.material.table, ()),
            constants=self.material.constants,
        )
        self._messages = 0
        try:
            self.house.deploy(self.material.executed)
            self.case_id = str(self.house.start(self.variables, process=self.process).case_id)
            self.business_key = self.house.case(self.case_id).business_key
            self.house.timeline.quiet()
        except BaseException:
            self.house.close()
            raise

    def step(self, step: Mapping[str, Any]) -> None:
        """Do one step. Errors: Unplayable, EngineError; what failed is as if it had never been tried."""
        if "back" in step:
            self._again(self.steps[: max(0, len(self.steps) - int(step["back"]))])
            return
        if len(self.steps) >= MOST_STEPS:
            raise Unplayable(f"Mehr als {MOST_STEPS} Schritte.")
        try:
            done = self._do(step)
        except (EngineError, Unplayable, Stuck, BadScenario) as error:
            self._again(self.steps)
            if isinstance(error, Stuck | BadScenario):
                raise Unplayable(str(error)) from None
            raise
        self.steps.append(done)

    def _again(self, steps: list[dict[str, Any]]) -> None:
        self.house.close()
        self._open()
        self.steps = []
        for step in steps:
            self.steps.append(self._do(step))

    def _do(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """The step as it is to be done again: with everything that it left open decided."""
        (kind, wanted), *_ = step.items()
        if kind == "complete":
            return self._complete(wanted)
        if kind == "receives":
            return self._receives(wanted)
        if kind == "agency":
            return self._agency(wanted)
        if kind == "next":
            if not self.house.timeline.step(self.house.clock.now() + LONGEST):
                raise Unplayable("Von selbst geschieht nichts mehr: es wartet auf Menschen.")
            return {"until": self.house.clock.now()}
        now = self.house.clock.now()
        if kind in ("days", "hours"):
            # Adding days to a local time keeps the time of day over a change of the clocks.
            until = now.astimezone(BERLIN) + timedelta(**{kind: min(int(wanted), _DAYS)})
        else:
            until = wanted if isinstance(wanted, datetime) else datetime.fromisoformat(str(wanted))
        if until > now + timedelta(days=_DAYS):
            raise Unplayable("Weiter als zehn Jahre geht die Uhr nicht.")
        self.house.timeline.advance_to(until)
        return {kind: wanted}

    def _complete(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        tasks = self.house.open_tasks(self.case_id)
        asked = str(wanted["task"])
        task = next((one for one in tasks if asked in (one.id, one.element_id)), None)
        if task is None:
            raise Unplayable(f"Die Aufgabe {asked} ist nicht offen.")
        who = str(wanted.get("as") or self._person(task))
        try:
            actor: Actor = named(who, task.site)
        except ValueError:
            raise Unplayable(f"Eine Person heißt name.rolle, nicht „{who}“.") from None
        answers = dict(wanted.get("answers") or {})
        self.house.complete(task, actor, answers)
        self.house.timeline.quiet()
        return {"complete": {"task": task.element_id, "answers": answers, "as": who}}

    def _person(self, task: Task) -> str:
        """Somebody of a role that may; another person for each task, as four eyes want it."""
        if self.clerks is not None and task.element_id in self.clerks:
            return self.clerks.person(task).account
        name = task.element_id.lower().replace(".", "-")
        return task.assignee or (
            task.users[0] if task.users else f"{name}.{task.groups[0] if task.groups else 'akz-clerk'}"
        )

    def _receives(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        self._messages += 1
        key = str(wanted.get("key") or self._awaited_key(str(wanted["message"])))
        self.house.handle(
            DeliverMessage(
                source="play",
                message_id=f"{self.id}-{self._messages}",
                name=str(wanted["message"]),
                key=key,
                payload=dict(wanted.get("payload") or {}),
            )
        )
        self.house.timeline.quiet()
        return {"receives": {**wanted, "key": key}}

    def _awaited_key(self, name: str) -> str:
        waits = self.house.read.open_rows(TENANT, self.case_id).subscriptions
        return next((one.key for one in waits if one.kind == "message" and one.name == name), self.business_key)

    def _agency(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        try:
            self.house.town[str(wanted["name"])].fail_next(str(wanted["fault"]), int(wanted.get("times") or 1))
        except (KeyError, ValueError) as error:
            raise Unplayable(f"Diese Stelle oder diesen Fehler gibt es nicht: {error}") from None
        return {"agency": dict(wanted)}

    def view(self) -> PlayView:
        """Where it stands."""
        house, case = self.house, self.house.case(self.case_id)
        lines = house.read.history(TENANT, self.case_id)
        nodes = {
            node.id: node for process in self.material.bundle.processes.values() for node in process.nodes.values()
        }
        rows = house.read.open_rows(TENANT, self.case_id)
        path = []
        for line in lines:
            node = nodes.get(line.element_id)
            if line.event != "element" or node is None:
                continue
            taken = line.detail.get("took")
            flows = [flow.id for flow in node.outgoing] if taken is None else [str(one) for one in taken]
            path.append(Passed(node.id, tuple(flows) if line.outcome == "completed" else (), line.at, line.outcome))
        standing = house.engine.standing(self.case_id)
        told = {one.element_id for one in path}
        told |= {one.element_id for waiting in (rows.timers, rows.jobs, rows.subscriptions) for one in waiting}
        return PlayView(
            id=self.id,
            draft_id=self.draft_id,
            process=self.process,
            now=house.clock.now(),
            steps=len(self.steps),
            status=case.status.value,
            ended=not case.status.open,
            tokens=tuple(token.element_id for token in standing.tokens if token.type != "process"),
            names={
                node.id: labelled(node.labels, node.name).plain()
                for node in nodes.values()
                if node.id in told and node.name
            },
            path=tuple(path[-MOST_PASSED:]),
            tasks=tuple(self._task(task) for task in house.open_tasks(self.case_id)),
            timers=tuple(PlayedTimer(one.element_id, one.fire_at) for one in rows.timers),
            jobs=tuple(
                PlayedJob(one.element_id, one.type, JobState(one.state).name, one.run_at)
                for one in rows.jobs
                if one.kind == "service"
            ),
            messages_awaited=tuple(
                Awaited(one.element_id, one.name, one.key) for one in rows.subscriptions if one.kind == "message"
            ),
            incidents=tuple(f"{one.element_id}: {one.code} {one.message}" for one in rows.incidents),
            variables=plain(standing.variables),
            log=tuple(
                f"{line.at.astimezone(BERLIN):%d.%m.%Y %H:%M} {line.event} {_what(line.detail)}".rstrip()
                for line in lines
                if line.event != "element"
            ),
        )

    def _task(self, task: Task) -> PlayedTask:
        view = self.house.engine.task_view(task.id)
        return PlayedTask(task.id, task.element_id, task.name, view.form, view.variables, task.groups, task.due_at)

    def visited(self) -> list[str]:
        """Tasks and service tasks that were passed, in order, each once."""
        wanted = {"userTask", "serviceTask", "boundaryEvent", "endEvent"}
        kinds = {n.id: n.type for process in self.material.bundle.processes.values() for n in process.nodes.values()}
        lines = self.house.read.history(TENANT, self.case_id)
        left = [one.element_id for one in lines if one.event == "element" and one.outcome == "completed"]
        return [element for element in dict.fromkeys(left) if kinds.get(element) in wanted]

    def close(self) -> None:
        """Stop the agencies and forget the files."""
        self.house.close()
        self.material.close()


def _what(detail: Mapping[str, Any]) -> str:
    return str(next((detail[name] for name in ("element", "timer", "message", "process") if detail.get(name)), ""))
