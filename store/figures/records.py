"""What the statistics keep beside the rows: tallies by month, site, group and definition, snapshots, supplied figures."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol

import orjson

from authority.figures.measures import Supplied as Supplied
from authority.figures.record import ClosedCase
from authority.figures.tally import Tally

MONTH, BASELINE = "month", "baseline"


@dataclass(frozen=True, slots=True)
class Slot:
    """Which closed cases a tally counts; `month` is yyyymm."""

    month: int
    site: str
    group: str
    definition_id: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts as they were read: the same `digest` means the same counts. They are decoded only when `read` is called."""

    digest: str
    read: Callable[[], Mapping[Slot, Tally]] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Counts of a period at a site that never change again.

    `kind` "month" or "baseline"; `since` and `until` are months, both included. `rows_sha256` is over the rows counted
    (a month), `sha256` over everything here and, by `prior`, over the site's snapshot before.
    """

    kind: str
    name: str
    site: str
    since: int
    until: int
    taken_at: datetime
    taken_by: str
    cases: int
    rows_sha256: str
    counts: Mapping[str, Tally] = field(repr=False)
    prior: str = ""
    sha256: str = ""

    def digest(self) -> str:
        """What `sha256` has to be."""
        about = [self.kind, self.name, self.site, self.since, self.until, self.taken_at.isoformat(), self.taken_by]
        content = [*about, self.cases, self.rows_sha256, _sorted(self.counts), self.prior]
        return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def intact(self) -> bool:
        """Whether nobody has changed it."""
        return self.sha256 == self.digest()


def _sorted(counts: Mapping[str, Tally]) -> list[Any]:
    return [[group, sorted(counts[group].items())] for group in sorted(counts)]


#: How many fields a row had when the first months were frozen.
_FIRST_FIELDS = 47


def rows_digest(rows: Iterable[ClosedCase]) -> str:
    """SHA-256 over rows in the order of their keys."""
    found = sha256()
    for row in sorted(rows, key=lambda one: one.case_key):
        values = [_plain(getattr(row, name.name)) for name in fields(row)]
        while len(values) > _FIRST_FIELDS and values[-1] is None:
            values.pop()  # a field that came later: months that were frozen before have the digest that they had
        found.update(orjson.dumps(values))
        found.update(b"\n")
    return found.hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class FigureStore(Protocol):
    """What a store knows of the statistics; SQL and memory do the same."""

    def tallies(self, tenant: int, since: int, until: int) -> Mapping[Slot, Tally]:
        """Counts of the months from `since` to `until`, of the sites that the caller may see."""
        ...

    def counted(self, tenant: int, since: int, until: int) -> Counted:
        """The same with a digest of them, for whoever keeps what was made of them."""
        ...

    def count(self, tenant: int, limit: int = 1_000) -> int:
        """Count up to so many new rows into their tallies; how many. Each row is counted once, whoever dies."""
        ...

    def rows(self, tenant: int, since: int, until: int) -> Sequence[ClosedCase]:
        """The rows themselves: for freezing and for checking, never for a page."""
        ...

    def add(self, tenant: int, rows: Sequence[ClosedCase]) -> int:
        """Add rows of cases that were closed before; those that are there stay as they are. How many are new."""
        ...

    def freeze(self, tenant: int, month: int, now: datetime, by: str, sites: Iterable[str] = ()) -> Sequence[Snapshot]:
        """Freeze a month, one snapshot for each site; what is frozen stays as it is."""
        ...

    def frozen(self, tenant: int) -> int:
        """The newest frozen month; 0 when none is."""
        ...

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
        ...

    def snapshots(self, tenant: int, kind: str, limit: int = 500) -> Sequence[Snapshot]:
        """Snapshots in the order of their names."""
        ...

    def supply(self, tenant: int, figures: Sequence[Supplied], gone: Sequence[Supplied] = ()) -> None:
        """Write key figures that somebody else counts; again: the newer count. `gone` are counted no more."""
        ...

    def supplied(self, tenant: int, since: int, until: int) -> Sequence[Supplied]:
        """Those of a period."""
        ...

    def open_cases(self, tenant: int) -> Mapping[tuple[str, str], int]:
        """Open cases by site and case group."""
        ...
