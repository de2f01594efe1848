"""Our own processes: those that answer calls, and those that work; each new incarnation begins with nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine as Database

from akzess.ids import SeededIds
from connectors.base import Connector
from engine import commands as c
from engine.errors import Conflict, EngineError, Finding, TryAgain
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from store import StoreError
from store.values import from_micros
from workers.agencies import Agencies
from workers.loop import IDLE_SECONDS, Worker

from .database import ask, store_of
from .scheduler import Process, World

_NEXT = (
    "SELECT (SELECT MIN(run_at) FROM job WHERE state = 0), (SELECT MIN(lease_until) FROM job WHERE state = 1),"
    " (SELECT MIN(fire_at) FROM timer WHERE state = 0), (SELECT MIN(expires_at) FROM inbound_message WHERE state = 0)"
)
_read: dict[int, tuple[bytes, tuple[Finding, ...]]] = {}


def read_once(resources: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
    """Read a bundle, the same content once per program: reading is not what is tried here."""
    key = hash(tuple(sorted(resources.items())))
    if key not in _read:
        _read[key] = read_here(resources)
    return _read[key]


class _Clock:
    def __init__(self, process: Process) -> None:
        self.now = process.now


def engine_of(world: World, process: Process, database: Database) -> Engine:
    """A new engine with an empty cache and ids of its own."""
    ids = SeededIds(hash((world.seed, world.processes.index(process), process.incarnation)))
    return Engine(store_of(world, process, database), _Clock(process), ids, read_bundle=read_once, **world.procedure)


class Api:
    """A process that answers calls."""

    def __init__(self, world: World, name: str, database: Database) -> None:
        self._world, self._database = world, database
        self.process = Process(world, name, self._begins)
        world.processes.append(self.process)

    def _begins(self, process: Process) -> None:
        self._engine = engine_of(self._world, process, self._database)

    def takes(self, command: c.Command | Callable[[Engine], Any], answer: Any) -> None:
        """A request is here; `answer` is filled in when it is answered, or when this process dies."""
        engine, process = self._engine, self.process

        def handles() -> None:
            status, result, error = self._handles(engine, command)
            self._world.step("before the reply")
            process.when_dead.remove(hang_up)
            answer.result, answer.error, answer.status = result, error, status

        def hang_up() -> None:
            answer.status = 0

        process.when_dead.append(hang_up)
        self._world.spawn(process, type(command).__name__, handles)

    @staticmethod
    def _handles(engine: Engine, command: c.Command | Callable[[Engine], Any]) -> tuple[int, Any, BaseException | None]:
        try:
            return 200, engine.handle(command) if isinstance(command, c.Command) else command(engine), None
        except Conflict as error:
            ours = error.code == "idempotency-in-progress"
            return 503 if ours else 400, None, error
        except (TryAgain, StoreError) as error:
            return 503, None, error
        except EngineError as error:
            return 400, None, error


class _Lanes(Executor):
    """Calls to agencies, each a line of work of the worker's process."""

    def __init__(self, world: World, process: Process, wake: Callable[[], None]) -> None:
        self._world, self._process, self._wake = world, process, wake

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        """Do it beside everything else."""
        future: Future[Any] = Future()

        def works() -> None:
            try:
                result = call(*arguments, **more)
            except Exception as error:  # noqa: BLE001  # as the lanes and the loop of a worker do
                _only_foreseen(error)
                future.set_exception(error)
            else:
                future.set_result(result)
            self._wake()

        self._world.spawn(self._process, "lane", works)
        return future


def _only_foreseen(error: Exception) -> None:
    """What is neither the engine's nor the store's is a defect of ours."""
    if not isinstance(error, EngineError | StoreError):
        raise error


class WorkerProcess:
    """A process that works: the loop of `workers.loop`, pass by pass."""

    def __init__(self, world: World, name: str, database: Database, connectors: Callable[[Process], Any]) -> None:
        self._world, self._database, self._connectors = world, database, connectors
        self.stale = 0
        self.process = Process(world, name, self._begins)
        world.processes.append(self.process)

    def _begins(self, process: Process) -> None:
        world = self._world
        engine = engine_of(world, process, self._database)
        clock, name = _Clock(process), f"{process.name}.{process.incarnation}"
        made: Sequence[Connector] = self._connectors(process)
        spread = partial(world.random.uniform, 0.8, 1.2)  # of waits, by the seed and not by chance
        worker = Worker(engine, engine.store, Agencies(made), clock, name=name, spread=spread)
        idle = _Idle(world, self._database)
        loop = world.spawn(process, "loop", lambda: self._loops(worker, lanes, idle))
        lanes = _Lanes(world, process, lambda: idle.wake(loop))

    def _loops(self, worker: Worker, lanes: _Lanes, idle: _Idle) -> None:
        while True:
            worker.hurries = False
            try:
                worker._beat()
                worker.step(lanes)
            except Exception as error:  # noqa: BLE001  # as the lanes and the loop of a worker do
                _only_foreseen(error)
            self.stale = worker.stale
            if self._world.odds.hit(self._world.random, "stop"):
                self._world.note("stop", self.process.name)
                with suppress(StoreError):
                    worker._holding.give_up(worker._store, 0.0)
                self._world.end(self.process)
            if worker.hurries:
                idle.rest = 0
                self._world.step("next pass")
            else:
                idle.waits()


class _Idle:
    """Waits as the loop does, a second or until the bell; passes that could find nothing are left out."""

    def __init__(self, world: World, database: Database) -> None:
        self._world, self._database = world, database
        self.rest = 0

    def waits(self) -> None:
        """Until something may be due by this worker's clock."""
        world = self._world
        due = self._due()
        soon = world.now + timedelta(seconds=IDLE_SECONDS * world.random.uniform(0.8, 1.0))
        if due is None:
            due = world.now + timedelta(hours=1)
        if due <= soon:
            # Due, and yet nothing could be done: a breaker is open, or the case is suspended.
            self.rest = min(self.rest + 1, 5)
            soon = world.now + timedelta(seconds=IDLE_SECONDS * 2**self.rest)
        else:
            self.rest = 0
        world.park(max(soon, due + timedelta(seconds=world.random.uniform(0, 3))), "idle")

    def wake(self, loop: Any) -> None:
        """A call of this worker is over."""
        if loop.parked and not loop.dying:
            self._world.schedule(loop, self._world.now + timedelta(seconds=0.01))

    def _due(self) -> datetime | None:
        """The next job, timer, end of a lease or of a message's time, as somebody sees who looks into the tables."""
        found = ask(self._database, _NEXT)[0]
        return min((from_micros(moment) for moment in found if moment is not None), default=None)
