"""Tables as a tagged PDF (PDF/A-2a, PDF/UA-1), and the yearly report made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from documents.letters.setting import Setter

from .plain import Plain

_TEMPLATE = Path(__file__).with_name("report.typ")

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "title": "AKZESS-Statistik {year}",
        "asOf": "Stand {day}. Gezählt sind Vorgänge nach dem Monat, in dem sie abgeschlossen wurden.",
        "frozen": "Festgeschrieben bis {month}; spätere Monate können sich noch ändern.",
        "open": "Kein Monat dieses Jahres ist festgeschrieben: alle Zahlen sind vorläufig.",
        "target": "Ziel der Vereinbarung: 90 % der erteilten Titel innerhalb der Frist (T01).",
        "caption": "{title}, {year}; „•“: nicht veröffentlicht",
        "method": "Zu den Zahlen",
        "hidden": "Zellen mit weniger als fünf Fällen sind nicht veröffentlicht, und so viele andere, dass sie sich "
        "nicht ausrechnen lassen. Null ist keine Aussage über eine Person und wird gezeigt.",
        "wilson": "Die 95-%-Grenzen sind Wilson-Intervalle. Überschneiden sich zwei, lässt sich kein Unterschied "
        "behaupten; bei wenigen Fällen werden Standorte nicht gereiht.",
        "share": "Ein Anteil steht nur da, wo weder die gezählten noch die übrigen Fälle ein bis vier sind oder sich "
        "ausrechnen ließen.",
    },
    "en": {
        "title": "AKZESS statistics {year}",
        "asOf": "As of {day}. Cases are counted by the month in which they were closed.",
        "frozen": "Frozen until {month}; later months may still change.",
        "open": "No month of this year is frozen: all figures are preliminary.",
        "target": "Target of the agreement: 90 % of titles granted in time (T01).",
        "caption": "{title}, {year}; “•”: not published",
        "method": "About these figures",
        "hidden": "Cells with fewer than five cases are not published, and as many others that they cannot be computed. "
        "Zero says nothing of a person and is shown.",
        "wilson": "The 95 % bounds are Wilson intervals. Where two overlap, no difference can be claimed; sites are not "
        "ranked by few cases.",
        "share": "A share is stated only where neither the counted nor the other cases are one to four or could be computed.",
    },
}


LANGUAGES = tuple(_TEXTS)


@cache
def _setter() -> Setter:
    return Setter(_TEMPLATE)


def title(year: int, language: str) -> str:
    """The report's title."""
    return _TEXTS[language]["title"].format(year=year)


def about(year: int, language: str, at: datetime, frozen: str) -> list[str]:
    """What stands above the tables of every file."""
    words = _TEXTS[language]
    day = f"{at:%d.%m.%Y}" if language == "de" else f"{at:%Y-%m-%d}"
    state = words["frozen"].format(month=frozen) if frozen else words["open"]
    return [words["asOf"].format(day=day), state, words["target"]]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the tables: `intro` above them, `method` is the heading of `lines` below them.

    `caption`: of each table, with its "{title}" in it.
    """

    title: str
    language: str
    intro: Sequence[str]
    caption: str
    method: str
    lines: Sequence[str]


def pdf(year: int, tables: Sequence[Plain], language: str, at: datetime, frozen: str) -> bytes:
    """The yearly report. Error: Unrenderable."""
    words = _TEXTS[language]
    caption = words["caption"].replace("{year}", str(year))
    lines = [words["hidden"], words["wilson"], words["share"]]
    about_it = about(year, language, at, frozen)
    return document(Frame(title(year, language), language, about_it, caption, words["method"], lines), tables, at)


def document(frame: Frame, tables: Sequence[Plain], at: datetime) -> bytes:
    """Tables as of the day of `at` (local time): the same are the same bytes all day. Error: Unrenderable."""
    data = {
        "title": frame.title,
        "language": frame.language,
        "intro": list(frame.intro),
        "tables": [
            {
                "title": table.title,
                "caption": frame.caption.format(title=table.title),
                "columns": list(table.columns),
                # Columns of words are wide and begin at the left; those of numbers end at the right.
                "words": [0, *range(len(table.columns))[len(table.columns) - table.words :]],
                "rows": [["–" if value is None else str(value) for value in row] for row in table.rows]
                or [_empty(table)],
            }
            for table in tables
        ],
        "method": {"title": frame.method, "lines": list(frame.lines)},
    }
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return _set(json.dumps(data, ensure_ascii=False), day.astimezone(UTC))


#: Reports kept in a process: setting some two thousand cells is nearly all that a file costs.
_KEPT = 8


@lru_cache(maxsize=_KEPT)
def _set(text: str, at: datetime) -> bytes:
    return _setter().pdf(json.loads(text), at)


def _empty(table: Plain) -> list[str]:
    return ["–"] * len(table.columns)
