"""Counts closed cases into cells, some at a time; how far it has come is written in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from authority.mining import Line, Model, Tally, Trace

from .. import statements
from ..session import Row, Session
from ..sql_store import SqlStore

#: Cases of one transaction.
BATCH = 100
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = "cells"

_MARK = "SELECT ended_at, case_id, cases, lines FROM mined_mark WHERE tenant = ? AND name = ?"
_FIRST_MARK = (
    "INSERT INTO mined_mark (tenant, name, ended_at, case_id, cases, lines) VALUES (?, ?, ?, '', 0, 0)"
    " ON CONFLICT (tenant, name) DO NOTHING"
)
_MOVE = "UPDATE mined_mark SET ended_at = ?, case_id = ?, cases = ?, lines = ? WHERE tenant = ? AND name = ?"
_CLOSED = (
    "SELECT id, ended_at, process_id, site, case_group, deployment_id FROM case_instance"
    " WHERE tenant = ? AND ended_at IS NOT NULL AND (ended_at, id) > (?, ?) AND ended_at <= ?"
    " ORDER BY ended_at, id LIMIT ?"
)
_LINES = "SELECT case_id, seq, at, event, element_id, activation, outcome, started_at FROM history WHERE case_id"
_CELL = ("tenant", "process", "measure", "site", "case_group", "month", "key", "bucket", "n", "total")
_ADD = (
    "ON CONFLICT (tenant, process, measure, site, case_group, month, key, bucket)"
    " DO UPDATE SET n = mined_cell.n + excluded.n, total = mined_cell.total + excluded.total"
)
_VARIANT = ("tenant", "digest", "steps")


@dataclass(frozen=True, slots=True)
class Mark:
    """The last case that was counted, and how many with how many lines so far."""

    ended_at: datetime
    case_id: str
    cases: int
    lines: int


def mark(session: Session, tenant: int, *, lock: bool = False) -> Mark:
    """How far counting has come; `lock`: nobody else counts until the transaction ends."""
    row = session.one(_MARK + (" FOR UPDATE" if lock and session.postgres else ""), (tenant, _NAME))
    if row is None:
        return Mark(_LONG_AGO, "", 0, 0)
    return Mark(session.values.to_instant(row[0]), row[1], int(row[2]), int(row[3]))


def count(store: SqlStore, tenant: int, model_of: Callable[[int], Model], before: datetime, limit: int = BATCH) -> int:
    """Count the next cases that ended not later than `before`; how many there were.

    `before` lies so far back that no transaction which closed a case until then is still under way. `model_of` gives the
    diagrams of a deployment. A process that dies in the middle has counted nothing: whoever comes next does it again.
    """

    def work(session: Session) -> int:
        session.run(_FIRST_MARK, (tenant, _NAME, session.values.instant(_LONG_AGO)))
        known = mark(session, tenant, lock=True)
        at = session.values.instant
        closed = session.all(_CLOSED, (tenant, at(known.ended_at), known.case_id, at(before), limit))
        if not closed:
            return 0
        lines = 0
        tally = Tally()
        for row, told in _told(session, closed):
            lines += len(told)
            trace = Trace(row[2], row[3], row[4], session.values.to_instant(row[1]), told)
            tally.add(trace, model_of(int(row[5])))
        write(session, tenant, tally)
        last = closed[-1]
        session.run(_MOVE, (last[1], last[0], known.cases + len(closed), known.lines + lines, tenant, _NAME))
        return len(closed)

    return store.in_transaction(work)


def again(store: SqlStore, tenant: int) -> None:
    """Forget every figure: the next rounds count from the first case on (after the rules of counting have changed)."""

    def work(session: Session) -> None:
        for table in ("mined_mark", "mined_cell", "mined_variant"):
            session.run(f"DELETE FROM {table} WHERE tenant = ?", (tenant,))

    store.in_transaction(work)


def _told(session: Session, closed: Sequence[Row]) -> list[tuple[Row, tuple[Line, ...]]]:
    to_instant = session.values.to_instant
    found: dict[str, list[Line]] = {str(row[0]): [] for row in closed}
    sql = statements.in_list(_LINES, len(closed), " ORDER BY case_id, seq")
    for case_id, seq, at, event, element, activation, outcome, started in session.look(sql, [row[0] for row in closed]):
        found[case_id].append(
            Line(int(seq), to_instant(at), event, element, int(activation), outcome, to_instant(started))
        )
    return [(row, tuple(found[str(row[0])])) for row in closed]


def write(session: Session, tenant: int, tally: Tally) -> None:
    """Add cells and variants to those that are there."""
    cells = list(tally.cells())
    for some in statements.chunks(cells):
        flat = [
            value
            for c in some
            for value in (
                *(tenant, c.process, c.measure.value, c.site, c.case_group),
                *(c.month, c.key, c.bucket, c.n, c.total),
            )
        ]
        session.run(statements.insert("mined_cell", _CELL, len(some), _ADD), flat)
    variants = sorted(tally.variants.items())
    for chunk in statements.chunks(variants):
        values = [value for digest, steps in chunk for value in (tenant, digest, session.values.names(steps))]
        clause = "ON CONFLICT (tenant, digest) DO NOTHING"
        session.run(statements.insert("mined_variant", _VARIANT, len(chunk), clause), values)
