"""What is looked at after a fault: one snapshot of the tables, and what the outside knows of us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select

from engine.handlers import chain
from engine.kernel.state import State, decode
from engine.model import Case
from store import SqlStore, bundle, rows, tables
from store.erasing.keys import looking
from store.tables import metadata
from store.values import CONVERTED

from .tree import bundle_of

R = TypeVar("R")

#: Tables whose rows belong to a case.
HANGING = ("task", "job", "timer", "subscription", "incident", "draft", "history")
#: Rows of every other table whose tenant is not that of their case.
_STRANGERS = " UNION ALL ".join(
    f"SELECT '{table.name}', t.case_id, t.tenant FROM {table.name} t JOIN case_instance c ON c.id = t.case_id"
    " WHERE c.tenant <> t.tenant"
    for table in metadata.sorted_tables
    if {"tenant", "case_id"} <= set(table.columns.keys()) and table.name not in HANGING
)
_READ = (*HANGING, "inbound_message", "definition", "request_key")
_SELECTS = {name: select(metadata.tables[name]).order_by(*metadata.tables[name].primary_key.columns) for name in _READ}
_d = tables.deployment.c
_DEPLOYMENT = select(_d.hash, _d.compiled, _d.resources).where(_d.id == bindparam("which"))


@dataclass(slots=True)
class Books:
    """What others know of us: agencies count what they got, clients keep what they were answered.

    `effects`, `arrivals`: per job key, how often it had an effect and how often it came in at all. `classes`: delivery
    class (A, B, C) by job type, else A. `ordered_again`: keys that a person ordered to be sent once more.
    `started`, `messages`: cases and (source, message id) that were confirmed to their senders.
    `completed`: task id → person, confirmed. `answered`, `refused`: (principal, idempotency key) with a 2xx or a 4xx.
    `clocks_apart`: how much the clocks of two processes may differ; on PostgreSQL all have the database's.
    """

    effects: Counter[str] = field(default_factory=Counter)
    arrivals: Counter[str] = field(default_factory=Counter)
    classes: Mapping[str, str] = field(default_factory=dict)
    ordered_again: Counter[str] = field(default_factory=Counter)
    started: set[str] = field(default_factory=set)
    messages: set[tuple[str, str]] = field(default_factory=set)
    completed: dict[str, str] = field(default_factory=dict)
    answered: set[tuple[str, str]] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    clocks_apart: timedelta = timedelta(0)


class Look:
    """One snapshot of the tables, read once however many invariants ask."""

    def __init__(self, store: SqlStore, now: datetime, books: Books) -> None:
        self.now, self.books = now, books
        self._snapshot: dict[str, list[Any]] = {}
        with store.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for name, statement in _SELECTS.items():
                self._snapshot[name] = list(connection.execute(statement))
            self.strangers = [tuple(row) for row in connection.exec_driver_sql(_STRANGERS)]
            content = looking(connection, store.vault)  # what is sealed is opened, where this store has the keys

            def opened(mapper: rows.Mapper[R]) -> list[R]:
                columns = [metadata.tables[mapper.table].c[name] for name in mapper.columns]
                found = connection.execute(select(*columns).order_by(*metadata.tables[mapper.table].primary_key))
                return content.all([mapper.decode(row, CONVERTED) for row in found])

            self._snapshot["history"] = opened(rows.HISTORY)
            self.jobs = opened(rows.JOB)
            self.erased = {line.case_id for line in self._snapshot["history"] if line.event == chain.ERASED}
            self.cases: dict[str, Case] = {case.id: case for case in opened(rows.CASE)}
            self._states = {case.id: self._state(connection, case) for case in self.cases.values()}

    def _state(self, connection: Connection, case: Case) -> State | str:
        found = connection.execute(_DEPLOYMENT, {"which": case.deployment_id}).one_or_none()
        if found is None:
            return f"deployment {case.deployment_id} is not there"
        try:
            known = bundle_of(found[0], bytes(found[1]), dict(bundle.unpack(bytes(found[2]))))
            return decode(case.state, case.checksum, case.state_format, known)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding
            return f"the state cannot be read: {error}"

    def all(self, table: str) -> list[Any]:
        """The rows of a table."""
        return self._snapshot[table]

    def by_case(self, table: str) -> dict[str, list[Any]]:
        """Its rows by case, without those of erased ones."""
        found: dict[str, list[Any]] = {case_id: [] for case_id in self.cases}
        for row in self.all(table):
            found.setdefault(row.case_id, []).append(row)
        return {case_id: some for case_id, some in found.items() if case_id not in self.erased}

    def states(self) -> Iterable[tuple[Case, State | str]]:
        """Every case with its tree (or why there is none)."""
        return ((self.cases[one], state) for one, state in self._states.items() if one not in self.erased)
