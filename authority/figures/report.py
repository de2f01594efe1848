"""The tables of the yearly report (domain document 8.2): counts by category and site, small ones left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from .kpis import CLASSES, LEAST, NET_LABELS
from .overview import Overview, Place
from .shares import silenced
from .suppression import Table, suppressed
from .tally import GRANTED, Tally, added, parts, spread

#: Rows of a table: the largest categories, and everything else together.
MOST = 20
OTHER, UNKNOWN = "OTHER", "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a code, its count by site, and over all sites shown; None where it is left out."""

    code: str
    by_site: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `key` names it: "outcomes", "duration-in", …"""

    key: str
    sites: tuple[str, ...]
    lines: tuple[Line, ...]


def sheets(counts: Mapping[Place, Tally], view: Overview, least: int = LEAST) -> list[Sheet]:
    """The tables beside totals, shares in time and groups, which are cells of the overview.

    Sites whose totals are left out are in none of them: their categories would add up to it.
    """
    sites = view.open_sites()
    by_site = {site: [added(one for place, one in counts.items() if place[0] == site)] for site in sites}
    early = [(NET_LABELS[index], *bounds) for index, bounds in enumerate(CLASSES[:4])]
    late = [(NET_LABELS[index], *bounds) for index, bounds in enumerate(CLASSES[4:], 4)]
    return [
        _outcomes(_sheet("outcomes", by_site, _endings, least, keep=True), view),
        _sheet("duration-in", by_site, _classes(early), least, keep=True),
        _sheet("duration-over", by_site, _classes(late), least, keep=True),
        _sheet("nationalities", by_site, _categories("nationality", "n"), least),
        _sheet("sectors", by_site, _categories("wz", "n"), least),
        _sheet("employment-agency", by_site, _categories("ba", ""), least, keep=True),
        _sheet("chambers", by_site, _categories("chamber", ""), least, keep=True),
        _sheet("delays", by_site, _categories("cause", ""), least, keep=True),
    ]


#: Key figures that a line of a table tells as well; told by neither unless by both.
_LINES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "K5.fiction": ("employment-agency", ("FIKTION", "ZUSTIMMUNGSFREI")),
    "K5.refused": ("employment-agency", ("VERSAGT", "ZUSTIMMUNGSFREI")),
    "K11.refused": ("outcomes", ("REFUSE",)),
    "K12.withdrawn": ("outcomes", ("WITHDRAWN",)),
    "K12.forwarded": ("outcomes", ("FORWARDED",)),
}


def agreed(view: Overview, tables: Sequence[Sheet]) -> Overview:
    """The overview without the shares whose counts a table leaves out: each is protected by itself, so both together
    must not tell more than the table does."""
    lines = {(sheet.key, one.code): one for sheet in tables for one in sheet.lines}

    def left_out(key: str, site: str | None) -> bool:
        sheet, codes = _LINES[key]
        return any(
            (one := lines.get((sheet, code))) is not None
            and (one.total is None or (site is not None and one.by_site.get(site) is None))
            for code in codes
        )

    cells = []
    for cell in view.cells:
        keys = {key for key in _LINES if key in cell.figures and left_out(key, cell.site)}
        keys |= {"K1b"} if "K11.refused" in keys else set()
        cells.append(replace(cell, figures=silenced(cell.figures, keys)) if keys else cell)
    return Overview(tuple(cells))


Reading = Callable[[Tally], Mapping[str, int]]


def _endings(counts: Tally) -> Mapping[str, int]:
    return {code: count for code, count in parts(counts, "outcome").items() if code not in GRANTED}


def _outcomes(sheet: Sheet, view: Overview) -> Sheet:
    """With the titles granted on top, exactly as the overview tells them: what one table tells, no other leaves out."""
    cells = {site: view.cell(site) for site in sheet.sites}
    by_site = {site: None if cell is None else cell.granted for site, cell in cells.items()}
    whole, every = view.cell(), {cell.site for cell in view.cells if cell.site}
    total = whole.granted if whole is not None and every == set(sheet.sites) else None
    return Sheet(sheet.key, sheet.sites, (Line("GRANT", by_site, total), *sheet.lines) if sheet.sites else ())


def _categories(name: str, whole: str) -> Reading:
    def read(counts: Tally) -> Mapping[str, int]:
        found = parts(counts, name)
        rest = counts.get(whole, 0) - sum(found.values()) if whole else 0
        return {**found, UNKNOWN: rest} if rest > 0 else found

    return read


def _classes(bounds: Sequence[tuple[str, int, int | None]]) -> Reading:
    def read(counts: Tally) -> Mapping[str, int]:
        values = spread(counts, "granted.net")
        return {
            label: sum(n for value, n in values if first <= value and (last is None or value <= last))
            for label, first, last in bounds
        }

    return read


def _sheet(key: str, by_site: Mapping[str, Sequence[Tally]], read: Reading, least: int, *, keep: bool = False) -> Sheet:
    base: dict[tuple[str, ...], int] = {}
    for site, tallies in by_site.items():
        for one in tallies:
            for code, count in read(one).items():
                base[site, code] = base.get((site, code), 0) + count
    base = _recoded(base, least, keep)
    codes = sorted({code for _, code in base}, key=lambda code: _rank(base, code, keep))
    full: dict[tuple[str, ...], int] = {(site, code): base.get((site, code), 0) for site in by_site for code in codes}
    # Totals by site are told elsewhere; here they count as told, so that nothing follows from them.
    table = Table(full, ((), (0,), (1,), (0, 1)))
    hidden = suppressed(table, least) if full else {}
    cells = table.cells() if full else {}

    def told(cell: tuple[str | None, ...]) -> int | None:
        return None if cell in hidden else cells.get(cell, 0)

    lines = tuple(Line(code, {site: told((site, code)) for site in by_site}, told((None, code))) for code in codes)
    return Sheet(key, tuple(by_site), lines)


def _recoded(base: Mapping[tuple[str, ...], int], least: int, keep: bool) -> dict[tuple[str, ...], int]:
    """Rare categories, and those beyond the largest, become one."""
    if keep:
        return dict(base)
    sums: dict[str, int] = {}
    for (_, code), count in base.items():
        sums[code] = sums.get(code, 0) + count
    largest = sorted((code for code in sums if code != UNKNOWN), key=lambda code: (-sums[code], code))[:MOST]
    kept = {code for code in largest if sums[code] >= least}
    found: dict[tuple[str, ...], int] = {}
    for (site, code), count in base.items():
        name = code if code in kept or code == UNKNOWN else OTHER
        found[site, name] = found.get((site, name), 0) + count
    return found


def _rank(base: Mapping[tuple[str, ...], int], code: str, keep: bool) -> tuple[int, int, str]:
    last = {OTHER: 1, UNKNOWN: 2}.get(code, 0)
    if keep and code in NET_LABELS:
        return (last, NET_LABELS.index(code), code)
    return (last, -sum(count for (_, other), count in base.items() if other == code), code)
