"""What the office says by itself on the applicant's page, in the applicant's language with the German text below it."""

from __future__ import annotations

from datetime import date

from connectors.mail import wire

from .noticing import spoken


def available(until: date, language: str) -> str:
    """A document can be retrieved until a day; nothing of what it says (section 41(2a) sentence 4 VwVfG)."""
    own = spoken(language)
    texts = [_available(until, one) for one in dict.fromkeys((own, "de"))]
    return "\n\n".join(texts)


def _available(until: date, language: str) -> str:
    words = wire.texts()[language]
    sentence = str(words["body"]["RETRIEVAL"])
    day = f"{until:%Y-%m-%d}" if language == "en" else f"{until:%d.%m.%Y}"
    return f"{sentence[:1].upper()}{sentence[1:]} {words['until'].format(until=day)}"
