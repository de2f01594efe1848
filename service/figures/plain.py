"""The statistics as plain tables of text and numbers: what files and the report are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from authority.figures.kpis import Figure
from authority.figures.overview import CellFigures, Overview
from authority.figures.report import Sheet
from store.figures.freezing import month_name

from . import labels
from .desk import Year

#: In place of every cell that is left out, whichever the reason.
HIDDEN = "•"
Value = str | int | float | None
#: Site, case group, month ("2026-10"); None for all of them.
Where = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Plain:
    """A table with a heading, a line of column names and rows; its first and its last `words` columns are texts."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    words: int = 0


def tables(year: Year, language: str) -> list[Plain]:
    """The tables of the report: totals, shares in time, groups, then those by category, then all figures side by side."""
    view = year.overview
    words = _WORDS[language]
    return [
        _totals(year, language, words),
        _shares(view, language, words),
        _groups(view, language, words),
        _months(view, words),
        *(_sheet(sheet, language, words) for sheet in year.sheets),
        *_every(year, language, words),
    ]


_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "totals": "Gesamtzahlen", "shares": "Fristquote nach Standort", "groups": "Fristquote nach Fallgruppe",
        "months": "Fristquote nach Monat", "figure": "Kennzahl", "value": "Wert", "site": "Standort",
        "group": "Fallgruppe", "month": "Monat", "granted": "erteilte Titel", "total": "Vorgänge",
        "low": "95 % von", "high": "95 % bis", "all": "alle Standorte", "sum": "zusammen", "category": "Merkmal",
        "unit.days": "Tage", "unit.minutes": "Minuten", "source": "Quelle",
        "every-sites": "Alle Kennzahlen nach Standort", "every-groups": "Alle Kennzahlen nach Fallgruppe",
        "every-months": "Alle Kennzahlen nach Monat",
    },
    "en": {
        "totals": "Totals", "shares": "Share in time by site", "groups": "Share in time by case group",
        "months": "Share in time by month", "figure": "Key figure", "value": "Value", "site": "Site",
        "group": "Case group", "month": "Month", "granted": "titles granted", "total": "cases",
        "low": "95 % from", "high": "95 % to", "all": "all sites", "sum": "together", "category": "Category",
        "unit.days": "days", "unit.minutes": "minutes", "source": "Source",
        "every-sites": "All key figures by site", "every-groups": "All key figures by case group",
        "every-months": "All key figures by month",
    },
}  # fmt: skip


def _pick(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "de" else pair[1]


def percent(value: float | None, language: str, digits: int = 1) -> str:
    """ "93,5 %" or "93.5 %"; a dash for what is not told."""
    if value is None:
        return "–"
    text = f"{value * 100:.{digits}f} %"
    return text.replace(".", ",") if language == "de" else text


def number(value: float | None, unit: str, language: str, digits: int = 1) -> str:
    """A value or a bound of a key figure with its unit."""
    if value is None:
        return "–"
    if unit == "share":
        return percent(value, language, digits)
    text = f"{value:.1f}" if unit in ("per-100", "per-1000") else f"{value:g}"
    text = text.replace(".", ",") if language == "de" else text
    name = _WORDS[language].get(f"unit.{unit}")
    return f"{text} {name}" if name else text


def _count(value: int | None) -> Value:
    return HIDDEN if value is None else value


def _totals(year: Year, language: str, words: Mapping[str, str]) -> Plain:
    whole = year.overview.cell()
    rows: list[Sequence[Value]] = []
    if whole is not None:
        none = ["–", "–", _pick(labels.source("K1"), language)]
        rows = [[words["total"], _count(whole.total), *none], [words["granted"], _count(whole.granted), *none]]
    for key, figure in _figures(year, whole, (None, None, None)).items():
        bounds = [number(bound, figure.unit, language) for bound in (figure.low, figure.high)]
        told = [_pick(labels.FIGURES[key], language), number(figure.value, figure.unit, language), *bounds]
        rows.append([*told, _pick(labels.source(key), language)])
    columns = [words["figure"], words["value"], words["low"], words["high"], words["source"]]
    return Plain("totals", words["totals"], columns, rows, 1)


def _figures(
    year: Year, cell: CellFigures | None, place: tuple[str | None, str | None, int | None]
) -> dict[str, Figure]:
    """All key figures of a place in their order, those of closed cases and those of other sources."""
    found = {one.figure.key: one.figure for one in year.elsewhere if one.place == place}
    found |= cell.figures if cell is not None else {}
    return {key: found[key] for key in labels.FIGURES if key in found}


def _every(year: Year, language: str, words: Mapping[str, str]) -> list[Plain]:
    """All key figures by site, case group and month."""
    cells = {(one.site, one.group, one.month): one for one in year.overview.cells}
    places = {*cells, *((one.site, one.group, _month(one.month)) for one in year.elsewhere)}
    sites: dict[Where, str] = {(one, None, None): _site(one, language) for one in labels.sites()}
    groups: dict[Where, str] = {(None, one, None): one for one in labels.groups()}
    months: dict[Where, str] = {
        (None, None, one): one for one in sorted({place[2] for place in places if place[2] is not None})
    }
    made = []
    for key, names in (("every-sites", sites), ("every-groups", groups), ("every-months", months)):
        found = {
            place: _figures(year, cells.get(place), (place[0], place[1], _number_of(place[2])))
            for place in names
            if place in places
        }
        rows = [
            [
                _with_unit(one, _pick(pair, language), found.values(), words),
                *(_bare(of.get(one), language) for of in found.values()),
            ]
            for one, pair in labels.FIGURES.items()
            if any(one in of for of in found.values())
        ]
        made.append(Plain(key, words[key], [words["figure"], *(names[place] for place in found)], rows))
    return made


def _month(month: int | None) -> str | None:
    return None if month is None else month_name(month)


def _number_of(month: str | None) -> int | None:
    return None if month is None else int(month.replace("-", ""))


def _with_unit(key: str, name: str, places: Iterable[Mapping[str, Figure]], words: Mapping[str, str]) -> str:
    """A figure's name with the unit in which its values stand, unless the name says it."""
    unit = next((words.get(f"unit.{of[key].unit}") for of in places if key in of), None)
    return name if unit is None or unit.lower() in name.lower() else f"{name} ({unit})"


def _bare(figure: Figure | None, language: str) -> str:
    """A value without its unit, except for a share."""
    if figure is None:
        return "–"
    return number(figure.value, "" if figure.unit in ("days", "minutes") else figure.unit, language)


def _share_row(name: str, cell: CellFigures, language: str) -> list[Value]:
    share = cell.figures.get("K1")
    told = [_count(cell.granted), percent(share.value if share else None, language)]
    bounds = [percent(share.low if share else None, language), percent(share.high if share else None, language)]
    return [name, *told, *bounds]


def _share_table(key: str, first: str, rows: list[list[Value]], words: Mapping[str, str]) -> Plain:
    return Plain(key, words[key], [first, words["granted"], "K1", words["low"], words["high"]], rows)


def _shares(view: Overview, language: str, words: Mapping[str, str]) -> Plain:
    cells = [cell for cell in view.cells if cell.site and cell.group is None and cell.month is None]
    rows = [_share_row(_site(cell.site or "", language), cell, language) for cell in cells]
    whole = view.cell()
    if whole is not None:
        rows.append(_share_row(words["all"], whole, language))
    return _share_table("shares", words["site"], rows, words)


def _groups(view: Overview, language: str, words: Mapping[str, str]) -> Plain:
    cells = [cell for cell in view.cells if cell.group and cell.site is None and cell.month is None]
    rows = [
        _share_row(f"{cell.group} {_pick(labels.group(cell.group or ''), language)}", cell, language) for cell in cells
    ]
    return _share_table("groups", words["group"], rows, words)


def _months(view: Overview, words: Mapping[str, str]) -> Plain:
    language = "de" if words is _WORDS["de"] else "en"
    cells = [cell for cell in view.cells if cell.month and cell.site is None and cell.group is None]
    return _share_table("months", words["month"], [_share_row(c.month or "", c, language) for c in cells], words)


def _site(code: str, language: str) -> str:
    return _pick(labels.sites().get(code, (code or "–", code or "–")), language).split()[-1]


def _sheet(sheet: Sheet, language: str, words: Mapping[str, str]) -> Plain:
    columns = [words["category"], *(_site(site, language) for site in sheet.sites), words["sum"]]
    rows = [
        [
            _pick(labels.code(sheet.key, one.code), language),
            *(_count(one.by_site.get(site, 0)) for site in sheet.sites),
            _count(one.total),
        ]
        for one in sheet.lines
    ]
    return Plain(sheet.key, _pick(labels.SHEETS[sheet.key], language), columns, rows)
