"""The key figures of a year by site, case group and month, with everything left out that would tell of a few people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from .kpis import LEAST, TARGET, Figure, figures
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
    """Every cell of the margins. Titles granted and other endings are two tables, each protected: they share no case."""
    granted = Table({place: one.get("granted", 0) for place, one in counts.items()}, (*ONE_WAY, *TWO_WAY))
    other = Table({place: one.get("n", 0) - one.get("granted", 0) for place, one in counts.items()}, ONE_WAY)
    hidden_granted, hidden_other = suppressed(granted, least), suppressed(other, least)
    merged: dict[Cell, list[Tally]] = defaultdict(list)
    for place, one in counts.items():
        for kept in (*ONE_WAY, *TWO_WAY):
            merged[tuple(value if index in kept else None for index, value in enumerate(place))].append(one)
    cells = []
    for cell in sorted(merged, key=lambda c: (sum(v is not None for v in c), tuple(v or "" for v in c))):
        site, group, month = cell
        if cell in hidden_granted:
            cells.append(CellFigures(site, group, month, None, None))
            continue
        tally = added(merged[cell])
        short = sum(value is not None for value in cell) > 1
        total = None if short or cell in hidden_other else tally.get("n", 0)
        found = figures(tally) if total is not None else figures(tally, _SHORT)
        cells.append(CellFigures(site, group, month, tally.get("granted", 0), total, found, target(found["K1"])))
    return Overview(tuple(cells))


def target(share: Figure) -> str:
    """Whether the promise is met, missed, or whether there are too few cases to say."""
    if share.low is None or share.high is None:
        return ""
    if share.low >= TARGET:
        return "met"
    return "missed" if share.high < TARGET else ""
