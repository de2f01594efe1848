"""Variable values: JSON with exact decimals, checked at the border and stored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from ..errors import FieldProblem, Invalid
from ..feel.functions import BUILTINS
from ..functions import FUNCTIONS

MAX_DEPTH = 32
MAX_STRING = 100_000
MAX_NODES = 10_000
_SAFE_INT = 2**53
#: A variable that is called like a function would never be read: FEEL means the function. The others mean something
#: to interpreters of other languages, in which exports and pages are written.
_RESERVED = frozenset(BUILTINS) | FUNCTIONS.keys() | {
    "self", "os", "sys", "eval", "exec", "globals", "constructor", "prototype",
}  # fmt: skip
_TAG = "$d"  # a decimal that a JSON double cannot hold is stored as {"$d": "…"}


def checked(value: Any, pointer: str = "") -> Any:
    """Return `value` as plain JSON data; raises Invalid for what is not (NaN, lone surrogates, foreign types).

    Decimals and whole floats stay exact. Limits: depth 32, 10,000 values, strings of 100,000 characters.
    """
    budget = [MAX_NODES]
    return _checked(value, pointer, 0, budget)


def named(variables: Mapping[str, Any]) -> dict[str, Any]:
    """`checked`, for variables that a person or another program sets by name; raises Invalid for a reserved name."""
    found: dict[str, Any] = checked(variables)
    problems = tuple(
        FieldProblem(
            f"/variables/{name[:60]}",
            "reserved-name",
            "Dieser Name ist vergeben; bitte anders benennen",
            "this name is taken; please choose another",
        )
        for name in found
        if name in _RESERVED or (name.startswith("__") and name.endswith("__"))
    )
    if problems:
        raise Invalid("reserved names of variables", problems)
    return found


def _checked(value: Any, pointer: str, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise _invalid(pointer, "too-many-values", "Zu viele Werte", "too many values")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if len(value) > MAX_STRING:
            raise _invalid(pointer, "too-long", "Text zu lang", "text too long")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _invalid(pointer, "bad-unicode", "Ungültige Zeichen", "text is not valid Unicode") from None
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, float | Decimal):
        if not Decimal(value).is_finite():
            raise _invalid(pointer, "not-a-number", "Keine Zahl", "not a finite number")
        return value
    if depth >= MAX_DEPTH:
        raise _invalid(pointer, "too-deep", "Zu tief verschachtelt", "nested too deeply")
    if isinstance(value, Mapping):
        if len(value) == 1 and _TAG in value:
            raise _invalid(pointer, "bad-key", f"Der Schlüssel {_TAG} ist vergeben", f"the key {_TAG} is reserved")
        result = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise _invalid(pointer, "bad-key", "Schlüssel ist kein Text", "key is not a text")
            _checked(key, pointer, depth + 1, budget)
            result[key] = _checked(item, f"{pointer}/{key}", depth + 1, budget)
        return result
    if isinstance(value, list | tuple):
        return [_checked(item, f"{pointer}/{i}", depth + 1, budget) for i, item in enumerate(value)]
    raise _invalid(pointer, "bad-type", "Kein JSON-Wert", f"{type(value).__name__} is not a JSON value")


def _invalid(pointer: str, code: str, message: str, message_en: str) -> Invalid:
    return Invalid(message_en, (FieldProblem(pointer, code, message, message_en),))


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: 1 is not true, and 1 equals 1.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) < _SAFE_INT:
            return int(value)
        number = float(value)
        return number if Decimal(repr(number)) == value else {_TAG: str(value)}
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _big_ints_tagged(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _SAFE_INT:
        return {_TAG: str(value)}
    if isinstance(value, dict):
        return {key: _big_ints_tagged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_big_ints_tagged(item) for item in value]
    return value


def dumps(value: Any) -> bytes:
    """JSON bytes; decimals are written as numbers where a double holds them exactly, else tagged."""
    try:
        return orjson.dumps(value, default=_default)
    except TypeError:  # an integer beyond 64 bits, which orjson refuses
        return orjson.dumps(_big_ints_tagged(value), default=_default)


def loads(data: bytes) -> Any:
    """The value that `dumps` wrote."""
    value = orjson.loads(data)
    return _untagged(value) if b'"$d"' in data else value


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get(_TAG), str):
            try:
                return Decimal(value[_TAG])
            except InvalidOperation:
                return value
        return {key: _untagged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    return value
