"""One run of one seed: two processes that answer, three that work, people and agencies outside, and the twelve invariants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog

from engine import commands as c
from store import SqlStore
from store.sqlite import SqliteSession

from .. import invariants
from ..invariants import Books
from . import agencies, database, models, people
from .house import Api, WorkerProcess
from .odds import SKEW, Odds
from .scheduler import Process, World

Mode = Literal["safety", "liveness"]

START = datetime(2026, 10, 21, 8, 0, tzinfo=UTC)
#: How long faults happen, and how long it may take after them until every case has ended.
FAULTS = timedelta(hours=2)
LONGEST = timedelta(days=3)
CASES = (2, 5)


class Violation(AssertionError):
    """An invariant does not hold; the text says which, and how to see it again. `trace`: what happened last."""

    def __init__(self, text: str, trace: Iterable[str]) -> None:
        super().__init__(text)
        self.trace = tuple(trace)


@dataclass(slots=True)
class Result:
    """What one run did."""

    seed: int
    mode: Mode
    hash: str
    steps: int
    cases: int
    counts: dict[str, int] = field(default_factory=dict)


def simulate(seed: int, mode: Mode, spoil: str = "", cast: type[Simulation] | None = None) -> Result:
    """Run a seed. Violation: with everything that reproduces it. `spoil` is SQL that a saboteur runs after an hour."""
    structlog.configure(processors=[_dropped], cache_logger_on_first_use=False)
    world = World(seed, START, Odds.of(seed))
    try:
        return (cast or Simulation)(world, mode, spoil).run()
    except AssertionError as error:
        raise Violation(
            f"{error}\n\nSIM_SEED={seed}: python -m tests.rigs.simulation --seeds 1 --first {seed} --mode {mode} --verbose"
            f"{' --akzess' if cast else ''}"
            f"\nfaults on: {world.odds.on}",
            world.told,
        ) from error
    finally:
        world.bury()


def _dropped(*_: object) -> None:
    raise structlog.DropEvent


class Simulation:
    """The cast of one run: small processes, and agencies that are made for it."""

    faults, longest = FAULTS, LONGEST

    def __init__(self, world: World, mode: Mode, spoil: str = "") -> None:
        self.world, self.mode, self._spoil = world, mode, spoil
        self.books = Books(classes=agencies.CLASSES, clocks_apart=timedelta(seconds=2 * SKEW))
        self._database = database.fresh()
        self.eye = SqlStore(self._database, SqliteSession)
        self._apis = [Api(world, f"api-{number}", self._database) for number in (1, 2)]
        self._outside = people.Outside(world, self._apis, self.books, self.eye)
        self._agencies = {name: agencies.Agency(world, self._outside, name, self.books) for name in agencies.OPERATIONS}
        self._workers = [
            WorkerProcess(world, f"worker-{number}", self._database, self._connectors) for number in (1, 2, 3)
        ]
        self._checked = 0

    def _connectors(self, process: Process) -> list[object]:
        return agencies.connectors(self._agencies, process)

    def run(self) -> Result:
        """Faults for a while; then, for liveness, none any more until everything is done."""
        world = self.world
        world.odds.still = True
        for process in world.processes:
            process.start()
        world.spawn(world.outside, "deploys", lambda: self._outside.insists(c.Deploy(resources=self._bundle())))
        world.run(START + timedelta(minutes=1), self._watch)
        world.odds.still = False
        self._people()
        world.run(START + self.faults / 2, self._watch)
        if self._spoil:
            database.ask(self._database, self._spoil)
        world.run(START + self.faults, self._watch)
        if self.mode == "liveness":
            self._calm()
        self._require(invariants.SAFETY)
        return Result(world.seed, self.mode, world.hash(), world.steps, len(self._cases()), dict(world.counts))

    def _bundle(self) -> dict[str, bytes]:
        """What is deployed."""
        return models.bundle(1)

    def _people(self) -> None:
        """Everybody outside begins."""
        world, chance = self.world, self.world.random
        names = [chance.choice(models.BEGUN_BY_PEOPLE) for _ in range(chance.randint(*CASES))]
        for number in range(2):
            world.spawn(world.outside, "applicant", lambda mine=names[number::2]: self._outside.applicant(mine))
        for person in people.CLERKS:
            world.spawn(world.outside, person.person, lambda person=person: self._outside.clerk(person))
        world.spawn(world.outside, "operator", self._outside.operator)

    def _calm(self) -> None:
        """The last fault is over: everybody is there again, and all that was begun comes to its end."""
        world = self.world
        world.odds.quiet()
        for process in world.processes:
            process.frozen_until = None
        end = world.now + self.longest
        looked = [world.now]

        def ended() -> bool:
            self._watch()
            if world.now < looked[0]:
                return False
            looked[0] = world.now + timedelta(minutes=5)
            return all(not status.startswith(("RUNNING", "INC", "SUS")) for status in self._cases().values())

        world.run(end, ended)
        left = [case_id for case_id, status in self._cases().items() if status not in ("COMPLETED", "CANCELLED")]
        assert not left, f"I12: not ended after {self.longest}: {left} {self._standing(left)}"
        # What ended cases threw is still on its way, at most a lease and a minute.
        world.run(world.now + timedelta(minutes=5), self._watch)
        self._require(invariants.INVARIANTS)
        self._nothing_is_said_to_be_done_that_is_not()

    def _nothing_is_said_to_be_done_that_is_not(self) -> None:
        """A job that is done had its effect outside, or the agency said no."""
        done = "SELECT idem_key, type FROM job WHERE state = 2 AND kind = 'service'"
        for key, job_type in database.ask(self._database, done):
            assert self.books.arrivals[key], f"{job_type} with key {key} is done, and the agency never heard of it"

        done, there = (
            "SELECT COUNT(*) FROM job WHERE state = 2 AND kind = ?",
            "SELECT COUNT(*) FROM case_instance WHERE process_id = ?",
        )
        for kind, begun in (("message", "other"), ("signal", "chime")):
            jobs = int(database.ask(self._database, done, kind)[0][0])
            jobs += self._outside.bells if kind == "signal" else 0
            cases = int(database.ask(self._database, there, begun)[0][0])
            # The operator may be about to ring.
            assert jobs <= cases <= jobs + (kind == "signal"), f"{jobs} times {kind}, {cases} cases of {begun}"

    def _cases(self) -> dict[str, str]:
        return dict(database.ask(self._database, "SELECT id, status FROM case_instance"))

    def _standing(self, case_ids: Iterable[str]) -> str:
        found = []
        for case_id in case_ids:
            case = self.eye.read().case(1, case_id)
            found.append(f"{case and case.process_id}: {self.eye.read().open_rows(1, case_id)}")
        return "\n".join(found)

    def _watch(self) -> bool:
        """Look at the invariants now and then, and always after a death."""
        deaths = self.world.deaths
        if deaths != self._checked or self.world.steps % 1500 == 0:
            self._checked = deaths
            self._require(invariants.SAFETY)
        return False

    def _outside_looked_at(self) -> None:
        """The agencies' books are kept as they go."""

    def _require(self, names: Iterable[str]) -> None:
        self._outside_looked_at()
        found = invariants.check(self.eye, self.world.now, self.books, names)
        assert not found, "\n".join(found)
