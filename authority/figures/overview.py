"""The key figures of a year by site, case group and month, with everything left out that would tell of a few people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .kpis import LEAST, TARGET, Figure, figures
from .shares import protected, silenced
from .suppression import Cell, Table, suppressed
from .tally import Tally, added

#: Site, case group, month ("2026-10").
Place = tuple[str, str, str]

SITE, GROUP, MONTH = 0, 1, 2
#: What is published: the total, each direction, and every two of them; never all three.
ONE_WAY = ((), (SITE,), (GROUP,), (MONTH,))
TWO_WAY = ((SITE, GROUP), (SITE, MONTH), (GROUP, MONTH))
#: What is told of the cells of two directions.
_SHORT = ("K1", "K1s", "K1g", "K2.net.p50")
#: Counts that those follow from begin so.
_OF_SHORT = ("granted", "net|")


@dataclass(frozen=True, slots=True)
class CellFigures:
    """One cell; None in `site`, `group`, `month` is the total over them.

    `granted` and `total` are None where they are left out; then there are no figures either. `target`: whether the whole
    interval of K1 lies at or above ("met") or below ("missed") the promise; "" when that cannot be told.
    """

    site: str | None
    group: str | None
    month: str | None
    granted: int | None
    total: int | None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    target: str = ""

    @property
    def hidden(self) -> bool:
        """Whether nothing is told of it."""
        return self.granted is None


@dataclass(frozen=True, slots=True)
class Overview:
    """All cells of a year that are published or left out."""

    cells: tuple[CellFigures, ...]

    def cell(self, site: str | None = None, group: str | None = None, month: str | None = None) -> CellFigures | None:
        """One of them."""
        return next((c for c in self.cells if (c.site, c.group, c.month) == (site, group, month)), None)

    def open_sites(self) -> tuple[str, ...]:
        """The sites whose totals are told: only those appear in further tables."""
        whole = self.cell()
        if whole is None or whole.total is None:
            return ()
        return tuple(
            c.site for c in self.cells if c.site and c.group is None and c.month is None and c.total is not None
        )


def overview(counts: Mapping[Place, Tally], least: int = LEAST) -> Overview:
    """Every cell of the margins. Titles granted and other endings are two tables, each protected: they share no case.

    Shares are protected once more in each direction (`shares`), and one that the whole does not tell is told nowhere.
    """
    granted = Table({place: one.get("granted", 0) for place, one in counts.items()}, (*ONE_WAY, *TWO_WAY))
    other = Table({place: one.get("n", 0) - one.get("granted", 0) for place, one in counts.items()}, ONE_WAY)
    hidden_granted, hidden_other = suppressed(granted, least), suppressed(other, least)
    merged = _merged(counts)
    rows = _rows(merged, {*hidden_granted, *hidden_other})
    cells = []
    for cell in sorted(merged, key=lambda c: (sum(v is not None for v in c), tuple(v or "" for v in c))):
        site, group, month = cell
        if cell in hidden_granted:
            cells.append(CellFigures(site, group, month, None, None))
            continue
        tally = merged[cell]
        total = tally.get("n", 0) if cell in rows else None
        found = rows.get(cell) or figures(tally, _SHORT)
        cells.append(CellFigures(site, group, month, tally.get("granted", 0), total, found, target(found["K1"])))
    return Overview(tuple(cells))


def _merged(counts: Mapping[Place, Tally]) -> dict[Cell, Tally]:
    """The tallies of all published cells; those of two directions with a month have only what is told of them."""
    found: dict[Cell, Tally] = _sums((((place[SITE], place[GROUP], None), one) for place, one in counts.items()))
    by_group = list(found.items())
    found |= _sums(((None, None, place[MONTH]), one) for place, one in counts.items())
    found |= _sums(((site, None, None), one) for (site, _, _), one in by_group)
    found |= _sums(((None, group, None), one) for (_, group, _), one in by_group)
    found |= _sums(((None, None, None), one) for (_, _, _), one in by_group)
    short = [
        (place, {n: count for n, count in one.items() if n.startswith(_OF_SHORT)}) for place, one in counts.items()
    ]
    found |= _sums(((place[SITE], None, place[MONTH]), one) for place, one in short)
    found |= _sums(((None, place[GROUP], place[MONTH]), one) for place, one in short)
    return found


def _sums(tallies: Iterable[tuple[Cell, Tally]]) -> dict[Cell, Tally]:
    some: defaultdict[Cell, list[Tally]] = defaultdict(list)
    for cell, one in tallies:
        some[cell].append(one)
    return {cell: added(those) for cell, those in some.items()}


def _rows(merged: Mapping[Cell, Tally], hidden: Collection[Cell]) -> dict[Cell, dict[str, Figure]]:
    """All figures of the whole and of each direction, as far as they may be told."""
    nothing: Cell = (None, None, None)
    if nothing in hidden or nothing not in merged:
        return {}
    found: dict[Cell, dict[str, Figure]] = {nothing: figures(merged[nothing])}
    withheld: frozenset[str] = frozenset()
    for index in (SITE, GROUP, MONTH):
        parts = {
            value: cell
            for cell in merged
            if (value := cell[index]) is not None and sum(one is not None for one in cell) == 1
        }
        tallies = {value: merged[cell] for value, cell in parts.items()}
        shown = {value for value, cell in parts.items() if cell not in hidden}
        some, kept_back = protected(tallies, merged[nothing], shown)
        found |= {parts[value]: rows for value, rows in some.items()}
        withheld |= kept_back
    return {cell: silenced(rows, withheld) for cell, rows in found.items()}


def target(share: Figure) -> str:
    """Whether the promise is met, missed, or whether there are too few cases to say."""
    if share.low is None or share.high is None:
        return ""
    if share.low >= TARGET:
        return "met"
    return "missed" if share.high < TARGET else ""
