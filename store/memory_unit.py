"""One transaction of the engine on the store in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self

from engine.errors import NotFound, StaleLease
from engine.migrations import WaitingRows
from engine.model import (
    Case,
    Changes,
    Draft,
    HistoryLine,
    Incident,
    Job,
    JobPhase,
    JobState,
    QueueState,
    Task,
    TaskState,
    Timer,
    TimerState,
)

from . import memory_changes, queue_rows
from .codec import normal
from .desk.memory import MemoryDesk
from .errors import AlreadyThere, Misused
from .job_rows import job_key
from .lists import feed
from .memory_book import Book
from .memory_definitions import MemoryDefinitions
from .memory_messages import MemoryMessages


class MemoryUnitOfWork(MemoryDefinitions, MemoryDesk, MemoryMessages):
    """Holds the whole book from entering the block to leaving it; without `commit` everything is undone."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._locked: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._book.enter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.leave()

    def commit(self) -> None:
        """Make it so."""
        self._book.keep()

    def steer_queue(
        self, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str = ""
    ) -> QueueState:
        """Pause a queue or let it go on, at most `rate` jobs a minute."""
        before: QueueState | None = self._book.get("queue", "", queue)
        state = queue_rows.steered(before, queue, paused=paused, rate=rate, now=now, by=by, reason=reason)
        self._book.put("queue", "", queue, state)
        return state

    def insert_case(self, case: Case, changes: Changes) -> None:
        """Write a new case and everything it opens; AlreadyThere when the id is taken."""
        if self._book.get("case", case.id, "") is not None:
            raise AlreadyThere(f"case {case.id}")
        if self._book.get("definition", "", case.definition_id) is None:
            raise Misused(f"case {case.id} has no definition")
        self._book.put("case", case.id, "", case)
        self._locked[case.id] = case.version
        feed.note_case(self._book, case)
        memory_changes.write(self._book, case, changes)

    def lock_case(self, tenant: int, case_id: str) -> Case:
        """Load and lock; NotFound when this tenant has no such case."""
        case: Case | None = self._book.get("case", case_id, "")
        if case is None or case.tenant != tenant:
            raise NotFound(f"case {case_id}")
        self._locked[case_id] = case.version
        return case

    def lock_cases(self, cases: Sequence[tuple[int, str]], closing: Sequence[tuple[str, int]] = ()) -> None:
        """Nothing to do: there is one transaction at a time."""

    def lock_case_with_task(self, tenant: int, case_id: str, activation: int) -> tuple[Case, Task | None]:
        """The same with the task's row; None when the case has no such task."""
        return self.lock_case(tenant, case_id), self._book.get("task", case_id, activation)

    def save_case(self, case: Case, changes: Changes) -> None:
        """Write a locked case and all changes; Misused when it is not locked or its version not counted up."""
        locked = self._locked.get(case.id)
        if locked is None:
            raise Misused(f"case {case.id} is saved without being locked")
        if case.version <= locked:
            raise Misused(f"case {case.id} is saved with version {case.version} after {locked}")
        before: Case = self._book.get("case", case.id, "")
        self._book.put("case", case.id, "", replace(case, tenant=before.tenant, created_at=before.created_at))
        self._locked[case.id] = case.version
        feed.note_case(self._book, case)
        memory_changes.write(self._book, case, changes)

    def history(self, tenant: int, case_id: str) -> Iterable[HistoryLine]:
        """Every line of a case in order."""
        lines: list[HistoryLine] = self._book.group("history", case_id)
        return sorted((line for line in lines if line.tenant == tenant), key=lambda line: line.seq)

    def history_key(self, tenant: int, case_id: str) -> bytes:
        """Nothing is sealed here: it is gone with the process."""
        return b""

    def update_task(self, task: Task) -> None:
        """Write claim, assignment and dates of an open task; NotFound when there is no open one."""
        before: Task | None = self._book.get("task", task.case_id, task.activation)
        if before is None or before.state is not TaskState.OPEN:
            raise NotFound(f"open task {task.id}")
        after = replace(
            before,
            assignee=task.assignee,
            groups=tuple(task.groups),
            users=tuple(task.users),
            priority=task.priority,
            due_at=task.due_at,
            follow_up_at=task.follow_up_at,
            follow_up_note=task.follow_up_note,
            version=task.version,
        )
        self._book.put("task", task.case_id, task.activation, after)
        feed.note_task(self._book, after)

    def save_draft(self, draft: Draft) -> None:
        """Insert or replace what this person has typed so far."""
        if self._book.get("case", draft.case_id, "") is None:
            raise Misused(f"draft for unknown case {draft.case_id}")
        stored = replace(draft, answers=normal(draft.answers))
        self._book.put("draft", draft.case_id, (draft.activation, draft.person), stored)

    def drop_draft(self, tenant: int, case_id: str, activation: int, person: str) -> None:
        """Delete what this person has typed so far, if there is anything."""
        if self.draft(tenant, case_id, activation, person) is not None:
            self._book.drop("draft", case_id, (activation, person))

    def draft(self, tenant: int, case_id: str, activation: int, person: str) -> Draft | None:
        """What this person has typed so far."""
        found: Draft | None = self._book.get("draft", case_id, (activation, person))
        return found if found is not None and found.tenant == tenant else None

    def _leased(self, job_id: str, fence: int) -> Job:
        case_id, activation, kind = job_key(job_id)
        job: Job | None = self._book.get("job", case_id, (activation, kind))
        if job is None:
            raise NotFound(f"job {job_id}")
        if job.state is not JobState.LEASED or job.fence != fence:
            raise StaleLease(f"job {job_id}")
        return job

    def _put_job(self, job: Job) -> Job:
        self._book.put("job", job.case_id, (job.activation, job.kind), job)
        return job

    def finish_job(self, job_id: str, fence: int) -> Job:
        """Mark a leased job done; StaleLease when the fence is no longer the current one, NotFound."""
        job = self._leased(job_id, fence)
        return self._put_job(replace(job, state=JobState.DONE, phase=JobPhase.ANSWERED, lease_until=None))

    def mark_sent(self, job_id: str, fence: int) -> None:
        """Phase SENT under the fence; StaleLease or NotFound."""
        self._put_job(replace(self._leased(job_id, fence), phase=JobPhase.SENT))

    def amend_job(self, job_id: str, fence: int | None, retries: int | None, lease_until: datetime | None) -> None:
        """Set the attempts left (the one under way included) or the end of the lease; StaleLease, NotFound."""
        case_id, activation, kind = job_key(job_id)
        job: Job | None = self._book.get("job", case_id, (activation, kind))
        if job is None:
            raise NotFound(f"job {job_id}")
        leased = job.state is JobState.LEASED
        finished = job.state in (JobState.DONE, JobState.CANCELLED)
        if job.fence != fence or finished or (lease_until is not None and not leased):
            raise StaleLease(f"job {job_id}")
        if retries is not None:
            attempts = 0 if job.state is JobState.INCIDENT else job.attempts
            job = replace(job, attempts=attempts, max_attempts=attempts + retries - int(leased))
        self._put_job(replace(job, lease_until=lease_until or job.lease_until))

    def release_job(
        self, job_id: str, fence: int, *, reason: str, retry_at: datetime | None, burn_attempt: bool
    ) -> Job:
        """Give a leased job back for `retry_at`; an incident when that is None or the attempts are used up."""
        job = self._leased(job_id, fence)
        attempts = job.attempts if burn_attempt else job.attempts - 1
        stuck = retry_at is None or attempts >= job.max_attempts
        return self._put_job(
            replace(
                job,
                state=JobState.INCIDENT if stuck else JobState.READY,
                attempts=attempts,
                run_at=retry_at or job.run_at,
                last_error=reason,
                lease_until=None,
                phase=job.phase if retry_at is None else JobPhase.NOT_SENT,
            )
        )

    def reopen_job(self, case_id: str, activation: int, now: datetime) -> bool:
        """Make an incident job ready again with fresh attempts; False when there is none."""
        stuck = [j for j in self.jobs_of(case_id) if j.activation == activation and j.state is JobState.INCIDENT]
        for job in stuck:
            fresh = replace(job, state=JobState.READY, phase=JobPhase.NOT_SENT, attempts=0, run_at=now)
            self._put_job(replace(fresh, fence=None, lease_until=None))
        return bool(stuck)

    def jobs_of(self, case_id: str) -> Sequence[Job]:
        """Every job of a case, by activation."""
        return sorted(self._book.group("job", case_id), key=lambda job: (job.activation, job.kind))

    def pending_timer(self, case_id: str, activation: int, element_id: str, cycle: int) -> Timer | None:
        """The timer if it is still pending."""
        found: Timer | None = self._book.get("timer", case_id, (activation, element_id, cycle))
        return found if found is not None and found.state is TimerState.PENDING else None

    def open_incidents(self, case_id: str) -> Sequence[Incident]:
        """What is stuck in a case, by activation."""
        found = [one for one in self._book.group("incident", case_id) if one.resolved_at is None]
        return sorted(found, key=lambda one: one.activation)

    def waiting_rows(self, case_id: str) -> WaitingRows:
        """Open tasks, pending timers, subscriptions and open incidents of a case."""
        tasks = [task for task in self._book.group("task", case_id) if task.state is TaskState.OPEN]
        timers = [timer for timer in self._book.group("timer", case_id) if timer.state is TimerState.PENDING]
        return WaitingRows(
            tasks=sorted(tasks, key=lambda task: task.activation),
            timers=sorted(timers, key=lambda timer: (timer.activation, timer.element_id)),
            subscriptions=sorted(
                self._book.group("subscription", case_id), key=lambda wait: (wait.activation, wait.element_id)
            ),
            incidents=self.open_incidents(case_id),
        )

    def next_cycle(self, case_id: str, activation: int, element_id: str) -> int:
        """A number that no row of this timer has yet, from 0."""
        keys = self._book.keys("timer", case_id)
        taken = [key[2] for key in keys if isinstance(key, tuple) and key[:2] == (activation, element_id)]
        return max(taken, default=-1) + 1
