"""Values as form-js compares and measures them: equality, numbers, lengths, paths into data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, MutableMapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
_MAX_DIGITS = 400
_JS_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000\ufeff"
)
MISSING: Any = object()


def same(left: Any, right: Any) -> bool:
    """Deep equality of JSON values; unlike Python's, true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return bool(left == right)


def one_of(value: Any, allowed: list[Any]) -> bool:
    """Whether an equal value is in `allowed`."""
    return any(same(value, each) for each in allowed)


def truthy(value: Any) -> bool:
    """What JavaScript takes for true: empty lists and objects too."""
    return isinstance(value, (list, Mapping)) or bool(value)


def number(value: Any) -> Decimal | None:
    """The number a JSON number or numeral text stands for; None for everything else, NaN and over-long numerals."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return Decimal(value) if len(value) <= _MAX_DIGITS and _NUMBER.match(value) else None
    if isinstance(value, float):
        value = Decimal(repr(value))
    elif isinstance(value, int):
        value = Decimal(value) if value.bit_length() < 1_300 else None
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MAX_DIGITS:
        return value
    return None


def trimmed_length(text: str) -> int:
    """The length JavaScript counts, without white space at both ends: code units of UTF-16."""
    return len(text.strip(_JS_SPACE).encode("utf-16-le", "surrogatepass")) // 2


def get(data: Any, path: Path, default: Any = None) -> Any:
    """The value at `path`, or `default` where it leads nowhere."""
    for part in path:
        if isinstance(part, int):
            if not isinstance(data, list) or part >= len(data):
                return default
            data = data[part]
        elif isinstance(data, Mapping) and part in data:
            data = data[part]
        else:
            return default
    return data


def put(data: MutableMapping[str, Any], path: Path, value: Any) -> None:
    """Set the value at `path`, making objects and list items on the way."""
    target: Any = data
    for part, following in pairwise(path):
        fresh: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            while len(target) <= part:
                target.append({})
            if not isinstance(target[part], type(fresh)):
                target[part] = fresh
        elif not isinstance(target.get(part), type(fresh)):
            target[part] = fresh
        target = target[part]
    last = path[-1]
    if isinstance(last, int):
        while len(target) <= last:
            target.append({})
    target[last] = value


def copied_under(data: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A copy of `data` in which what stands under `names` may be changed; the rest is shared and must not be."""
    return {key: copied(value) if key in names else value for key, value in data.items()}


def copied(value: Any) -> Any:
    """A deep copy of a JSON value."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, (list, tuple)) else value
