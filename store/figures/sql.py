"""The statistics on an SQL database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

import orjson

from authority.figures.record import ClosedCase
from authority.figures.tally import Tally, measures
from engine.errors import Conflict

from .. import statements
from ..session import Row, Session
from ..sql_store import SqlStore
from . import closing, freezing, rows
from .records import BASELINE, MONTH, Counted, Slot, Snapshot, Supplied
from .tables import COLUMNS

_ROW = ", ".join(COLUMNS.values())
_TALLY = ("tenant", "month", "site", "group_code", "definition_id", "counts")
_SLOT = ("tenant", "month", "site", "group_code", "definition_id")
_SNAPSHOT = (
    *("tenant", "kind", "name", "site", "since", "until", "taken_at", "taken_by", "cases", "rows_sha256"),
    *("content", "prior", "sha256"),
)
_OPEN = (
    "SELECT site, case_group, COUNT(*) FROM case_instance WHERE tenant = ? AND status IN ('RUNNING', 'INCIDENT', 'SUSPENDED')"
    " GROUP BY site, case_group"
)
_TAKE = (
    "DELETE FROM closed_case_new WHERE tenant = ? AND case_key IN"
    " (SELECT case_key FROM closed_case_new WHERE tenant = ? ORDER BY case_key LIMIT ?) RETURNING case_key"
)
_SUPPLIED = ("tenant", "month", "site", "measure", "numerator", "denominator")
_GONE = "DELETE FROM figure_supplied WHERE tenant = ? AND month = ? AND site = ? AND measure = ?"
T = TypeVar("T")


class SqlFigures:
    """Implements records.FigureStore."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def tallies(self, tenant: int, since: int, until: int) -> Mapping[Slot, Tally]:
        """Counts of a period, of the sites that the caller may see."""
        return self.counted(tenant, since, until).read()

    def counted(self, tenant: int, since: int, until: int) -> Counted:
        """The counts with a digest over the rows as they are stored."""
        sql = f"SELECT {', '.join(_TALLY[1:])} FROM figure_tally WHERE tenant = ? AND month BETWEEN ? AND ?"
        found = sorted(tuple(row) for row in self._read(lambda session: session.look(sql, (tenant, since, until))))
        digest = sha256(orjson.dumps(found)).hexdigest()
        return Counted(digest, lambda: {Slot(*row[:4]): orjson.loads(row[4]) for row in found})

    def count(self, tenant: int, limit: int = 1_000) -> int:
        """Count new rows into their tallies, once each."""
        return self._store.in_transaction(lambda session: _count(session, tenant, limit))

    def rows(self, tenant: int, since: int, until: int) -> Sequence[ClosedCase]:
        """The rows of a period."""
        return self._read(lambda session: _rows(session, tenant, since, until))

    def add(self, tenant: int, rows: Sequence[ClosedCase]) -> int:
        """Add rows that are not there."""

        def work(session: Session) -> int:
            known: set[str] = set()
            for some in statements.chunks([row.case_key for row in rows]):
                sql = statements.in_list("SELECT case_key FROM closed_case WHERE tenant = ? AND case_key", len(some))
                known |= {row[0] for row in session.all(sql, (tenant, *some))}
            new = [row for row in rows if row.case_key not in known]
            closing.insert(session, tenant, new)
            return len(new)

        return self._store.in_transaction(work)

    def freeze(self, tenant: int, month: int, now: datetime, by: str, sites: Iterable[str] = ()) -> Sequence[Snapshot]:
        """Freeze a month; what is frozen stays as it is."""

        def work(session: Session) -> Sequence[Snapshot]:
            there = _snapshots(session, tenant, MONTH, "name = ?", (freezing.month_name(month),))
            if there:
                return there
            before = {one.site: one for one in _snapshots(session, tenant, MONTH, "until < ?", (month,))}
            made = freezing.of_month(month, _rows(session, tenant, month, month), sites, before, now, by)
            _keep(session, tenant, made)
            return made

        while self.count(tenant):
            pass
        return self._store.in_transaction(work)

    def frozen(self, tenant: int) -> int:
        """The newest frozen month; 0 when none is."""
        sql = "SELECT until FROM figure_snapshot WHERE tenant = ? AND kind = ? ORDER BY name DESC LIMIT 1"
        row = self._read(lambda session: session.one(sql, (tenant, MONTH)))
        return 0 if row is None else int(row[0])

    def keep_baseline(
        self,
        tenant: int,
        name: str,
        since: int,
        until: int,
        now: datetime,
        by: str,
        sites: Container[str] | None = None,
        *,
        work: Any = None,
    ) -> Sequence[Snapshot]:
        """Keep a period at these sites (None: all) for later comparison; Conflict when the name is taken.

        Within `work`, a unit of work of the same store that is open, or in a transaction of its own.
        """
        tallies = self.tallies(tenant, since, until)
        made = freezing.of_period(name, since, until, tallies, now, by, sites)

        def keep(session: Session) -> Sequence[Snapshot]:
            if _snapshots(session, tenant, BASELINE, "name = ?", (name,)):
                raise Conflict(f"there is a baseline {name}")
            _keep(session, tenant, made)
            return made

        return self._store.in_transaction(keep) if work is None else keep(work.session)

    def snapshots(self, tenant: int, kind: str, limit: int = 500) -> Sequence[Snapshot]:
        """Snapshots in the order of their names."""
        return self._read(lambda session: _snapshots(session, tenant, kind, "1 = 1", (), limit))

    def supply(self, tenant: int, figures: Sequence[Supplied], gone: Sequence[Supplied] = ()) -> None:
        """Write what somebody else counted, and drop what is counted no more."""
        on_conflict = statements.replacing(_SUPPLIED, _SUPPLIED[:4])

        def work(session: Session) -> None:
            for one in gone:
                session.run(_GONE, (tenant, one.month, one.site, _measure(one)))
            for one in figures:
                values = (tenant, one.month, one.site, _measure(one), one.numerator, one.denominator)
                session.run(statements.insert("figure_supplied", _SUPPLIED, 1, on_conflict), values)

        self._store.in_transaction(work)

    def supplied(self, tenant: int, since: int, until: int) -> Sequence[Supplied]:
        """What somebody else counted in a period."""
        sql = f"SELECT {', '.join(_SUPPLIED[1:])} FROM figure_supplied WHERE tenant = ? AND month BETWEEN ? AND ?"
        found = self._read(lambda session: session.all(sql + " ORDER BY month, site, measure", (tenant, since, until)))
        return [_supplied(row) for row in found]

    def open_cases(self, tenant: int) -> Mapping[tuple[str, str], int]:
        """Open cases by site and case group, from an index."""
        found = self._read(lambda session: session.look(_OPEN, (tenant,)))
        return {(row[0], row[1]): int(row[2]) for row in found}

    def _read(self, question: Callable[[Session], T]) -> T:
        return self._store._read(question)


def _measure(one: Supplied) -> str:
    """The column says the key, the case group and the value: "K7.late@FG1|5"."""
    key, bar, value = one.measure.partition("|")
    return f"{key}@{one.group}{bar}{value}" if one.group else one.measure


def _supplied(row: Row) -> Supplied:
    month, site, measure, numerator, denominator = row
    key, bar, value = measure.partition("|")
    key, _, group = key.partition("@")
    return Supplied(month, site, f"{key}{bar}{value}", numerator, denominator, group)


def _rows(session: Session, tenant: int, since: int, until: int) -> list[ClosedCase]:
    sql = f"SELECT {_ROW} FROM closed_case WHERE tenant = ? AND month BETWEEN ? AND ?"
    return [rows.decode(row) for row in session.look(sql, (tenant, since, until))]


def _count(session: Session, tenant: int, limit: int) -> int:
    # Whoever comes second waits for the first, and then finds the notes gone: nothing is counted twice.
    keys = [row[0] for row in session.all(_TAKE, (tenant, tenant, limit))]
    for some in statements.chunks(keys):
        _count_some(session, tenant, some)
    return len(keys)


def _count_some(session: Session, tenant: int, keys: Sequence[str]) -> None:
    head = f"SELECT {_ROW} FROM closed_case WHERE tenant = ? AND case_key"
    more: defaultdict[Slot, Counter[str]] = defaultdict(Counter)
    for row in session.all(statements.in_list(head, len(keys)), (tenant, *keys)):
        case = rows.decode(row)
        more[Slot(case.month, case.site, case.group, case.definition_id)].update(measures(case))
    for slot, counts in sorted(more.items(), key=lambda one: (one[0].month, one[0].site, one[0].group)):
        key = (tenant, slot.month, slot.site, slot.group, slot.definition_id)
        found = session.one(f"SELECT counts FROM figure_tally WHERE {' AND '.join(f'{c} = ?' for c in _SLOT)}", key)
        if found is not None:
            counts.update(orjson.loads(found[0]))
        text = orjson.dumps({name: count for name, count in sorted(counts.items()) if count}).decode()
        session.run(statements.insert("figure_tally", _TALLY, 1, statements.replacing(_TALLY, _SLOT)), (*key, text))


def _snapshots(
    session: Session, tenant: int, kind: str, where: str, values: Sequence[Any], limit: int = 10_000
) -> list[Snapshot]:
    sql = (
        f"SELECT {', '.join(_SNAPSHOT[1:])} FROM figure_snapshot WHERE tenant = ? AND kind = ? AND {where}"
        " ORDER BY name, site LIMIT ?"
    )
    found = session.all(sql, (tenant, kind, *values, limit))
    return [_snapshot(row, session.values.to_instant(row[5])) for row in found]


def _snapshot(row: Row, taken_at: datetime) -> Snapshot:
    kind, name, site, since, until, _, taken_by, cases, digest, content, prior, sha256 = row
    about = (kind, name, site, since, until, taken_at, taken_by, cases, digest)
    return Snapshot(*about, orjson.loads(content), prior, sha256)


def _keep(session: Session, tenant: int, made: Sequence[Snapshot]) -> None:
    for one in made:
        content = orjson.dumps(one.counts, option=orjson.OPT_SORT_KEYS).decode()
        values = (tenant, one.kind, one.name, one.site, one.since, one.until, session.values.instant(one.taken_at))
        more = (one.taken_by, one.cases, one.rows_sha256, content, one.prior, one.sha256)
        session.run(statements.insert("figure_snapshot", _SNAPSHOT, 1), (*values, *more))
