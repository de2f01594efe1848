"""A small office for kernel tests: an engine on a store in memory, with a clock to move and verbs to act."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.kernel.bundle import Bundle
from engine.kernel.state import State, decode
from engine.model import Actor, CaseStatus, Job, Task, TaskState
from store import open_store

START = datetime(2026, 10, 21, 8, 0, tzinfo=UTC)


class StillClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class CountedIds:
    """Ids in order of birth."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def case_id(self, now: datetime) -> str:
        return f"00000000-0000-7000-8000-{next(self._numbers):012d}"

    def key(self) -> str:
        return f"00000000-0000-4000-8000-{next(self._numbers):012d}"


class Office:
    """Deploys, starts, completes, delivers, lets time pass; asks what is open."""

    def __init__(self, store: Any = None) -> None:
        self.store = store or open_store("memory:")
        self.clock = StillClock()
        self.engine = Engine(self.store, self.clock, CountedIds(), read_bundle=read_here)
        self.case_id = ""
        self.business_key = ""
        self._messages = itertools.count(1)

    def deploy(self, *files: bytes, **named: bytes) -> Any:
        resources = {f"file{number}.bpmn": data for number, data in enumerate(files)} | {
            name.replace("_dmn", ".dmn").replace("_form", ".form").replace("_bpmn", ".bpmn"): data
            for name, data in named.items()
        }
        return self.engine.handle(c.Deploy(resources=resources))

    def starts(self, process: str = "p", **variables: Any) -> str:
        started = self.engine.handle(c.StartCase(process_id=process, variables=variables))
        self.case_id, self.business_key = started.case_id, started.business_key
        return self.case_id

    def runs(self, *files: bytes, **variables: Any) -> str:
        """Deploy and start process "p"."""
        self.deploy(*files)
        return self.starts(**variables)

    # -- acting

    def completes(self, element: str, person: str = "anna", **answers: Any) -> None:
        task = self.task(element)
        actor = Actor(person, person, frozenset({"clerk", *task.groups}))
        self.engine.handle(c.ClaimTask(task_id=task.id, actor=actor))
        self.engine.handle(c.CompleteTask(task_id=task.id, actor=actor, answers=answers))

    def works(self, element: str | None = None, **result: Any) -> Job:
        """A worker takes the one due job (of an element) and reports a result."""
        job = self.takes(element)
        self.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables=result))
        return job

    def takes(self, element: str | None = None) -> Job:
        jobs = self.store.claim_jobs(queues=None, limit=1000, now=self.clock.now(), lease_seconds=60, worker="w")
        chosen = next(job for job in jobs if element in (None, job.element_id))
        for job in jobs:
            if job is not chosen:
                self.engine.handle(
                    c.FailJob(
                        job_id=job.id, fence=job.fence, reason="not now", retry_at=self.clock.now(), burn_attempt=False
                    )
                )
        return chosen

    def relays(self) -> int:
        """Do the engine's own jobs (messages, signals, continuations) until there are none."""
        done = 0
        while jobs := self.store.claim_jobs(
            queues=["engine"], limit=100, now=self.clock.now(), lease_seconds=60, worker="w"
        ):
            for job in jobs:
                done += 1
                if job.kind == "continue":
                    self.engine.handle(c.ContinueCase(case_id=job.case_id, activation=job.activation, fence=job.fence))
                    continue
                if job.kind == "message":
                    self.engine.handle(c.DeliverMessage(**job.payload))
                else:
                    self.engine.handle(c.BroadcastSignal(**job.payload))
                self.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence))
        return done

    def refuses(self, element: str, code: str, **variables: Any) -> None:
        job = self.takes(element)
        self.engine.handle(
            c.ThrowJobError(job_id=job.id, fence=job.fence or 0, error_code=code, message="no", variables=variables)
        )

    def receives(self, name: str, key: str | None = None, message_id: str | None = None, **payload: Any) -> Any:
        return self.engine.handle(
            c.DeliverMessage(
                source="test",
                message_id=message_id or f"m{next(self._messages)}",
                name=name,
                key=self.business_key if key is None else key,
                payload=payload,
            )
        )

    def passes(self, **delta: float) -> int:
        """Time passes and due timers fire, each at its own instant; returns how many did."""
        target = self.clock.now() + timedelta(**delta)
        fired = 0
        while True:
            due = self.store.due_timers(now=target, limit=1)
            if not due:
                break
            self.clock.moment = max(self.clock.moment, due[0].fire_at)
            timer = due[0]
            self.engine.handle(
                c.FireTimer(
                    case_id=timer.case_id, activation=timer.activation, element_id=timer.element_id, cycle=timer.cycle
                )
            )
            fired += 1
        self.clock.moment = target
        return fired

    # -- looking

    def case(self, case_id: str | None = None) -> Any:
        with self.store.unit_of_work() as work:
            return work.lock_case(1, case_id or self.case_id)

    @property
    def status(self) -> CaseStatus:
        return CaseStatus(self.case().status)

    def tasks(self, case_id: str | None = None) -> list[Task]:
        case_id = case_id or self.case_id
        found = []
        last = self.state(self.case(case_id)).next_id
        with self.store.unit_of_work() as work:
            for number in range(1, last):
                _, task = work.lock_case_with_task(1, case_id, number)
                if task is not None and task.state is TaskState.OPEN:
                    found.append(task)
        return found

    def state(self, case: Any = None) -> State:
        """The live tree of a case."""
        case = case or self.case()
        with self.store.unit_of_work() as work:
            row = work.deployment(case.deployment_id)
        return decode(case.state, case.checksum, case.state_format, Bundle.from_json(row.compiled, row.resources))

    def open(self, case_id: str | None = None) -> list[str]:
        """Element ids of the open tasks."""
        return sorted(task.element_id for task in self.tasks(case_id))

    def task(self, element: str) -> Task:
        return next(task for task in self.tasks() if task.element_id == element)

    def variables(self) -> Mapping[str, Any]:
        return {k: v for k, v in self.engine.variables(self.case_id).items() if k != "startedAt"}

    def history(self, case_id: str | None = None) -> list[str]:
        """Element ids in the order in which they were left."""
        with self.store.unit_of_work() as work:
            return [line.element_id for line in work.history(1, case_id or self.case_id) if line.event == "element"]

    def incidents(self) -> list[str]:
        with self.store.unit_of_work() as work:
            return [incident.code for incident in work.open_incidents(self.case_id)]

    def job(self, job_id: str) -> Job:
        """A job's row."""
        with self.store.unit_of_work() as work:
            return next(job for job in work.jobs_of(job_id.split(".")[0]) if job.id == job_id)
