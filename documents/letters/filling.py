"""Writes values into the places of a letter: dates, amounts and names as each language writes them, always as data."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from .book import PLACE, Book, Place, Text

BERLIN = ZoneInfo("Europe/Berlin")
LONGEST = 10_000
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
#: Joiners that Persian and Indic scripts need; every other invisible character could show a text that is not there.
_JOINERS = frozenset("\u200c\u200d")


def clean(text: str) -> str:
    """A user's text without control and direction characters, of bounded length; line breaks stay."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        c
        for c in composed[:LONGEST]
        if c == "\n" or c in _JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    return "".join(kept).strip()


def written(place: Place, value: Any, language: str, book: Book) -> str | list[str]:
    """A value as it stands in the letter; "" for none.

    Amounts are EUR; dates and moments ISO 8601 text, moments shown in German time.
    """
    if place.form == "list":
        items = value if isinstance(value, list) else []
        return [one for item in items if (one := clean(_document(item, language, book) or _named(item, language)))]
    if value is None or value == "":
        base = language.split("-")[0]
        return place.empty.get(language) or place.empty.get(base, place.empty.get("en", ""))
    if place.form == "date":
        return day(value, language)
    if place.form == "moment":
        return _moment(value, language)
    if place.form == "money":
        return _money(value, language)
    if place.labels:
        key = str(value).lower() if isinstance(value, bool) else str(value)
        # A key without a name is a word of the office, not of the letter; a draft's "[…]" stays.
        return clean(_named(book.labels[place.labels].get(key, key if key.startswith("[") else ""), language))
    return clean(str(value))


def body(text: Text, values: Mapping[str, str | list[str]], remedy: tuple[str, str]) -> list[dict[str, Any]]:
    """The paragraphs that are to be set: conditions decided, places filled, rows without a value left out."""
    found: list[dict[str, Any]] = []
    for item in text.body:
        if ("when" in item and not values.get(item["when"])) or ("unless" in item and values.get(item["unless"])):
            continue
        if "remedy" in item:
            found += [{"heading": remedy[0]}, {"text": filled(remedy[1], values)}]
        elif "list" in item:
            if values.get(item["list"]):
                found.append({"list": values[item["list"]]})
        elif "facts" in item:
            rows = [
                [filled(label, values), filled(value, values)] for label, value in item["facts"] if _has(value, values)
            ]
            if rows:
                found.append({"facts": rows})
        else:
            kind = next(kind for kind in ("text", "heading", "box") if kind in item)
            lines = [line.strip() for line in filled(item[kind], values).split("\n") if line.strip()]
            found += [{kind: line} for line in lines]
    return found


def filled(text: str, values: Mapping[str, str | list[str]]) -> str:
    """A text with its places filled, once: braces in a value stay braces."""

    def value(match: Any) -> str:
        found = values.get(match.group(1), "")
        return ", ".join(found) if isinstance(found, list) else found

    return PLACE.sub(value, text)


def _has(text: str, values: Mapping[str, str | list[str]]) -> bool:
    names = PLACE.findall(text)
    return not names or any(values.get(name) for name in names)


def _document(item: Any, language: str, book: Book) -> str:
    """The name of a document in a language that the table D6 does not speak; empty when the texts have none."""
    code = item.get("code") if isinstance(item, Mapping) else None
    return book.documents.get(language, {}).get(str(code), "") if code else ""


def _named(item: Any, language: str) -> str:
    if isinstance(item, Mapping):
        # Names are in German and English only; German in plain words takes the German ones.
        chain = (language, language.split("-")[0], "en", "de")
        return str(next((item[code] for code in chain if item.get(code)), ""))
    return str(item)


def day(value: Any, language: str) -> str:
    try:
        on = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return clean(str(value))
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}" if language == "en" else f"{on:%d.%m.%Y}"


def _moment(value: Any, language: str) -> str:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return clean(str(value))
    local = at.astimezone(BERLIN) if at.tzinfo else at
    on = day(local.date(), language)
    return {"de": f"{on}, {local:%H:%M} Uhr"}.get(language, f"{on}, {local:%H:%M}")


def _money(value: Any, language: str) -> str:
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return clean(str(value))
    english = f"{amount:,.2f}"
    if language == "en":
        return f"EUR {english}"
    return english.replace(",", " ").replace(".", ",").replace(" ", ".") + " EUR"
