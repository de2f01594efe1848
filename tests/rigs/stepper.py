"""Cuts commands at every SQL statement and plays them in a chosen order, one statement at a time, on a real database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine

from store import SqlStore
from store.postgres import PostgresSession
from store.postgres import open_engine as open_postgres
from store.session import Watcher
from store.sqlite import SqliteSession
from store.sqlite import open_engine as open_sqlite

#: After this long without an answer the database is asked whether the statement waits for a lock.
GLANCE_SECONDS = 0.002
PATIENCE_SECONDS = 20.0

AT_GATE, RUNNING, DONE = "at the gate", "running", "done"


class Stuck(AssertionError):
    """A schedule did not come to its end."""


class _Unpipelined(PostgresSession):
    """A session whose statements reach the server one by one, as the schedule says."""

    def begin(self) -> None:
        """One transaction, without a pipeline."""
        self._connection.autocommit = False


@dataclass(slots=True)
class Outcome:
    """What a command gave: its result or its error."""

    result: Any = None
    error: BaseException | None = None


class Actor:
    """One caller with a store of its own, as in a process of its own; it runs a command statement by statement."""

    def __init__(self, name: str, database: str, conductor: Conductor) -> None:
        self.name = name
        self.state = DONE
        self.inside = False  # of a writing transaction, which on SQLite only one can be
        self.statements = 0
        self.backend = 0
        self.outcome = Outcome()
        self._permits = 0
        self._passed = ""
        self._conductor = conductor
        postgres = database.startswith("postgresql")
        engine = open_postgres(database) if postgres else open_sqlite(database.removeprefix("sqlite:///"))
        self.store = SqlStore(engine, self._session_of(_Unpipelined if postgres else SqliteSession))
        self.store.watch = self._gate

    def _session_of(self, kind: type[Any]) -> Callable[[Engine, Watcher | None], Any]:
        def opened(engine: Engine, watch: Watcher | None) -> Any:
            session = kind(engine, watch)
            if isinstance(session, PostgresSession):
                self.backend = session._connection.info.backend_pid
            return session

        return opened

    def _gate(self, sql: str) -> None:
        """Wait until the schedule lets this statement through."""
        with self._conductor.changed:
            self.state = AT_GATE
            self.inside = self._passed.startswith("BEGIN") or (self.inside and not self._passed.startswith("COMMIT"))
            self._conductor.changed.notify_all()
            if not self._conductor.changed.wait_for(lambda: self._permits > 0, PATIENCE_SECONDS):
                raise Stuck(f"{self.name} was never let through")
            self._permits -= 1
            self.statements += 1
            self._passed = sql

    def start(self, command: Callable[[SqlStore], Any]) -> None:
        """Run a command up to its first statement."""
        self.state, self.statements, self.inside, self.outcome, self._passed = RUNNING, 0, False, Outcome(), ""
        threading.Thread(target=self._run, args=(command,), name=self.name, daemon=True).start()

    def _run(self, command: Callable[[SqlStore], Any]) -> None:
        try:
            self.outcome.result = command(self.store)
        except BaseException as error:  # noqa: BLE001  # the story looks at it
            self.outcome.error = error
        with self._conductor.changed:
            self.state, self.inside = DONE, False
            self._conductor.changed.notify_all()

    def release(self) -> None:
        """Let one statement through."""
        self.state = RUNNING
        self._permits += 1
        self._conductor.changed.notify_all()


class Conductor:
    """Two actors on one database, and the order in which their statements run."""

    def __init__(self, database: str) -> None:
        self.changed = threading.Condition()
        self.actors = (Actor("first", database, self), Actor("second", database, self))
        self._watching = psycopg.connect(database, autocommit=True) if database.startswith("postgresql") else None

    def close(self) -> None:
        """Give all connections back."""
        for actor in self.actors:
            actor.store.close()
        if self._watching is not None:
            self._watching.close()

    def play(self, commands: Sequence[Callable[[SqlStore], Any]], order: Sequence[int]) -> tuple[Outcome, Outcome]:
        """Run both commands, their statements in this order; a turn of one who waits for a lock or has ended is lost.

        Error: Stuck.
        """
        for actor, command in zip(self.actors, commands, strict=True):
            actor.start(command)
            self._settle()
        for number in order:
            self._turn(self.actors[number])
        while any(actor.state is not DONE for actor in self.actors):
            moved = [self._turn(actor) for actor in self.actors]
            if True not in moved:
                self._settle(patient=True)
        return self.actors[0].outcome, self.actors[1].outcome

    def _turn(self, actor: Actor) -> bool:
        with self.changed:
            if actor.state is not AT_GATE:
                return False
            actor.release()
        self._settle()
        return True

    def _settle(self, *, patient: bool = False) -> None:
        """Until each actor stands at its gate, has ended, or waits for the other."""
        waited = 0.0
        with self.changed:
            while running := [actor for actor in self.actors if actor.state is RUNNING]:
                if self.changed.wait(GLANCE_SECONDS):
                    continue
                waited += GLANCE_SECONDS
                if not patient and all(self._blocked(actor) for actor in running):
                    return
                if waited > PATIENCE_SECONDS:
                    raise Stuck(f"{[actor.name for actor in running]} neither move nor wait")

    def _blocked(self, actor: Actor) -> bool:
        if self._watching is None:
            return any(other.inside for other in self.actors if other is not actor)
        row = self._watching.execute("select cardinality(pg_blocking_pids(%s))", (actor.backend,)).fetchone()
        return bool(row and row[0])
