"""Turns payloads into JSON text and back without ever rounding a number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson

_INT64 = range(-(2**63), 2**63)
_decode = json.JSONDecoder(parse_float=Decimal).decode


def _default(value: object) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no JSON number")
        # A Fragment is copied into the output as it stands: 1.10 stays 1.10, 1E+2 stays 1E+2.
        return orjson.Fragment(str(value))
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


def _widened(value: Any) -> Any:
    """The same value with integers beyond 64 bits as fragments; orjson refuses those."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value not in _INT64:
        return orjson.Fragment(str(value))
    if isinstance(value, Mapping):
        return {key: _widened(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_widened(part) for part in value]
    return value


_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def dumps(value: Any) -> str:
    """JSON text of `value`: Decimal and integers of any size as exact numbers, dates and times as ISO 8601 text.

    Raises TypeError for anything else that JSON does not know, ValueError for a Decimal that is not finite.
    """
    try:
        return orjson.dumps(value, default=_default, option=_OPTIONS).decode()
    except TypeError as error:
        if isinstance(error.__cause__, ValueError):
            raise error.__cause__ from None
        try:
            return orjson.dumps(_widened(value), default=_default, option=_OPTIONS).decode()
        except TypeError as again:
            raise TypeError(str(again.__cause__ or again)) from None


def loads(text: str) -> Any:
    """The value of a JSON text; numbers with a fraction or exponent come back as Decimal, others as int."""
    return {} if text == "{}" else _decode(text)


def normal(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a payload looks like after a stay in the database (tuples are lists, floats are Decimals)."""
    return loads(dumps(value)) if value else {}
