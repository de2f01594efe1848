"""Writes the changes of one command into the store in memory: closings first, then new rows, then `closed_all`."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from engine.model import Case, Changes, Job, JobState, TaskState, Timer, TimerState

from .codec import normal
from .errors import AlreadyThere
from .figures import book as figures
from .lists import feed
from .memory_book import Book

_FINISHED = (JobState.DONE, JobState.CANCELLED)
_THROWN = ("message", "signal")  # out of the hands of the case that threw them


class _Everything:
    def __contains__(self, _: object) -> bool:
        return True


def write(book: Book, case: Case, changes: Changes) -> None:
    """Write all of it; AlreadyThere when a new job stands where one is unfinished."""
    _close_tasks(book, case, changes.closed_tasks)
    _close_jobs(book, case, changes.closed_jobs)
    _close_incidents(book, case, changes.closed_incidents)
    for timer in _pending(book, case):
        if (timer.activation, timer.element_id, timer.cycle) in changes.fired_timers:
            _put_timer(book, replace(timer, state=TimerState.FIRED))
        elif (timer.activation, timer.element_id) in changes.closed_timers:
            _put_timer(book, replace(timer, state=TimerState.CANCELLED))
    for key in changes.closed_subscriptions:
        book.drop("subscription", case.id, key)
    _rename_jobs(book, case, changes)
    _insert(book, changes)
    if changes.terms is not None:
        book.put("term", case.id, "", (case.tenant, case.id, case.site, changes.terms))
        for task in book.group("task", case.id):
            if task.state is TaskState.OPEN:
                book.put("task", case.id, task.activation, replace(task, listed=replace(case.listed, digest="")))
    if changes.closed_all:
        everything = _Everything()
        _close_tasks(book, case, everything)
        _close_jobs(book, case, everything)
        _close_incidents(book, case, everything)
        for timer in _pending(book, case):
            _put_timer(book, replace(timer, state=TimerState.CANCELLED))
        for one in book.group("subscription", case.id):
            book.drop("subscription", case.id, (one.activation, one.element_id))
    if changes.closed is not None:
        figures.write(book, case, changes.closed)


def _rename_jobs(book: Book, case: Case, changes: Changes) -> None:
    for activation, element_id in changes.renamed_jobs:
        job: Job | None = book.get("job", case.id, (activation, "service"))
        if job is not None:
            book.put("job", case.id, (activation, "service"), replace(job, element_id=element_id))


def _insert(book: Book, changes: Changes) -> None:
    for task in changes.tasks:
        book.put(
            "task", task.case_id, task.activation, replace(task, groups=tuple(task.groups), users=tuple(task.users))
        )
        feed.note_task(book, task)
        if task.state is TaskState.COMPLETED:
            book.drop("draft", task.case_id, (task.activation, task.ended_by))
    for job in changes.jobs:
        before: Job | None = book.get("job", job.case_id, (job.activation, job.kind))
        if before is not None and before.state not in _FINISHED:
            raise AlreadyThere(f"job {job.id} is still unfinished")
        book.put("job", job.case_id, (job.activation, job.kind), replace(job, payload=normal(job.payload)))
    for timer in changes.timers:
        _put_timer(book, timer)
    _insert_new(book, "subscription", ((s.case_id, (s.activation, s.element_id), s) for s in changes.subscriptions))
    for incident in changes.incidents:
        book.put("incident", incident.case_id, incident.activation, incident)
    for message in changes.messages:
        key = (message.tenant, message.source, message.message_id)
        if book.get("message", "", key) is None:
            book.put("message", "", key, replace(message, id=book.serial("message"), payload=normal(message.payload)))
    lines = (replace(line, detail=normal(line.detail)) for line in changes.history)
    _insert_new(book, "history", ((line.case_id, line.seq, line) for line in lines))


def _insert_new(book: Book, table: str, rows: Iterable[tuple[str, Any, Any]]) -> None:
    for group, key, row in rows:
        if book.get(table, group, key) is not None:
            raise AlreadyThere(f"{table} {group} {key}")
        book.put(table, group, key, row)


def _put_timer(book: Book, timer: Timer) -> None:
    book.put("timer", timer.case_id, (timer.activation, timer.element_id, timer.cycle), timer)


def _pending(book: Book, case: Case) -> list[Timer]:
    return [timer for timer in book.group("timer", case.id) if timer.state is TimerState.PENDING]


def _close_tasks(book: Book, case: Case, activations: Container[int]) -> None:
    for task in book.group("task", case.id):
        if task.state is TaskState.OPEN and task.activation in activations:
            closed = replace(task, state=TaskState.CANCELLED, version=task.version + 1, ended_at=case.updated_at)
            book.put("task", case.id, task.activation, closed)
            feed.note_task(book, closed)


def _close_jobs(book: Book, case: Case, activations: Container[int]) -> None:
    for job in book.group("job", case.id):
        if job.state not in _FINISHED and job.kind not in _THROWN and job.activation in activations:
            book.put("job", case.id, (job.activation, job.kind), replace(job, state=JobState.CANCELLED))


def _close_incidents(book: Book, case: Case, activations: Container[int]) -> None:
    for incident in book.group("incident", case.id):
        if incident.resolved_at is None and incident.activation in activations:
            book.put("incident", case.id, incident.activation, replace(incident, resolved_at=case.updated_at))
