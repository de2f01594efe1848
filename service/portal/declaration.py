"""Sets what was declared on the web as a PDF for the file: the questions of the form with the answers, in German."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from documents.letters.setting import Setter
from engine.deadlines import local_day

from ..resources.portal import PortalField, PortalPage

_TEMPLATE = Path(__file__).with_name("declaration.typ")
_YES_NO = {True: "Ja", False: "Nein"}


@cache
def _setter() -> Setter:
    return Setter(_TEMPLATE)


def pdf(
    title: str, subtitle: str, closing: str, pages: Sequence[PortalPage], answers: Mapping[str, Any], at: datetime
) -> bytes:
    """The document. Error: `documents.errors.Unrenderable`."""
    sections = [{"title": title_, "rows": rows} for title_, rows in _sections(pages, answers) if rows]
    day = local_day(at)
    data = {
        "title": title,
        "subtitle": subtitle,
        "sections": sections,
        "closing": closing,
        "footer": title,
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }
    return _setter().pdf(data, at)


def _sections(pages: Sequence[PortalPage], answers: Mapping[str, Any]) -> list[tuple[str, list[dict[str, str]]]]:
    found: list[tuple[str, list[dict[str, str]]]] = []
    for page in pages:
        loose: list[dict[str, str]] = []
        for field in page.fields:
            if field.type == "group":
                found.append((field.label, rows_of(field.fields, answers)))
            else:
                loose += rows_of([field], answers)
        found.append(("Erklärung", loose))
    return found


def rows_of(fields: Sequence[PortalField], answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """One line for each answered question, groups and lists opened up."""
    rows: list[dict[str, str]] = []
    for field in fields:
        if field.type == "text":
            continue
        if field.type == "group":
            rows += rows_of(field.fields, answers)
            continue
        value = at_path(answers, field.path)
        if field.type == "dynamiclist":
            for number, item in enumerate(value if isinstance(value, list) else [], 1):
                inner = rows_of(field.fields, item if isinstance(item, Mapping) else {})
                rows += [{**row, "label": f"{field.label} {number}: {row['label']}"} for row in inner]
        elif value not in (None, "", [], False) or (value is False and field.type == "radio"):
            rows.append({"label": field.label, "value": _shown(field, value)})
    return rows


def at_path(answers: Mapping[str, Any], path: str) -> Any:
    """The value of a dotted path; None where there is none."""
    found: Any = answers
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _shown(field: PortalField, value: Any) -> str:
    names = {option.value: option.label for option in field.options}
    if isinstance(value, list):
        return ", ".join(names.get(one, str(one)) for one in value)
    if value in names:
        return names[value]
    if isinstance(value, bool):
        return _YES_NO[value]
    if field.type == "datetime":
        return f"{date.fromisoformat(str(value)[:10]):%d.%m.%Y}"
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    return str(value)
