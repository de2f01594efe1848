"""The questions of the pages about mining: each reads a range of the cells' key, whatever number of cases was counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from authority.mining.cells import ALL, Measure

from .. import statements
from ..session import Row, Session
from ..sql_store import SqlStore
from .counting import Mark, mark

_FIGURES = (
    "SELECT key, bucket, SUM(n), SUM(total) FROM mined_cell"
    " WHERE tenant = ? AND process = ? AND measure = ? AND case_group = ? AND month >= ? AND month <= ? AND site"
)
_MONTHS = (
    "SELECT month, key, bucket, SUM(n), SUM(total) FROM mined_cell"
    " WHERE tenant = ? AND process = ? AND measure = ? AND case_group = ? AND month >= ? AND month <= ? AND site"
)
_GROUPS = (
    "SELECT case_group, SUM(n) FROM mined_cell"
    " WHERE tenant = ? AND process = ? AND measure = 'case' AND case_group <> '*' AND month >= ? AND month <= ? AND site"
)
_PLACES = (
    "SELECT month, site, case_group, SUM(n) FROM mined_cell WHERE tenant = ? AND process = ? AND measure = 'case'"
    " AND site <> '*' AND case_group <> '*' GROUP BY month, site, case_group"
)
_STEPS = "SELECT digest, steps FROM mined_variant WHERE tenant = ? AND digest"


@dataclass(frozen=True, slots=True)
class Where:
    """Which closed cases: of a process at sites (None: all), of a case group ("*": all), closed in these months."""

    tenant: int
    process: str
    sites: Collection[str] | None
    since: str
    until: str
    case_group: str = ALL

    def _sites(self) -> list[str]:
        return [ALL] if self.sites is None else sorted(self.sites) or ["-"]  # no site at all: nothing is found

    def values(self, measure: Measure) -> list[object]:
        """Parameters in the order of the questions."""
        head = [self.tenant, self.process, measure.value, self.case_group, self.since, self.until]
        return [*head, *self._sites()]


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one key and bucket: how many, and the sum of their seconds; `month` where figures are told by month."""

    key: str
    bucket: int
    n: int
    total: int
    month: str = ""


class NothingMined:
    """The read side of mining where nothing is counted: in memory."""

    def figures(self, where: Where, measure: Measure) -> list[Figure]:
        """See Mined."""
        return []

    def by_month(self, where: Where, measure: Measure) -> list[Figure]:
        """See Mined."""
        return []

    def groups(self, where: Where) -> dict[str, int]:
        """See Mined."""
        return {}

    def places(self, tenant: int, process: str) -> dict[tuple[str, str, str], int]:
        """See Mined."""
        return {}

    def steps(self, tenant: int, digests: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """See Mined."""
        return {}

    def mark(self, tenant: int) -> Mark:
        """See Mined."""
        return Mark(datetime(1970, 1, 1, tzinfo=UTC), "", 0, 0)


class Mined(NothingMined):
    """The read side of mining on an SQL database."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def figures(self, where: Where, measure: Measure) -> list[Figure]:
        """Summed up over sites and months."""
        values = where.values(measure)
        sql = statements.in_list(_FIGURES, len(values) - 6, " GROUP BY key, bucket")
        return [Figure(str(r[0]), int(r[1]), int(r[2]), int(r[3])) for r in self._look(sql, values)]

    def by_month(self, where: Where, measure: Measure) -> list[Figure]:
        """Summed up over sites."""
        values = where.values(measure)
        sql = statements.in_list(_MONTHS, len(values) - 6, " GROUP BY month, key, bucket ORDER BY month")
        return [Figure(str(r[1]), int(r[2]), int(r[3]), int(r[4]), str(r[0])) for r in self._look(sql, values)]

    def groups(self, where: Where) -> dict[str, int]:
        """Closed cases by case group."""
        values = where.values(Measure.CASE)
        rest = [*values[:2], *values[4:]]
        sql = statements.in_list(_GROUPS, len(values) - 6, " GROUP BY case_group")
        return {str(group): int(n) for group, n in self._look(sql, rest)}

    def places(self, tenant: int, process: str) -> dict[tuple[str, str, str], int]:
        """Closed cases of all times by month, site and case group."""
        rows = self._look(_PLACES, (tenant, process))
        return {(str(month), str(site), str(group)): int(n) for month, site, group, n in rows}

    def steps(self, tenant: int, digests: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """What digests of variants stand for."""
        if not digests:
            return {}

        def question(session: Session) -> dict[str, tuple[str, ...]]:
            sql = statements.in_list(_STEPS, len(digests))
            return {str(d): session.values.to_names(s) for d, s in session.all(sql, (tenant, *digests))}

        return self._store._read(question)

    def mark(self, tenant: int) -> Mark:
        """How far the histories are counted."""
        return self._store._read(lambda session: mark(session, tenant))

    def _look(self, sql: str, values: Sequence[object]) -> Sequence[Row]:
        return self._store._read(lambda session: session.look(sql, values))
