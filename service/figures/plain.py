"""The statistics as plain tables of text and numbers: what files and the report are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authority.figures.elsewhere import Told
from authority.figures.kpis import FIGURES, Figure
from authority.figures.overview import CellFigures, Overview
from authority.figures.report import Sheet

from . import labels
from .desk import Year

#: In place of every cell that is left out, whichever the reason.
HIDDEN = "•"
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Plain:
    """A table with a heading, a line of column names and rows; its first and its last `words` columns are texts."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    words: int = 0


def tables(year: Year, language: str) -> list[Plain]:
    """The tables of the report: totals, shares in time, groups, then those by category, then what others count."""
    view = year.overview
    words = _WORDS[language]
    return [
        _totals(view, language, words),
        _shares(view, language, words),
        _groups(view, language, words),
        _months(view, words),
        *(_sheet(sheet, language, words) for sheet in year.sheets),
        *_elsewhere(year.elsewhere, language, words),
    ]


_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "totals": "Gesamtzahlen", "shares": "Fristquote nach Standort", "groups": "Fristquote nach Fallgruppe",
        "months": "Fristquote nach Monat", "figure": "Kennzahl", "value": "Wert", "site": "Standort",
        "group": "Fallgruppe", "month": "Monat", "granted": "erteilte Titel", "total": "Vorgänge",
        "low": "95 % von", "high": "95 % bis", "all": "alle Standorte", "sum": "zusammen", "category": "Merkmal",
        "unit.days": "Tage", "unit.minutes": "Minuten", "source": "Quelle",
        "elsewhere": "Kennzahlen aus anderen Quellen", "elsewhere-sites": "Kennzahlen aus anderen Quellen nach Standort",
    },
    "en": {
        "totals": "Totals", "shares": "Share in time by site", "groups": "Share in time by case group",
        "months": "Share in time by month", "figure": "Key figure", "value": "Value", "site": "Site",
        "group": "Case group", "month": "Month", "granted": "titles granted", "total": "cases",
        "low": "95 % from", "high": "95 % to", "all": "all sites", "sum": "together", "category": "Category",
        "unit.days": "days", "unit.minutes": "minutes", "source": "Source",
        "elsewhere": "Key figures from other sources", "elsewhere-sites": "Key figures from other sources by site",
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


def shown(figure: Figure | None, language: str) -> str:
    """A key figure as text with its unit."""
    return "–" if figure is None else number(figure.value, figure.unit, language)


def _count(value: int | None) -> Value:
    return HIDDEN if value is None else value


def _totals(view: Overview, language: str, words: Mapping[str, str]) -> Plain:
    whole = view.cell()
    rows: list[Sequence[Value]] = []
    if whole is not None:
        none = ["–", "–"]
        rows = [[words["total"], _count(whole.total), *none], [words["granted"], _count(whole.granted), *none]]
        rows += [_figure_row(key, whole.figures.get(key), language) for key in FIGURES]
    return Plain("totals", words["totals"], [words["figure"], words["value"], words["low"], words["high"]], rows)


def _figure_row(key: str, figure: Figure | None, language: str) -> list[Value]:
    unit = figure.unit if figure else ""
    bounds = [number(bound, unit, language) for bound in ((figure.low, figure.high) if figure else (None, None))]
    return [_pick(labels.FIGURES[key], language), shown(figure, language), *bounds]


def _elsewhere(found: Sequence[Told], language: str, words: Mapping[str, str]) -> list[Plain]:
    """What closed cases do not tell: together with intervals and sources, then by site."""
    whole = [one.figure for one in found if one.site is None and one.month is None]
    if not found:
        return []
    columns = [words["figure"], words["value"], words["low"], words["high"], words["source"]]
    rows = [[*_figure_row(one.key, one, language), _pick(labels.source(one.key), language)] for one in whole]
    sites = [site for site in labels.sites() if any(one.site == site for one in found)]
    by_site = {(one.figure.key, one.site): one.figure for one in found if one.site}
    keys = dict.fromkeys(one.figure.key for one in found if one.site)
    lines = [
        [_pick(labels.FIGURES[key], language), *(shown(by_site.get((key, site)), language) for site in sites)]
        for key in keys
    ]
    return [
        Plain("elsewhere", words["elsewhere"], columns, rows, 1),
        Plain(
            "elsewhere-sites", words["elsewhere-sites"], [words["figure"], *(_site(s, language) for s in sites)], lines
        ),
    ]


def _share_row(name: str, cell: CellFigures, language: str) -> list[Value]:
    share = cell.figures.get("K1")
    told = [_count(cell.granted), shown(share, language)]
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
