"""The statistics in the store in memory: the same answers, counted from the rows each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from authority.figures.record import ClosedCase
from authority.figures.tally import Tally, measures
from engine.errors import Conflict

from ..memory import MemoryStore
from ..memory_book import Book
from . import freezing
from .records import BASELINE, MONTH, Counted, Slot, Snapshot, Supplied


class MemoryFigures:
    """Implements records.FigureStore."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    @property
    def _book(self) -> Book:
        return self._store._book

    def tallies(self, tenant: int, since: int, until: int) -> Mapping[Slot, Tally]:
        """Counts of a period."""
        found: dict[Slot, Counter[str]] = {}
        for row in self.rows(tenant, since, until):
            if self._book.get("closed_case_new", "", (tenant, row.case_key)) is None:
                found.setdefault(Slot(row.month, row.site, row.group, row.definition_id), Counter()).update(
                    measures(row)
                )
        return {slot: {name: n for name, n in sorted(one.items()) if n} for slot, one in found.items()}

    def counted(self, tenant: int, since: int, until: int) -> Counted:
        """The counts with a digest of them."""
        found = self.tallies(tenant, since, until)
        plain = sorted((slot.month, slot.site, slot.group, slot.definition_id, one) for slot, one in found.items())
        return Counted(sha256(orjson.dumps(plain)).hexdigest(), lambda: found)

    def count(self, tenant: int, limit: int = 1_000) -> int:
        """Take new rows for counted."""
        with self._store.unit_of_work() as unit:
            new = sorted(row.case_key for owner, row in self._book.every("closed_case") if owner == tenant)
            keys = [key for key in new if self._book.get("closed_case_new", "", (tenant, key)) is not None][:limit]
            for key in keys:
                self._book.drop("closed_case_new", "", (tenant, key))
            unit.commit()
        return len(keys)

    def rows(self, tenant: int, since: int, until: int) -> Sequence[ClosedCase]:
        """The rows of a period."""
        rows = [row for owner, row in self._book.every("closed_case") if owner == tenant]
        return [row for row in rows if since <= row.month <= until]

    def add(self, tenant: int, rows: Sequence[ClosedCase]) -> int:
        """Add rows that are not there."""
        added = 0
        with self._store.unit_of_work() as unit:
            for row in rows:
                if self._book.get("closed_case", "", (tenant, row.case_key)) is None:
                    self._book.put("closed_case", "", (tenant, row.case_key), (tenant, row))
                    self._book.put("closed_case_new", "", (tenant, row.case_key), tenant)
                    added += 1
            unit.commit()
        return added

    def freeze(self, tenant: int, month: int, now: datetime, by: str, sites: Iterable[str] = ()) -> Sequence[Snapshot]:
        """Freeze a month; what is frozen stays as it is."""
        self.count(tenant, 10**9)
        there = [one for one in self.snapshots(tenant, MONTH) if one.until == month]
        if there:
            return there
        before = {one.site: one for one in self.snapshots(tenant, MONTH) if one.until < month}
        made = freezing.of_month(month, self.rows(tenant, month, month), sites, before, now, by)
        self._keep(tenant, made)
        return made

    def frozen(self, tenant: int) -> int:
        """The newest frozen month; 0 when none is."""
        return max((one.until for one in self.snapshots(tenant, MONTH)), default=0)

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
        if any(one.name == name for one in self.snapshots(tenant, BASELINE)):
            raise Conflict(f"there is a baseline {name}")
        made = freezing.of_period(name, since, until, self.tallies(tenant, since, until), now, by, sites)
        if work is None:
            self._keep(tenant, made)
        else:
            self._put(tenant, made)
        return made

    def _keep(self, tenant: int, made: Sequence[Snapshot]) -> None:
        with self._store.unit_of_work() as unit:
            self._put(tenant, made)
            unit.commit()

    def _put(self, tenant: int, made: Sequence[Snapshot]) -> None:
        for one in made:
            self._book.put("figure_snapshot", "", (tenant, one.kind, one.name, one.site), (tenant, one))

    def snapshots(self, tenant: int, kind: str, limit: int = 500) -> Sequence[Snapshot]:
        """Snapshots in the order of their names."""
        found = [one for owner, one in self._book.every("figure_snapshot") if owner == tenant and one.kind == kind]
        return sorted(found, key=lambda one: (one.name, one.site))[:limit]

    def supply(self, tenant: int, figures: Sequence[Supplied], gone: Sequence[Supplied] = ()) -> None:
        """Write what somebody else counted, and drop what is counted no more."""
        with self._store.unit_of_work() as unit:
            for one in gone:
                self._book.drop("figure_supplied", "", (tenant, *one.key))
            for one in figures:
                self._book.put("figure_supplied", "", (tenant, *one.key), (tenant, one))
            unit.commit()

    def supplied(self, tenant: int, since: int, until: int) -> Sequence[Supplied]:
        """What somebody else counted in a period."""
        found = [one for owner, one in self._book.every("figure_supplied") if owner == tenant]
        return sorted(
            (one for one in found if since <= one.month <= until),
            key=lambda one: (one.month, one.site, one.measure, one.group),
        )

    def open_cases(self, tenant: int) -> Mapping[tuple[str, str], int]:
        """Open cases by site and case group."""
        cases = [case for case in self._book.every("case") if case.tenant == tenant and case.status.open]
        return Counter((case.site, case.listed.case_group) for case in cases)
