"""The written reason of a computed date: steps a clerk can print and a judge can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_WEEKDAYS_DE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class DeadlineError(ValueError):
    """No date can be computed from what was given; the caller opens an incident, nothing is guessed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: what was done, in German and English, by which norm, with which day as result."""

    text_de: str
    text_en: str
    norm: str
    day: date


Derivation = tuple[Step, ...]


def day_de(day: date) -> str:
    """A day as German letters write it: ``Mittwoch, 18.11.2026``."""
    return f"{_WEEKDAYS_DE[day.weekday()]}, {day:%d.%m.}{day.year:04d}"


def day_en(day: date) -> str:
    """A day for English readers: ``Wednesday, 18 Nov 2026``."""
    return f"{_WEEKDAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year:04d}"


def short_de(day: date, *, beside: date | None = None) -> str:
    """``19.11.``, with the year when it differs from the year of `beside`."""
    return f"{day:%d.%m.}" + (f"{day.year:04d}" if beside is not None and beside.year != day.year else "")


def short_en(day: date, *, beside: date | None = None) -> str:
    """``19 Nov``, with the year when it differs from the year of `beside`."""
    year = f" {day.year:04d}" if beside is not None and beside.year != day.year else ""
    return f"{day.day} {_MONTHS_EN[day.month - 1]}{year}"


def printed(derivation: Iterable[Step], language: str = "de") -> str:
    """The derivation as numbered lines for a file note (`language` is ``de`` or ``en``).

    >>> printed((Step("Ereignistag", "day of the event", "§ 187 Abs. 1 BGB", date(2026, 10, 21)),))
    '1. Mittwoch, 21.10.2026: Ereignistag (§ 187 Abs. 1 BGB)'
    """
    english = language == "en"
    lines = []
    for number, step in enumerate(derivation, 1):
        day, text = (day_en(step.day), step.text_en) if english else (day_de(step.day), step.text_de)
        lines.append(f"{number}. {day}: {text} ({step.norm})")
    return "\n".join(lines)
