"""Turns payloads into JSON text and back without ever rounding a number; sealed ones pass through as they are."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson

_INT64 = range(-(2**63), 2**63)
_decode = json.JSONDecoder(parse_float=Decimal).decode

#: A text that begins so is sealed (`store.erasing.vault`); no JSON text and nothing that a person types does.
SEALED = "\x021"


class Sealed(Mapping[str, Any]):
    """A payload that is still sealed: to whoever does not open it it is an empty one; `text` is what is stored."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, *parts: bytes) -> Sealed:
        """The stored form of sealed bytes (and what stands beside them in the clear)."""
        return cls(SEALED + ".".join(b64encode(part).decode() for part in parts))

    def parts(self) -> tuple[bytes, ...]:
        """The bytes again; none when somebody has changed the text into something else."""
        try:
            return tuple(b64decode(part, validate=True) for part in self.text[len(SEALED) :].split("."))
        except ValueError:
            return ()

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True  # not empty: only closed

    def __repr__(self) -> str:
        return "Sealed"


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

    A sealed payload is its stored text. Raises TypeError for anything else that JSON does not know, ValueError for a
    Decimal that is not finite.
    """
    if isinstance(value, Sealed):
        return value.text
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
    if text.startswith(SEALED):
        return Sealed(text)
    return {} if text == "{}" else _decode(text)


def normal(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a payload looks like after a stay in the database (tuples are lists, floats are Decimals)."""
    return loads(dumps(value)) if value else {}
