"""Reads dates, times and durations from text with FEEL's own conversion functions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from engine.feel import Expression
from engine.feel import compile as compile_feel
from engine.feel.types import kind_of

_CONVERSIONS: Final = {
    "date": "date(text)",
    "time": "time(text)",
    "date and time": "date and time(text)",
    "days and time duration": "duration(text)",
    "years and months duration": "duration(text)",
}


def temporal(text: str, kind: str) -> Any:
    """The value of the given temporal kind that ISO 8601 ``text`` denotes, None when it denotes none."""
    value = _conversion(_CONVERSIONS[kind]).evaluate({"text": text}).value
    return value if kind_of(value) == kind else None


@lru_cache(maxsize=len(_CONVERSIONS))
def _conversion(text: str) -> Expression:
    return compile_feel(text, names=("text",))
