"""Sets the quarterly report as an accessible PDF (PDF/UA-1, PDF/A-2a): headings, tables with header cells, a language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from authority.working_group.report import Report
from documents.letters.setting import Setter

from .quarterly import CAUSES, STATES, WORDS


@cache
def _setter() -> Setter:
    return Setter(Path(__file__).with_name("quarter.typ"))


def pdf(found: Report, language: str, at: datetime) -> bytes:
    """The report; the same figures at the same second give the same bytes."""
    return _setter().pdf(content(found, language, at), at)


def content(found: Report, language: str, at: datetime) -> dict[str, Any]:
    """What stands in it, as text."""
    words = WORDS[language]
    english = language == "en"

    def share(value: float | None) -> str:
        return words["few"] if value is None else f"{value:.1%}".replace(".", "." if english else ",")

    def day(value: date) -> str:
        return f"{value:%Y-%m-%d}" if english else f"{value:%d.%m.%Y}"

    kept = [
        [
            one.level.name.en if english else one.level.name.de,
            str(one.level.days),
            share(one.level.target),
            words["few"] if one.count is None else str(one.count),
            "–" if one.share is None else share(one.share),
            "–" if one.median is None else f"{one.median:g}".replace(".", "." if english else ","),
            "–" if one.met is None else words["yes" if one.met else "no"],
        ]
        for one in found.kept
    ]
    causes = [
        # Also of five and more, where the rest would tell a smaller one: "fewer than five" would not be true of it.
        [CAUSES[cause][english], words["withheld"] if number is None else str(number)]
        for cause, number in found.breaches.by_cause
        if number != 0
    ]
    total = found.breaches.total
    return {
        "language": language,
        "words": dict(words),
        "quarter": str(found.quarter),
        "agreement": found.agreement,
        "rate": share(found.in_time),
        "decided": words["few"] if found.decided is None else str(found.decided),
        "kept": kept,
        "causes": [*causes, [words["total"], words["few"] if total is None else str(total)]],
        "proposals": [
            [
                f"{one.number}. {one.title}",
                STATES[one.state][english],
                one.standard or "–",
                "–" if one.valid_from is None else day(one.valid_from),
            ]
            for one in found.proposals
        ]
        or [[words["none"], "–", "–", "–"]],
        "date": day(at),
    }
