"""Records the transactions of one case, statement by statement, and replays them for other ids with bare psycopg.

What the engine writes is written again: the same statements, the same bytes, the same commits, but nothing is computed
and nothing is waited for except numbers that the database itself gives out (fences, ids of messages).
"""

from __future__ import annotations

import pickle
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from store.postgres import PostgresSession, numbered

#: Sequences begin here while recording, so that what the database gave out is told apart from every other number.
FAR = 1_000_000_000_000
QUEUE = "recorded-queue"


class _Recorder(PostgresSession):
    """A session that remembers what was executed, and what came back."""

    tape: list[tuple[str, Sequence[Any], Any]]

    def begin(self) -> None:
        self.tape.append(("BEGIN", (), None))
        super().begin()

    def commit(self) -> None:
        self.tape.append(("COMMIT", (), None))
        super().commit()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.tape.append((sql, parameters, None))
        super().run(sql, parameters)

    def count(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        self.tape.append((sql, parameters, None))
        return super().count(sql, parameters)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        found = super().one(sql, parameters)
        self.tape.append((sql, parameters, _given([found] if found else [])))
        return found

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        found = super().all(sql, parameters)
        self.tape.append((sql, parameters, _given(sorted(found, key=lambda row: str(row[:3])))))
        return found


def _given(found: Sequence[Sequence[Any]]) -> list[list[tuple[int, int]]] | None:
    """Per row: position and value of numbers that the database gave out; None when there are none."""
    numbers = [[(at, value) for at, value in enumerate(row) if type(value) is int and value >= FAR] for row in found]
    return numbers if any(numbers) else None


def record(url: str, process: str, target: Path) -> Path:
    """Play one case of the workload and write its tape."""
    from benchmarks.workload import engine_on, one_case

    with psycopg.connect(url, autocommit=True) as link:
        for sequence, far in (("fence_seq", FAR), ("inbound_message_id_seq", 2 * FAR)):
            link.execute(f"SELECT setval('{sequence}', GREATEST({far}, (SELECT last_value FROM {sequence})))")
    engine, store = engine_on(url)
    one_case(engine, store, process, QUEUE, lambda _: None)  # deployments are read, plans are made
    tape: list[tuple[str, Sequence[Any], Any]] = []

    def opened(pool: Any, watch: Any) -> _Recorder:
        session = _Recorder(pool, watch)
        session.tape = tape
        return session

    store._session = opened
    before = {row.id for row in store.read().cases(1, limit=500).items}
    one_case(engine, store, process, QUEUE, lambda _: None)
    (new,) = [row for row in store.read().cases(1, limit=500).items if row.id not in before]
    wanted = [(sql, list(parameters), given) for sql, parameters, given in _transactions(tape)]
    target.write_bytes(pickle.dumps({"case": new.id, "number": new.business_key, "tape": wanted}))
    store.close()
    return target


def _transactions(tape: list[tuple[str, Sequence[Any], Any]]) -> list[tuple[str, Sequence[Any], Any]]:
    """What was written; reads between transactions (an idle look, a list) are no actions."""
    kept: list[tuple[str, Sequence[Any], Any]] = []
    inside = False
    for entry in tape:
        inside = inside or entry[0] == "BEGIN"
        if inside:
            kept.append(entry)
        inside = inside and entry[0] != "COMMIT"
    return kept


class Replay:
    """One connection; each `case` runs the tape for a case of its own."""

    def __init__(self, url: str, script: Path, queue: str) -> None:
        content = pickle.loads(script.read_bytes())  # noqa: S301  # written by ourselves a moment ago
        self._case, self._number = content["case"], content["number"]
        self._tape = [
            (sql if sql in ("BEGIN", "COMMIT") else numbered(sql), parameters, given)
            for sql, parameters, given in content["tape"]
        ]
        self._texts = {
            value
            for _, parameters, _ in self._tape
            for value in parameters
            if isinstance(value, str) and (self._case in value or self._number in value or value == QUEUE)
        }
        self._queue = queue
        guards = "-c statement_timeout=15s -c lock_timeout=3s"
        self._link = psycopg.connect(url, options=guards, autocommit=False)
        self._unique = self._keys()

    def _keys(self) -> set[str]:
        """Texts that have to be new each time: keys of jobs, ids of messages."""
        found = set()
        for _, parameters, _ in self._tape:
            for value in parameters:
                if isinstance(value, str) and len(value) == 36 and value.count("-") == 4 and value != self._case:
                    found.add(value)
        return found

    def case(self) -> list[float]:
        """Run it; milliseconds per transaction."""
        case_id, number = str(uuid.uuid4()), f"R-{uuid.uuid4().hex[:16]}"
        swap: dict[Any, Any] = {
            text: text.replace(self._case, case_id).replace(self._number, number).replace(QUEUE, self._queue)
            for text in self._texts
        }
        swap |= {key: str(uuid.uuid4()) for key in self._unique}
        taken, began = [], time.perf_counter()
        with self._link.pipeline():
            for sql, parameters, given in self._tape:
                if sql == "BEGIN":
                    began = time.perf_counter()
                elif sql == "COMMIT":
                    self._link.commit()
                    taken.append((time.perf_counter() - began) * 1000)
                else:
                    values = [self._swapped(value, swap) for value in parameters]
                    cursor = psycopg.RawCursor(self._link).execute(sql, values)
                    if given is not None:
                        self._learn(given, sorted(cursor.fetchall(), key=lambda row: str(row[:3])), swap)
        return taken

    def _swapped(self, value: Any, swap: dict[Any, Any]) -> Any:
        if isinstance(value, list):
            return [self._swapped(one, swap) for one in value]
        return swap.get(value, value) if isinstance(value, str | int) else value

    def _learn(self, given: list[list[tuple[int, int]]], found: list[Any], swap: dict[Any, Any]) -> None:
        assert len(found) == len(given), f"{len(found)} rows came back, {len(given)} were recorded"
        for row, numbers in zip(found, given, strict=True):
            for at, before in numbers:
                swap[before] = row[at]

    def close(self) -> None:
        """Give the connection back."""
        self._link.close()
