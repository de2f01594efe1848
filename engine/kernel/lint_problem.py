"""What a check says about one element, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule's code and a sentence for each language that says what to do; see engine.errors.Finding."""

    code: str
    german: str
    english: str
    severity: str = "warning"


def error(code: str, german: str, english: str) -> Problem:
    """A problem for which deployment is refused."""
    return Problem(code, german, english, "error")
