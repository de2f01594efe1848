"""FEEL values as JSON and back, without a number ever becoming a binary float."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .errors import FeelError, LimitExceeded
from .numbers import integer, number
from .text import to_text
from .values import shallow

_MAX_VALUES = 1_000_000


def to_json(value: Any) -> Any:
    """The value as None, bool, int, Decimal, str, list or dict: whole numbers become int, everything temporal text.

    Raises `LimitExceeded` for a value of more than a million parts (FEEL values may share parts).
    """
    try:
        return _plain(value, [_MAX_VALUES])
    except RecursionError as error:
        raise LimitExceeded("the value is nested too deeply for JSON") from error


def _plain(value: Any, budget: list[int]) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise LimitExceeded("the value has too many parts for JSON")
    value = shallow(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value.adjusted() < 34 and integer(value) is not None else value
    if isinstance(value, list):
        return [_plain(item, budget) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, budget) for key, item in value.items()}
    return to_text(value)


def dumps(value: Any) -> str:
    """JSON text of a FEEL or JSON value; fractions are written digit by digit as the Decimal has them."""
    parts: list[str] = []
    _write(to_json(value), parts)
    return "".join(parts)


def _write(value: Any, parts: list[str]) -> None:
    if isinstance(value, Decimal):
        parts.append(str(value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            parts.append(",") if index else parts.append("[")
            _write(item, parts)
        parts.append("]" if value else "[]")
    elif isinstance(value, Mapping):
        for index, (key, item) in enumerate(value.items()):
            parts.append("," if index else "{")
            parts.append(json.dumps(key, ensure_ascii=False))
            parts.append(":")
            _write(item, parts)
        parts.append("}" if value else "{}")
    else:
        parts.append(json.dumps(value, ensure_ascii=False))


def loads(text: str | bytes) -> Any:
    """JSON text as Python values; numbers with a fraction or exponent become Decimal. Raises ValueError."""
    return json.loads(text, parse_float=_fraction, parse_constant=_refuse)


def _fraction(digits: str) -> Decimal:
    try:
        return number(digits)
    except FeelError as error:
        raise ValueError(f"{digits[:40]} is out of range") from error


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
