"""What is in a database: rows by table, and the proof that every history is whole, read in one snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, inspect, select

from engine.handlers import chain
from engine.model import HistoryLine

from .. import rows, tables
from ..values import CONVERTED

#: Tables that are news or presence and not records: a backup is without their rows.
PASSING = ("web_session", "worker_heartbeat", "change_feed")
_CASE = select(*(tables.case_instance.c[name] for name in rows.CASE.columns)).order_by(tables.case_instance.c.id)
_h = tables.history
_LINES = select(*(_h.c[name] for name in rows.HISTORY.columns)).order_by(_h.c.case_id, _h.c.seq)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Contents:
    """`rows` by table; `heads` is a SHA-256 over id, length and head of every history; `broken` names what is wrong.

    `verified` False: only the heads were read, not the lines. `masters` are fingerprints of the master keys without
    which the content cannot be opened.
    """

    rows: Mapping[str, int]
    cases: int
    lines: int
    heads: str
    verified: bool
    broken: tuple[str, ...]
    masters: tuple[str, ...]


def contents(connection: Connection, *, verify: bool = True) -> Contents:
    """Read everything once; the caller's transaction is the snapshot. Memory does not grow with the database."""
    there = inspect(connection).get_table_names()
    known = [table for table in tables.metadata.sorted_tables if table.name in there and table.name not in PASSING]
    counted = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in known}
    streaming = connection.execution_options(yield_per=_AT_ONCE)
    lines = _by_case(streaming) if verify else iter(())
    digest, broken, number, seen = hashlib.sha256(), [], 0, 0
    ahead = next(lines, None)
    for row in streaming.execute(_CASE):
        case = rows.CASE.decode(row, CONVERTED)
        number += 1
        digest.update(f"{case.id} {case.history_seq} {case.history_head.hex()}\n".encode())
        if not verify:
            continue
        mine: list[HistoryLine] = []
        if ahead is not None and ahead[0] == case.id:
            mine = ahead[1]
            ahead = next(lines, None)
        found = chain.verify(case, mine)
        seen += found.lines
        if not found.ok:
            broken.append(f"{case.business_key}: {found.problem}")
    if ahead is not None:
        broken.append(f"history of a case that is not there: {ahead[0]}")
    k = tables.metadata.tables["data_key"].c
    masters = connection.scalars(select(k.master).where(k.wrapped.is_not(None)).distinct().order_by(k.master)).all()
    return Contents(counted, number, seen, digest.hexdigest(), verify, tuple(broken), tuple(masters))


def _by_case(connection: Connection) -> Iterator[tuple[str, list[HistoryLine]]]:
    decoded: Iterator[HistoryLine] = (rows.HISTORY.decode(row, CONVERTED) for row in connection.execute(_LINES))
    return ((case_id, list(lines)) for case_id, lines in groupby(decoded, key=_case_of))


def _case_of(line: Any) -> str:
    return str(line.case_id)
