"""Reads the counts of a year as far as somebody may see them, and makes the overview, the tables and comparisons of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from authority.figures.elsewhere import beside
from authority.figures.elsewhere import figures_of as figures_of_others
from authority.figures.kpis import FIGURES, Figure
from authority.figures.measures import Told
from authority.figures.overview import Overview, Place, overview
from authority.figures.report import Sheet, agreed, sheets
from authority.figures.shares import protected, silenced
from authority.figures.suppression import line
from authority.figures.tally import Tally, added
from authority.figures.wilson import distinguishable
from store.figures.freezing import month_name
from store.figures.open import figures_of
from store.figures.records import BASELINE, MONTH, Counted, FigureStore, Slot, Snapshot, Supplied

from . import labels

#: Months before the promise began are never asked for (1.3: the first sites joined in September 2011).
FIRST_YEAR = 2011


@dataclass(frozen=True, slots=True)
class View:
    """Whose figures are shown: `sites` None for all; `frozen` only months that cannot change any more."""

    sites: Collection[str] | None
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """The counts of a year, as far as they are shown."""

    year: int
    counts: Mapping[Place, Tally]
    by_definition: Mapping[int, Mapping[Place, Tally]]
    frozen_until: int
    overview: Overview
    sheets: Sequence[Sheet]
    elsewhere: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Compared:
    """A key figure then and now; `differs` only where the intervals do not overlap."""

    key: str
    before: Figure | None
    after: Figure | None
    differs: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that a year's figures follow from; equal questions have equal answers, whoever asks and of whichever store."""

    year: int
    frozen: int
    sites: frozenset[str] | None
    counted: Counted
    supplied: tuple[Supplied, ...]


#: Years kept in a process: the pages of one year ask for it several times, by the sites of some roles.
_KEPT = 16


@lru_cache(maxsize=_KEPT)
def _made(asked: _Asked) -> Year:
    """The year; made once for the same counts, so nobody may change it."""
    merged: defaultdict[Place, list[Tally]] = defaultdict(list)
    versions: defaultdict[int, dict[Place, Tally]] = defaultdict(dict)
    for slot, counts in asked.counted.read().items():
        if asked.sites is not None and slot.site not in asked.sites:
            continue
        merged[_place(slot)].append(counts)
        versions[slot.definition_id][_place(slot)] = counts
    found = {place: parts[0] if len(parts) == 1 else added(parts) for place, parts in merged.items()}
    whole = overview(found)
    tables = sheets(found, whole)
    everywhere = asked.sites is None or set(labels.sites()) <= asked.sites
    others = [
        one
        for one in asked.supplied
        # What belongs to no site (the survey of all, calls without a case) is told to whoever sees all of them.
        if everywhere or (one.site and one.site in (asked.sites or ()))
    ]
    told = {
        (cell.site, cell.group, int(cell.month.replace("-", "")) if cell.month else None)
        for cell in whole.cells
        if cell.total is not None
    }
    elsewhere = beside(figures_of_others(others, everywhere=everywhere), told)
    return Year(asked.year, found, versions, asked.frozen, agreed(whole, tables), tables, elsewhere)


class Desk:
    """The statistics of one store."""

    def __init__(self, store: Any, tenant: int) -> None:
        self.figures: FigureStore = figures_of(store)
        self._tenant = tenant

    def year(self, year: int, view: View) -> Year:
        """The counts of a calendar year. Years never overlap, so no two answers differ by a month that is left out."""
        frozen = self.figures.frozen(self._tenant)
        until = min(year * 100 + 12, frozen) if view.frozen else year * 100 + 12
        counted = self.figures.counted(self._tenant, year * 100 + 1, until)
        supplied = tuple(self.figures.supplied(self._tenant, year * 100 + 1, until))
        return _made(_Asked(year, frozen, None if view.sites is None else frozenset(view.sites), counted, supplied))

    def snapshots(self, kind: str, view: View) -> list[Snapshot]:
        """Frozen months (newest first) or baselines."""
        found = self.figures.snapshots(self._tenant, MONTH if kind == MONTH else BASELINE)
        return [one for one in reversed(found) if view.sites is None or one.site in view.sites]

    def versions(self, year: Year) -> dict[int, Mapping[str, Figure]]:
        """Key figures by version of the procedure; versions with few cases, or that would give one away, have none."""
        whole = year.overview.cell()
        if whole is None or whole.total is None:
            return {version: {} for version in year.by_definition}
        sums = {str(version): added(places.values()) for version, places in year.by_definition.items()}
        granted = line((version, counts.get("granted", 0)) for version, counts in sums.items())
        other = line((version, counts.get("n", 0) - counts.get("granted", 0)) for version, counts in sums.items())
        shown = {version for version in sums if not granted[version] and not other[version]}
        found, withheld = protected(sums, added(sums.values()), shown)
        # What the year does not tell, or could not beside its versions, none of them tells.
        withheld |= {key for key, one in whole.figures.items() if one.value is None}
        return {int(version): silenced(found.get(version, {}), withheld) for version in sums}

    def compared(self, before: Mapping[str, Figure], after: Mapping[str, Figure]) -> list[Compared]:
        """Every key figure then and now."""
        found = []
        for key in FIGURES:
            old, new = before.get(key), after.get(key)
            differs = distinguishable(_bounds(old), _bounds(new))
            found.append(Compared(key, old, new, differs))
        return found

    def baseline(self, name: str, view: View) -> Overview | None:
        """What was kept under this name, as an overview; None when nobody kept it. Its months are one."""
        kept = [one for one in self.snapshots(BASELINE, view) if one.name == name]
        if not kept:
            return None
        counts = {(one.site, group, name): tally for one in kept for group, tally in one.counts.items()}
        return overview(counts)


def _place(slot: Slot) -> Place:
    return slot.site, slot.group, month_name(slot.month)


def _bounds(figure: Figure | None) -> tuple[float, float] | None:
    if figure is None or figure.low is None or figure.high is None:
        return None
    return figure.low, figure.high
