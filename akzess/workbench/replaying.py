"""What if: one recorded case played again on an edited procedure, with what came in then at the instants it came.

Tasks and jobs that the record knows get the recorded answers. What is new in the edited procedure is answered by stand-in
clerks (scenarios/clerks.yaml) and simulated agencies. Nothing leaves this process, and no case is touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from akzess.clerks import Clerks
from akzess.scenario_file import BadScenario
from engine import commands as c
from engine.errors import EngineError
from engine.handlers.work import TAKEN, given_in
from engine.model import SYSTEM, Actor, Job, Task, TaskState
from service.designer.ports import CaseEvent, Difference, RecordedCase
from workers.internal import INTERNAL, commands

from .comparing import compared
from .sandbox import Sandbox

#: A timer that was due so shortly before something recorded and did not fire then, was overtaken by it.
OVERTAKEN = timedelta(minutes=2)
#: How long an ended case may go on beyond its record, and how many things may happen at one instant.
BEYOND = timedelta(days=400)
MOST = 2_000


class Lost(Exception):
    """The sandbox goes round in circles."""


class Replay:
    """One case in a sandbox."""

    def __init__(self, sandbox: Sandbox, clerks: Clerks | None, case: RecordedCase, words: frozenset[str]) -> None:
        self.sandbox = sandbox
        self.words = words
        self.clerks = clerks
        self.case = case
        self.id = ""
        self.held: dict[str, Job] = {}
        self.problem = ""
        self._known = frozenset(case.left) | frozenset(case.waiting)
        self._fires = Counter(
            (str(one.detail.get("timer")), str(one.detail.get("due")))
            for one in case.events
            if one.event == "FireTimer"
        )
        self._number = 0

    def run(self) -> Difference | None:
        """Play; what came out otherwise, or None when nothing did."""
        self.sandbox.clock.set(self.case.begun_at)
        try:
            self._begin(self.case.events[0])
            for event in self.case.events[1:]:
                self._until(event.at)
                self._early(event)
                self._apply(event)
                self._settle()
            self._until(self.case.until)
            if self.case.ended_at is not None:
                self._finish()
        except EngineError as error:
            self._note(error.code)  # what it says besides may be what is in the case
        except Lost as error:
            self._note(str(error))
        return self._compared()

    def _begin(self, event: CaseEvent) -> None:
        given = dict(given_in(event.detail) or {})
        started = self.sandbox.engine.handle(
            c.StartCase(
                actor=SYSTEM,
                process_id=self.case.process_id,
                variables=given,
                site=self.case.site,
                business_key=self.case.business_key,
                start_event=event.detail.get("start"),
            )
        )
        self.id = str(started.case_id)
        self._settle()

    def _early(self, event: CaseEvent) -> None:
        """Messages that were in the buffer when this happened."""
        for message in given_in(event.detail, TAKEN) or ():
            self._deliver(message)

    def _apply(self, event: CaseEvent) -> None:
        if not self._open():
            return
        detail = event.detail
        try:
            match event.event:
                case "CompleteTask":
                    self._complete(event)
                case "CompleteJob" | "ThrowJobError" | "FailJob":
                    self._answer(event)
                case "DeliverMessage":
                    self._deliver(detail)
                case "BroadcastSignal":
                    self._do(c.BroadcastSignal(name=str(detail["signal"]), payload=given_in(detail) or {}))
                case "FireTimer":
                    self._fire(str(detail.get("timer")), str(detail.get("due")), event.at)
                case "CancelCase":
                    self._do(c.CancelCase(case_id=self.id, reason="replay"))
                case "SuspendCase":
                    self._do(c.SuspendCase(case_id=self.id, reason="replay"))
                case "ResumeCase":
                    self._do(c.ResumeCase(case_id=self.id))
                case "SetVariables":
                    self._do(c.SetVariables(case_id=self.id, variables=given_in(detail) or {}, reason="replay"))
                case "RetryIncident":
                    self._do(c.RetryIncident(case_id=self.id, activation=int(detail["activation"])))
                case "ResolveIncident":
                    number, given = int(detail["activation"]), given_in(detail) or {}
                    self._do(c.ResolveIncident(case_id=self.id, activation=number, reason="replay", variables=given))
                case "ModifyCase":
                    cancel, start = tuple(detail.get("cancel") or ()), tuple(detail.get("start") or ())
                    given = given_in(detail) or {}
                    self._do(
                        c.ModifyCase(case_id=self.id, reason="replay", cancel=cancel, start=start, variables=given)
                    )
        except EngineError as error:
            self._note(f"{event.event} {event.element_id}: {error.code}")

    def _complete(self, event: CaseEvent) -> None:
        element = str(event.detail.get("element"))
        task = self._task(element)
        if task is None:
            self._catch_up()
            task = self._task(element)
        if task is not None:
            self._as_person(task, event.actor.split(" i. V. ")[0], given_in(event.detail) or {})

    def _task(self, element: str) -> Task | None:
        return next((task for task in self._tasks() if task.element_id == element), None)

    def _as_person(self, task: Task, person: str, answers: Mapping[str, Any]) -> None:
        actor = Actor(person, person, frozenset(task.groups), frozenset({task.site} if task.site else ()))
        if task.assignee != person:
            if task.assignee or (task.users and person not in task.users):
                self._do(c.AssignTask(actor=SYSTEM, task_id=task.id, assignee=person))
            else:
                self._do(c.ClaimTask(actor=actor, task_id=task.id))
        self._do(c.CompleteTask(actor=actor, task_id=task.id, answers=answers))

    def _answer(self, event: CaseEvent) -> None:
        detail = event.detail
        element = str(detail.get("element"))
        job = self._job(element)
        if job is None:
            self._catch_up()
            job = self._job(element)
        if job is None:
            return
        del self.held[job.id]
        fence, given = job.fence or 0, given_in(detail) or {}
        if event.event == "CompleteJob":
            self._do(c.CompleteJob(job_id=job.id, fence=fence, variables=given))
        elif event.event == "ThrowJobError":
            self._do(c.ThrowJobError(job_id=job.id, fence=fence, error_code=str(detail["error"]), variables=given))
        else:
            code = str(detail.get("code") or "job-failed")
            self._do(c.FailJob(job_id=job.id, fence=fence, reason="replay", code=code))

    def _job(self, element: str) -> Job | None:
        return next((job for job in self.held.values() if job.element_id == element), None)

    def _deliver(self, detail: Mapping[str, Any]) -> None:
        if detail.get("source") == f"case:{self.case.id}":
            return  # the sandbox's own case throws it, too
        self._number += 1
        self._do(
            c.DeliverMessage(
                source="replay",
                message_id=f"{self.id}-{self._number}",
                name=str(detail["message"]),
                key=str(detail.get("key") or ""),
                payload=given_in(detail) or {},
            )
        )

    def _until(self, instant: datetime) -> None:
        """Let time pass to just before something that was recorded."""
        for _ in range(MOST):
            self._settle()
            timer = next(iter(self._timers(instant)), None)
            if timer is None:
                self.sandbox.clock.set(instant)
                return
            self.sandbox.clock.set(timer.fire_at)
            self._do(self._firing(timer))
        raise Lost("Zu viele Fristen.")

    def _timers(self, instant: datetime) -> list[Any]:
        return [timer for timer in self.sandbox.timers(self.id, instant) if not self._recorded(timer, instant)]

    def _recorded(self, timer: Any, instant: datetime) -> bool:
        """Whether the record says when this timer fired, or that something else came first."""
        if self._fires[(timer.element_id, timer.fire_at.isoformat())] > 0:
            return True
        return timer.element_id in self._known and instant - timer.fire_at < OVERTAKEN

    def _fire(self, element: str, due: str, at: datetime) -> None:
        """A recorded firing, if the timer is due at that instant here, too."""
        self._fires[(element, due)] -= 1
        for timer in self.sandbox.timers(self.id, at):
            if (timer.element_id, timer.fire_at.isoformat()) == (element, due):
                self._do(self._firing(timer))
                return

    def _firing(self, timer: Any) -> c.FireTimer:
        return c.FireTimer(
            case_id=timer.case_id, activation=timer.activation, element_id=timer.element_id, cycle=timer.cycle
        )

    def _settle(self) -> None:
        """Carry the engine's own jobs, take up the agencies', answer those that nobody recorded."""
        for _ in range(MOST):
            jobs = self.sandbox.claimed(self.id)
            if not jobs:
                return
            for job in jobs:
                if job.kind in INTERNAL:
                    for command in commands(job):
                        self._do(command)
                elif job.element_id in self._known:
                    self.held[job.id] = job
                else:
                    self._do(self.sandbox.delivered(job))
        raise Lost("Zu viele Aufträge an einem Zeitpunkt.")

    def _catch_up(self) -> None:
        """Stand-in clerks do the tasks that are new; the record goes on behind them."""
        for _ in range(MOST):
            self._settle()
            new = [task for task in self._tasks() if task.element_id not in self._known and self._does(task)]
            if not new:
                return
            self._habit(new[0])
        raise Lost("Zu viele neue Aufgaben.")

    def _finish(self) -> None:
        """A case that has ended then goes on to its end now, as far as clerks, agencies and time carry it."""
        limit = self.sandbox.clock.now() + BEYOND
        for _ in range(MOST):
            if not self._open():
                return
            self._settle()
            task = next((one for one in self._tasks() if self._does(one)), None)
            if task is not None:
                self._habit(task)
                continue
            timer = next(iter(self.sandbox.timers(self.id, limit)), None)
            if timer is None:
                return
            self.sandbox.clock.set(timer.fire_at)
            self._do(self._firing(timer))

    def _does(self, task: Task) -> bool:
        return self.clerks is not None and task.element_id in self.clerks

    def _habit(self, task: Task) -> None:
        if self.clerks is None:
            return
        variables = self.sandbox.engine.task_view(task.id).variables
        try:
            answers = self.clerks.answers(task, variables, self.sandbox.clock.now())
        except BadScenario as error:
            raise Lost(str(error)) from None
        self._as_person(task, self.clerks.person(task).person, answers)
        self._settle()

    def _compared(self) -> Difference | None:
        if not self.id:
            return compared(self.case, None, {}, [], self.problem, self.words)
        row, variables = self.sandbox.case(self.id), self.sandbox.engine.variables(self.id)
        return compared(self.case, row, variables, self.sandbox.tasks(self.id), self.problem, self.words)

    def _note(self, problem: str) -> None:
        self.problem = self.problem or problem[:300]

    def _do(self, command: c.Command) -> Any:
        return self.sandbox.engine.handle(command)

    def _open(self) -> bool:
        return self.sandbox.case(self.id).status.open

    def _tasks(self) -> list[Task]:
        return [task for task in self.sandbox.tasks(self.id) if task.state is TaskState.OPEN]
