"""Every pair of mutating commands on one case, in every order of their statements: the outcome is that of a serial order.

Run from the repository: `python -m tests.rigs.pairs [--all] [--seed N] [--database URL]`.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from math import comb
from typing import Any

from sqlalchemy import select

from akzess.clocks import MovableClock
from akzess.ids import RandomIds
from engine import commands as c
from engine.errors import Conflict, EngineError
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import MessageState
from store import SqlStore, StoreError, open_store, tables

from ..servers import postgres_server
from ..store.records import message
from .pair_commands import ANNA, COMMANDS, DIAGRAM, LEAD, NOW, OTHER, SMALL, Standing
from .stepper import Conductor

PAIRS: Sequence[tuple[str, str]] = tuple(itertools.combinations_with_replacement(COMMANDS, 2))


class Rig:
    """One database, one deployment, a fresh case for each schedule."""

    def __init__(self, database: str) -> None:
        self._conductor = Conductor(database)
        self._clock = MovableClock(NOW)
        self._ids = RandomIds()
        self._numbers = count(1)
        self._engine = self._of(self._conductor.actors[0].store)
        other = self._quietly(lambda: self._engine.handle(c.Deploy(resources={"p.bpmn": OTHER})))
        self._other = int(other.deployment_id)
        self._quietly(lambda: self._engine.handle(c.Deploy(resources={"p.bpmn": DIAGRAM})))
        self._quietly(lambda: self._engine.handle(c.Deploy(resources={"q.bpmn": SMALL})))
        # Each actor's process has read the deployment before, as any that has been running for a minute.
        self._engines = [self._of(actor.store) for actor in self._conductor.actors]
        for engine in self._engines:
            for version in (1, 2):
                start = c.StartCase(process_id="p", site="DD", version=version)
                self._quietly(lambda engine=engine, start=start: engine.handle(start))

    def close(self) -> None:
        """Close the connections."""
        self._conductor.close()

    def _of(self, store: SqlStore) -> Engine:
        return Engine(store, self._clock, self._ids, read_bundle=read_here)

    def _quietly(self, work: Callable[[], Any]) -> Any:
        """Without cutting at statements: for setting up and looking."""
        stores = [actor.store for actor in self._conductor.actors]
        gates = [store.watch for store in stores]
        for store in stores:
            store.watch = None
        try:
            return work()
        finally:
            for store, gate in zip(stores, gates, strict=True):
                store.watch = gate

    def _stand(self) -> Standing:
        number = next(self._numbers)
        parked = self._park(f"K-{number}")
        started = self._engine.handle(c.StartCase(process_id="p", site="DD", business_key=f"K-{number}"))
        store = self._engine.store
        rows = store.read().open_rows(1, started.case_id)
        places = {task.element_id: task.activation for task in rows.tasks} | {
            job.element_id: job.activation for job in rows.jobs
        }
        self._engine.handle(c.ClaimTask(actor=ANNA, task_id=f"{started.case_id}.{places['review']}"))
        found = store.claim_jobs(
            queues=["desk"], limit=10, now=NOW, lease_seconds=10_000_000, worker="w", types=["desk.ask", "desk.broken"]
        )
        jobs = {job.element_id: job for job in found if job.case_id == started.case_id}
        broken = jobs["broken"]
        self._engine.handle(c.FailJob(job_id=broken.id, fence=broken.fence or 0, reason="gone", retry_at=None))
        return Standing(
            started.case_id, f"K-{number}", number, places, jobs["ask"], self._newest(), self._other, parked
        )

    def _park(self, key: str) -> int:
        """The number of a message that came before its case, and for which nobody waited in time."""
        letter = message(f"parked {key}", name="the answer", key=key, payload={"n": 3}, state=MessageState.PARKED)
        with self._engine.store.unit_of_work() as work:
            work.remember_message(letter)
            kept = work.remember_message(letter)
            work.commit()
        assert kept is not None
        assert kept.id is not None
        return kept.id

    def _newest(self) -> int:
        with self._engine.store.unit_of_work() as work:
            return int(work.definition(1, "q").version)

    def outcome(self, pair: tuple[str, str], order: Sequence[int]) -> tuple[Any, tuple[int, int]]:
        """What came of one schedule, in words that do not depend on ids; and the statements of each."""
        case: Standing = self._quietly(self._stand)
        makes = (COMMANDS[pair[0]][0](case), COMMANDS[pair[1]][1](case))
        commands = [
            (lambda _, engine=engine, act=act: engine.handle(act) if isinstance(act, c.Command) else act(engine))
            for engine, act in zip(self._engines, makes, strict=True)
        ]
        ends = self._conductor.play(commands, order)
        spoken = tuple(_spoken(end.result, end.error) for end in ends)
        counts = (self._conductor.actors[0].statements, self._conductor.actors[1].statements)
        picture = self._quietly(lambda: self._picture(case))
        self._quietly(lambda: self._clear(case))
        return (spoken, picture), counts

    def _clear(self, case: Standing) -> None:
        """End the case, whatever has become of it, so that a signal finds only the next one."""
        with contextlib.suppress(Conflict):
            self._engine.handle(c.CancelCase(actor=LEAD, case_id=case.case_id, reason="next schedule"))
        rows = self._engine.store.read().open_rows(1, case.case_id)
        left = (*rows.tasks, *rows.jobs, *rows.timers, *rows.subscriptions, *rows.incidents)
        assert left == (), "an ended case holds rows"

    def _picture(self, case: Standing) -> Any:
        """Everything that a reader can see of the case, without ids and hashes; and that its chain of history holds."""
        store = self._engine.store
        read = store.read()
        row = read.case(1, case.case_id)
        rows = read.open_rows(1, case.case_id)
        history = read.history(1, case.case_id)
        assert self._engine.verify_history(case.case_id).ok, "the chain of history is broken"
        assert [line.seq for line in history] == list(range(1, len(history) + 1)), "a line of history is missing"
        ended = [(line.element_id, line.activation) for line in history if line.event == "element"]
        assert len(ended) == len(set(ended)), "an activation ended twice"
        with store.unit_of_work() as work:
            drafts = [
                work.draft(1, case.case_id, case.places[name], person)
                for name in ("review", "check")
                for person in ("anna", "bert", "carl")
            ]
            jobs = work.jobs_of(case.case_id)
        return (
            row.status.value,
            row.version,
            row.deployment_id == case.other,
            tuple(
                (task.element_id, task.activation, task.assignee, task.priority, task.follow_up_at, task.version)
                for task in rows.tasks
            ),
            tuple(sorted((job.element_id, job.state.name, job.attempts, job.max_attempts) for job in jobs)),
            tuple((timer.element_id, timer.fire_at) for timer in rows.timers),
            tuple((wait.kind, wait.name) for wait in rows.subscriptions),
            tuple((incident.element_id, incident.code) for incident in rows.incidents),
            tuple(draft and str(draft.answers) for draft in drafts),
            str(sorted((k, str(v)) for k, v in self._engine.variables(case.case_id).items() if k in "nrvxkb")),
            tuple((line.event, line.element_id, line.outcome, line.actor) for line in history),
            read.parked_message(1, case.parked) is None,
            self._newest() - case.version,
            sorted(version - case.version for version in _versions_of(store, f"S-{case.number}")),
        )

    def serial(self, pair: tuple[str, str]) -> tuple[list[Any], tuple[int, int]]:
        """The two outcomes without interleaving, and how many statements each command has."""
        first, counts = self.outcome(pair, [0] * 40)
        second, other = self.outcome(pair, [1] * 40)
        return [first, second], (max(counts[0], other[0]), max(counts[1], other[1]))

    def schedules(self, counts: tuple[int, int], budget: int | None, chance: random.Random) -> Iterator[list[int]]:
        """Every order of so many statements, or `budget` of them drawn."""
        total = sum(counts)
        if budget is not None and comb(total, counts[0]) > budget:
            for _ in range(budget):
                order = [0] * counts[0] + [1] * counts[1]
                chance.shuffle(order)
                yield order
            return
        for places in itertools.combinations(range(total), counts[0]):
            yield [0 if place in places else 1 for place in range(total)]

    def check(self, pair: tuple[str, str], budget: int | None, chance: random.Random) -> int:
        """Play schedules of a pair; how many. AssertionError names pair and schedule when one has a third outcome."""
        allowed, counts = self.serial(pair)
        played = 0
        for order in self.schedules(counts, budget, chance):
            found, _ = self.outcome(pair, order)
            played += 1
            assert found in allowed, (
                f"pair {pair}, order {''.join(map(str, order))}: {found}\nis neither {allowed[0]}\nnor {allowed[1]}"
            )
        return played


def _versions_of(store: SqlStore, business_key: str) -> Sequence[int]:
    """The versions on which the cases with a key are."""
    of, at = tables.case_instance.c, tables.definition.c
    statement = select(at.version).join(tables.case_instance, of.definition_id == at.id)
    with store.engine.connect() as connection:
        return list(connection.scalars(statement.where(of.business_key == business_key)))


def _spoken(result: Any, error: BaseException | None) -> str:
    if error is None:
        return type(result).__name__
    if isinstance(error, Conflict) and error.code == "idempotency-in-progress":
        return "Done"  # the caller asks again with the same key and gets the one true answer (reliability C-2)
    if isinstance(error, EngineError | StoreError):
        return f"{type(error).__name__} {getattr(error, 'code', '')}"
    raise error


def main(arguments: Sequence[str]) -> int:
    """Play all pairs; prints what reproduces a failure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--all", action="store_true", help="every order of statements instead of 20 drawn ones")
    options.add_argument("--budget", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--database", default="", help="default: a fresh PostgreSQL from the wheel")
    options.add_argument("--pair", default="", help='one pair only, as "claim,cancel"')
    options.add_argument("--first", type=int, default=1, help="go on with this pair")
    options.add_argument("--minutes", type=float, default=0, help="at most; 0: until all are played")
    found = options.parse_args(arguments)
    began = time.monotonic()
    with (
        contextlib.nullcontext(found.database)
        if found.database
        else postgres_server("deadlock_timeout=20ms") as database
    ):
        store = open_store(database)
        store.upgrade()
        store.close()
        rig = Rig(database)
        chosen = [tuple(found.pair.split(","))] if found.pair else PAIRS
        played = failed = 0
        for number, pair in enumerate(chosen[found.first - 1 :], found.first):
            if found.minutes and time.monotonic() - began > found.minutes * 60:
                print(f"\nto go on: --first {number}", end="")
                break
            try:
                played += rig.check(pair, None if found.all else found.budget, random.Random(found.seed))
            except AssertionError as error:
                failed += 1
                print(f"\nFAILED, again with --pair {','.join(pair)!r} --seed {found.seed}\n{error}")
            print(f"\r{number}/{len(chosen)} pairs, {played} schedules, {failed} failed", end="", flush=True)
        print()
        rig.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
