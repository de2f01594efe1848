"""The same random life on every store gives the same answers after each step."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.errors import EngineError
from engine.model import CaseStatus, Changes, Job, MessageState, TaskState
from store.queries import CaseFilter, InboxFilter, InboxOrder

from .records import MINUTE, NOON, case, deployed, incident, job, later, line, message, subscription, task, timer

STEPS = 50


class Life:
    """One store with what a worker remembers of its leases."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.leases: list[Job] = []
        self.definition_id = deployed(store)

    def commands(self, work: Callable[[Any], Any]) -> Any:
        try:
            with self.store.unit_of_work() as unit:
                result = work(unit)
                unit.commit()
                return result
        except EngineError as error:
            return type(error).__name__

    def starts(self, name: str, rng: random.Random) -> Any:
        opened = changes(rng, name, 1)
        return self.commands(lambda unit: unit.insert_case(case(name, self.definition_id), opened))

    def moves(self, name: str, rng: random.Random) -> Any:
        status = rng.choice(list(CaseStatus))

        def work(unit: Any) -> Any:
            before = unit.lock_case(1, name)
            after = later(before, status=status, history_seq=before.history_seq + 2)
            unit.save_case(after, changes(rng, name, after.history_seq))
            return after

        return self.commands(work)

    def claims(self, now: Any, queues: Any, limit: int) -> Any:
        claimed = self.store.claim_jobs(queues=queues, limit=limit, now=now, lease_seconds=90, worker="w")
        self.leases += claimed
        return sorted((replace(one, fence=None) for one in claimed), key=lambda one: one.id)

    def reports(self, index: int, now: Any, how: str) -> Any:
        if not self.leases:
            return None
        lease = self.leases[index % len(self.leases)]
        key = (lease.id, lease.fence)
        if how == "sent":
            try:
                return self.store.mark_sent(*key)
            except EngineError as error:
                return type(error).__name__
        verbs: dict[str, Callable[[Any], Any]] = {
            "finish": lambda unit: unit.finish_job(*key),
            "retry": lambda unit: unit.release_job(*key, reason="r", retry_at=now + MINUTE, burn_attempt=True),
            "spare": lambda unit: unit.release_job(*key, reason="s", retry_at=now, burn_attempt=False),
            "fail": lambda unit: unit.release_job(*key, reason="f", retry_at=None, burn_attempt=True),
            "reopen": lambda unit: unit.reopen_job(lease.case_id, lease.activation, now),
        }
        found = self.commands(verbs[how])
        return replace(found, fence=None) if isinstance(found, Job) else found

    def hears(self, number: int, now: Any) -> Any:
        def work(unit: Any) -> Any:
            known = unit.remember_message(message(f"m{number}", key=f"K{number % 3}", received_at=now))
            oldest = unit.buffered_message(1, "answer", f"K{number % 3}", now)
            if oldest is not None and number % 2:
                unit.settle_message(oldest, MessageState.CONSUMED, "c0")
            waiting = unit.subscribers(1, "message", "answer", f"K{number % 3}")
            return [one and replace(one, id=0) for one in (known, oldest)], waiting

        return self.commands(work)

    def seen(self, now: Any, names: list[str]) -> Any:
        """Everything that anybody could ask."""
        read = self.store.read()
        inboxes = [
            read.inbox(1, person="erika", groups=("g1",), filters=InboxFilter(order=order), limit=3)
            for order in InboxOrder
        ]
        rows = [read.open_rows(1, name) for name in names]
        bare = [replace(one, jobs=tuple(replace(j, fence=None) for j in one.jobs)) for one in rows]
        parked = [replace(one, id=0) for one in read.parked_messages(1).items]
        return (
            *(inboxes, bare, parked, [read.case(1, name) for name in names], read.counts(1), read.backlog(now)),
            *(read.cases(1, filters=CaseFilter(statuses=(CaseStatus.RUNNING,))), list(read.job_counts(1))),
            *(read.incidents(1), [list(read.tasks_of(1, name)) for name in names], self.store.next_due(now)),
            sorted(self.store.due_timers(now=now, limit=99), key=repr),
        )


def changes(rng: random.Random, name: str, seq: int) -> Changes:
    """Some rows opened and some closed, of few activations, so that they meet."""
    fresh = 10 * seq
    some = tuple(rng.sample(range(60), 8))
    return Changes(
        tasks=tuple(
            task(
                name,
                fresh + n,
                groups=(f"g{rng.randrange(3)}",),
                assignee=rng.choice([None, "erika"]),
                due_at=rng.choice([None, NOON + rng.randrange(5) * MINUTE]),
                priority=rng.randrange(3),
                state=rng.choice([TaskState.OPEN, TaskState.OPEN, TaskState.COMPLETED]),
            )
            for n in range(2)
        ),
        jobs=(job(name, fresh + 2, queue=f"q{rng.randrange(2)}", run_at=NOON + rng.randrange(9) * MINUTE),),
        timers=(timer(name, fresh + 3, fire_at=NOON + rng.randrange(99) * MINUTE),),
        subscriptions=(subscription(name, fresh + 4, key=f"K{rng.randrange(3)}"),),
        incidents=(incident(name, fresh + 5),) if rng.random() < 0.3 else (),
        history=(line(name, seq=seq),),
        closed_tasks=some[:2],
        closed_jobs=some[2:4],
        closed_timers=((some[4], "Wait"),),
        fired_timers=((some[5], "Wait", 0),),
        closed_subscriptions=((some[6], "Answer"),),
        closed_incidents=some[7:],
        closed_all=rng.random() < 0.1,
    )


@dataclass(frozen=True)
class Step:
    """One thing that happens; `inner` seeds what is random in it."""

    what: str
    case_id: str
    now: datetime
    index: int
    inner: float
    how: str
    queues: tuple[str, ...] | None


def steps(seed: int) -> Iterator[Step]:
    rng, now, cases = random.Random(seed), NOON, 0
    for number in range(STEPS):
        now += timedelta(seconds=rng.randrange(60))
        what = (
            "start" if number < 2 else rng.choice(["start", "move", "move", "claim", "report", "sweep", "hear", "park"])
        )
        case_id = f"c{cases if what == 'start' else rng.randrange(cases)}"
        cases += what == "start"
        how = rng.choice(["finish", "retry", "spare", "fail", "reopen", "sent"])
        queues = rng.choice([None, ("q0",), ("q1", "q0")])
        yield Step(what, case_id, now, rng.randrange(100), rng.random(), how, queues)


def does(life: Life, step: Step) -> Any:
    rng = random.Random(step.inner)
    if step.what == "start":
        return life.starts(step.case_id, rng)
    if step.what == "move":
        return life.moves(step.case_id, rng)
    if step.what == "claim":
        return life.claims(step.now, step.queues, 50)
    if step.what == "report":
        return life.reports(step.index, step.now, step.how)
    if step.what == "sweep":
        return life.store.sweep(now=step.now, backoff={1: 30.0})
    if step.what == "hear":
        return life.hears(step.index % 20, step.now)
    return life.store.expire_messages(now=step.now + timedelta(minutes=30))


@pytest.mark.parametrize("seed", range(2))
def test_the_same_life_looks_the_same_on_every_store(
    memory_store: Any, sqlite_store: Any, postgres_store: Any, seed: int
) -> None:
    lives = {"memory": Life(memory_store), "sqlite": Life(sqlite_store), "postgres": Life(postgres_store)}
    names: set[str] = set()
    for number, step in enumerate(steps(seed)):
        names.add(step.case_id)
        looked_at = sorted(names) if number % 20 == 19 else [step.case_id]
        answers = {kind: (does(life, step), life.seen(step.now, looked_at)) for kind, life in lives.items()}
        for kind in ("sqlite", "postgres"):
            assert answers[kind] == answers["memory"], f"seed {seed}, step {number} {step}, {kind}"
