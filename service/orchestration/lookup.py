"""Finds the row that a key names; a key that fits none is NotFound, one that fits two is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from engine.errors import Conflict, NotFound
from engine.model import Actor, Definition, Incident, Job, Task
from store.queries import CaseSort, CaseSummary
from store.queries.paging import token

from ..context import TENANT, Context, sees
from . import keys

T = TypeVar("T")

#: Cases per question while candidates are collected: nearly always one case, thousands after a bulk import.
_STEPS = (8, 64, 500)
#: Queues of the platform itself besides those of its connectors.
ENGINE_QUEUE = "engine"


def is_external(ctx: Context, job_type: str) -> bool:
    """Whether a job type belongs to external workers: no connector of ours (nor the engine) delivers its queue."""
    queue = job_type.partition(".")[0]
    return queue != ENGINE_QUEUE and queue not in ctx.agencies


def _candidates(ctx: Context, key: keys.Key) -> Iterator[CaseSummary]:
    low, high = key.span
    after, step = token((CaseSort.NEWEST.value, high)), 0
    while True:
        page = ctx.read.cases(TENANT, limit=_STEPS[min(step, 2)], after=after)
        for row in page.items:
            if row.id < low:
                return
            yield row
        if page.next is None:
            return
        after, step = page.next, step + 1


def _one(found: Sequence[T], what: str, text: str) -> T:
    if not found:
        raise NotFound(f"no {what} with key '{text[:40]}'")
    if len(found) > 1:
        raise Conflict(f"key '{text}' fits more than one {what}")
    return found[0]


def _key(what: str, text: str) -> keys.Key:
    key = keys.parse(text)
    if key is None:
        raise NotFound(f"no {what} with key '{text[:40]}'")
    return key


def case(ctx: Context, actor: Actor, text: str) -> CaseSummary:
    """The case that the actor may see. Errors: NotFound."""
    key = _key("process instance", text)
    found = [row for row in _candidates(ctx, key) if keys.case(row.id) == key and sees(actor, row.site)]
    return _one(found, "process instance", text)


def activation(ctx: Context, actor: Actor, text: str) -> tuple[list[CaseSummary], int]:
    """The cases that an element's key may belong to (usually one), and the activation."""
    key = _key("element instance", text)
    fitting = [row for row in _candidates(ctx, key) if keys.element(row.id, key.activation) == key]
    return [row for row in fitting if sees(actor, row.site)], key.activation


def task(ctx: Context, actor: Actor, text: str) -> Task:
    """The user task. Errors: NotFound."""
    rows, number = activation(ctx, actor, text)
    found = [task for row in rows if (task := ctx.read.task(TENANT, f"{row.id}.{number}")) is not None]
    return _one(found, "user task", text)


def incident(ctx: Context, actor: Actor, text: str) -> Incident:
    """The open incident. Errors: NotFound."""
    rows, number = activation(ctx, actor, text)
    found = [i for row in rows for i in ctx.read.open_rows(TENANT, row.id).incidents if i.activation == number]
    return _one(found, "incident", text)


def job(ctx: Context, text: str) -> Job:
    """The unfinished job of an external worker. Errors: NotFound, also when the key's lease is no longer the latest."""
    key = _key("job", text)
    found = [
        job
        for row in _candidates(ctx, key)
        if (key.may_be_of(row.id) if key.of_lease else keys.element(row.id, key.activation) == key)
        for job in ctx.read.open_rows(TENANT, row.id).jobs
        if job.kind == "service" and is_external(ctx, job.type) and keys.job(job) == key
    ]
    return _one(found, "job", text)


class Definitions:
    """Process versions by their number, read once per request."""

    def __init__(self, ctx: Context) -> None:
        self._all = {row.id: row for row in ctx.read.definitions(TENANT)}

    def __getitem__(self, definition_id: int) -> Definition:
        return self._all[definition_id]

    def by_key(self, text: str) -> Definition:
        """The version with this key. Errors: NotFound."""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
        return _one([self._all[number]] if number in self._all else [], "process definition", text)

    def by_id(self, process_id: str, version: int | None) -> Definition:
        """The newest or the given version of a process. Errors: NotFound."""
        of_process = [row for row in self._all.values() if row.process_id == process_id]
        found = [row for row in of_process if version is None or row.version == version]
        newest = sorted(found, key=lambda row: -row.version)[:1]
        return _one(newest, "process definition", process_id)

    def all(self) -> list[Definition]:
        """Every version."""
        return list(self._all.values())
