"""Results of a wave as CSV, OpenDocument spreadsheet and tagged PDF: what the page shows, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from engine.deadlines import BERLIN
from store.survey import SurveyWave

from ..figures import files, report
from ..figures.plain import HIDDEN, Plain, Value, percent
from ..resources import survey as out
from ..resources.base import Text

_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "title": "AKZESS-Befragung {wave}",
        "about": "Stand {day}. Welle vom {opens} bis {closes}.",
        "scale": "Skala 1 (sehr zufrieden) bis 5 (sehr unzufrieden). Index: Anteil der Wertungen 1 und 2.",
        "sites": "{name} nach Orten", "groups": "{name} nach Fallgruppen", "texts": "Offene Antworten",
        "item": "Aussage", "n": "Antworten", "mean": "Mittelwert", "index": "Index, {part}",
        "all-sites": "alle Orte", "all-groups": "alle Fallgruppen",
        "few": "Zu wenige Antworten für ein Ergebnis", "population": "Gruppe", "text": "Antwort",
        "caption": "{title}; „•“: nicht veröffentlicht", "method": "Zu den Ergebnissen",
        "least": "Gruppen ab {least} Antworten. Kleinere sind nicht veröffentlicht, und so viele andere, dass sie sich nicht "
        "als Rest einer Summe ausrechnen lassen; dasselbe gilt für jede Aussage („•“).",
        "compare": "Gruppen mit weniger als 100 Antworten sind nicht untereinander zu vergleichen.",
        "released": "Offene Antworten hat der Datenschutz gelesen und freigegeben.",
    },
    "en": {
        "title": "AKZESS survey {wave}",
        "about": "As of {day}. Wave from {opens} to {closes}.",
        "scale": "Scale 1 (very satisfied) to 5 (very dissatisfied). Index: share of the ratings 1 and 2.",
        "sites": "{name} by site", "groups": "{name} by case group", "texts": "Open answers",
        "item": "Statement", "n": "Answers", "mean": "Mean", "index": "Index, {part}",
        "all-sites": "all sites", "all-groups": "all case groups",
        "few": "Too few answers for a result", "population": "Group", "text": "Answer",
        "caption": "{title}; “•”: not published", "method": "About these results",
        "least": "Groups from {least} answers on. Smaller ones are not published, and as many others that they cannot be "
        "computed as the rest of a sum; the same for each statement (“•”).",
        "compare": "Groups with fewer than 100 answers are not to be compared with each other.",
        "released": "Data protection has read and released the open answers.",
    },
}  # fmt: skip


def file_of(wave: SurveyWave, found: out.SurveyResults, kind: str, language: str, now: datetime) -> bytes:
    """A wave's results as a file. Error: documents.errors.Unrenderable."""
    words, at = _WORDS[language], now.astimezone(BERLIN)
    about = words["about"].format(
        day=_day(at.date(), language),
        opens=_day(date.fromisoformat(wave.opens_on), language),
        closes=_day(date.fromisoformat(wave.closes_on), language),
    )
    title, intro = words["title"].format(wave=_line(wave.name)), [about, words["scale"]]
    method = [words["least"].format(least=found.least), words["compare"], words["released"]]
    made = tables(found, language)
    if kind == "pdf":
        frame = report.Frame(title, language, intro, words["caption"], words["method"], method)
        return report.document(frame, made, at)
    head = [("AKZESS", title), *(("", text) for text in (*intro, *method))]
    return files.as_csv(made, head) if kind == "csv" else files.as_ods(made, head, title, language)


def name_of(wave: SurveyWave, kind: str) -> str:
    """A file's name: of the wave's only letters and digits that every system knows."""
    known = re.sub(r"[^a-z0-9]+", "-", wave.name.lower()).strip("-")
    return f"akzess-befragung-{known or wave.opens_on}.{kind}"


def tables(found: out.SurveyResults, language: str) -> list[Plain]:
    """Each population by site and, where it has some, by case group; then the words that were released."""
    words, made = _WORDS[language], []
    for one in found.items:
        made.append(_table(one, one.groups[1:], "sites", language))
        if one.case_groups:
            made.append(_table(one, one.case_groups, "groups", language))
    if found.texts:
        names = {one.population: _of(one.name, language) for one in found.items}
        rows = [[names[one.population], _line(one.text)] for one in found.texts]
        made.append(Plain("texts", words["texts"], [words["population"], words["text"]], rows, 1))
    return made


def _table(one: out.SurveyResult, parts: Sequence[out.SurveyGroup], by: str, language: str) -> Plain:
    words, key = _WORDS[language], f"{one.population}-{by}"
    title = words[by].format(name=_of(one.name, language))
    if not one.groups:
        return Plain(key, title, [words["item"]], [[words["few"]]])
    whole = one.groups[0]
    columns = [words["item"], words["n"], words["mean"], words["index"].format(part=words[f"all-{by}"])]
    columns += [words["index"].format(part=f"{_named(part, language)} ({part.count})") for part in parts]
    rows: list[list[Value]] = []
    for item in one.items:
        cell = _cell(whole, item.id)
        mean = HIDDEN if cell is None else _mean(cell.mean, language)
        told = [_index(_cell(group, item.id), language) for group in (whole, *parts)]
        rows.append([_of(item.text, language), HIDDEN if cell is None else cell.count, mean, *told])
    return Plain(key, f"{title} ({whole.count})", columns, rows)


def _cell(group: out.SurveyGroup, item: str) -> out.SurveyCell | None:
    return next((cell for cell in group.cells if cell.item == item), None)


def _index(cell: out.SurveyCell | None, language: str) -> str:
    return HIDDEN if cell is None else percent(cell.index, language)


def _mean(value: float, language: str) -> str:
    return f"{value:.2f}".replace(".", ",") if language == "de" else f"{value:.2f}"


def _named(group: out.SurveyGroup, language: str) -> str:
    """Short, since it stands above a narrow column: the place of a site, the code of a case group."""
    if group.case_group or group.name is None:
        return group.case_group or group.site
    return _of(group.name, language).split()[-1]


def _of(text: Text, language: str) -> str:
    return text.de if language == "de" else text.en


def _day(day: date, language: str) -> str:
    return f"{day:%d.%m.%Y}" if language == "de" else day.isoformat()


def _line(text: str) -> str:
    """Somebody's words on one line, without characters that no file format has."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
