"""FEEL values as text: what `string(value)` answers (DMN 1.5, table 68)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .errors import LimitExceeded
from .numbers import text as number_text
from .temporal import text_of
from .values import Function, Range, shallow

_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_MAX_PARTS = 200_000


def to_text(value: Any) -> str:
    """The value as FEEL text, a string as it is; raises `LimitExceeded` when it has too many parts."""
    return value if isinstance(value, str) else literal(value)


def literal(value: Any) -> str:
    """The value as FEEL text, a string in quotes."""
    try:
        return _text(value, [_MAX_PARTS])
    except RecursionError as error:
        raise LimitExceeded("the value is nested too deeply to write it as text") from error


def _text(value: Any, budget: list[int]) -> str:
    budget[0] -= 1
    if budget[0] < 0:
        raise LimitExceeded("the value has too many parts to write it as text")
    value = shallow(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return f'"{value.translate(_QUOTED)}"'
    if isinstance(value, list):
        return f"[{', '.join([_text(item, budget) for item in value])}]"
    if isinstance(value, dict):
        return f"{{{', '.join([f'{_key(key)}: {_text(item, budget)}' for key, item in value.items()])}}}"
    if isinstance(value, Range):
        return _range(value, budget)
    if isinstance(value, Function):
        return f"function({', '.join(parameter.name for parameter in value.parameters)})"
    return text_of(value)


def _key(key: str) -> str:
    plain = key.replace(" ", "").replace("_", "").isalnum() and not key[0].isdigit()
    return key if plain else f'"{key.translate(_QUOTED)}"'


def _range(value: Range, budget: list[int]) -> str:
    if value.start is None and value.end is not None:
        return f"({'<=' if value.end_included else '<'} {_text(value.end, budget)})"
    if value.end is None and value.start is not None:
        return f"({'>=' if value.start_included else '>'} {_text(value.start, budget)})"
    low, high = _text(value.start, budget), _text(value.end, budget)
    return f"{'[' if value.start_included else '('}{low}..{high}{']' if value.end_included else ')'}"
