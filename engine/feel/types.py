"""FEEL types: their names, which values they hold, and how values are coerced (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from .far import FarDate, FarDateTime
from .values import DaysAndTime, Function, Range, YearsAndMonths, from_python


@dataclass(frozen=True, slots=True)
class Type:
    """A type: `kind` is a FEEL type name, or "list", "range", "context", "function" with their parts.

    `arguments`: the element of a list or range, or the parameters of a function; `result`: that of a function;
    `fields`: the entries a context must have, among others; `allowed`: a further check (the allowed values of a DMN
    item definition).
    """

    kind: str
    arguments: tuple[Type, ...] = ()
    fields: tuple[tuple[str, Type], ...] = ()
    result: Type | None = None
    allowed: Callable[[Any], bool] | None = None


ANY = Type("Any")
NULL = Type("Null")
NUMBER = Type("number")
STRING = Type("string")
BOOLEAN = Type("boolean")
DATE = Type("date")
TIME = Type("time")
DATE_TIME = Type("date and time")
DAYS = Type("days and time duration")
MONTHS = Type("years and months duration")

SIMPLE: Mapping[str, Type] = {
    "Any": ANY,
    "Null": NULL,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS,
    "dayTimeDuration": DAYS,
    "years and months duration": MONTHS,
    "yearMonthDuration": MONTHS,
    "list": Type("list", (ANY,)),
    "range": Type("range", (ANY,)),
    "context": Type("context"),
    "function": Type("function"),
}

_KINDS: Mapping[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    FarDate: "date",
    time: "time",
    datetime: "date and time",
    FarDateTime: "date and time",
    DaysAndTime: "days and time duration",
    YearsAndMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind_of(value: Any) -> str:
    """The name of the type of a FEEL value; "Null" for null."""
    return _KINDS.get(type(value), "unknown")


def named(value: Any) -> str:
    """What to call a value in a message to a person."""
    kind = kind_of(value)
    return "null" if kind == "Null" else kind


def is_instance(value: Any, wanted: Type) -> bool:
    """Whether `value instance of wanted` holds; null is an instance of Null only."""
    return instance(from_python(value), wanted)


def instance(value: Any, wanted: Type) -> bool:
    """As `is_instance`, for a value that is a FEEL value already."""
    return wanted.kind == "Null" if value is None else conforms(value, wanted)


def conforms(value: Any, wanted: Type) -> bool:
    """Whether a FEEL value may be used where `wanted` is asked for: null always may."""
    if value is None:
        return True
    kind = wanted.kind
    if kind == "Any":
        fits = True
    elif kind != kind_of(value):
        return False
    elif kind == "list":
        fits = not wanted.arguments or wanted.arguments[0] is ANY or _all(value, wanted.arguments[0])
    elif kind == "range":
        fits = not wanted.arguments or _all((value.start, value.end), wanted.arguments[0])
    elif kind == "context":
        fits = all(name in value and conforms(value[name], field) for name, field in wanted.fields)
    elif kind == "function":
        fits = _is_function_of(value, wanted)
    else:
        fits = True
    return fits and (wanted.allowed is None or wanted.allowed(value))


def _all(values: Iterable[Any], wanted: Type) -> bool:
    return all(conforms(value, wanted) for value in values)


def _is_function_of(value: Function, wanted: Type) -> bool:
    if wanted.result is None:
        return True
    if len(value.parameters) != len(wanted.arguments):
        return False
    given = [SIMPLE.get(parameter.type, ANY) for parameter in value.parameters]
    answers = all(conforming(asked, has) for asked, has in zip(wanted.arguments, given, strict=True))
    return answers and conforming(SIMPLE.get(value.result, ANY), wanted.result)


def conforming(sub: Type, base: Type) -> bool:
    """Whether every value of `sub` is one of `base` (DMN 1.5, 10.3.2.9.2)."""
    if base.kind == "Any" or sub.kind == "Null":
        return True
    if sub.kind != base.kind:
        return False
    if base.kind in ("list", "range"):
        return all(conforming(a, b) for a, b in zip(sub.arguments, base.arguments, strict=False))
    if base.kind == "context":
        fields = dict(sub.fields)
        return all(name in fields and conforming(fields[name], field) for name, field in base.fields)
    if base.kind == "function" and base.result is not None:
        if sub.result is None or len(sub.arguments) != len(base.arguments):
            return False
        return conforming(sub.result, base.result) and all(
            conforming(b, a) for a, b in zip(sub.arguments, base.arguments, strict=True)
        )
    return True


def coerce(value: Any, wanted: Type) -> tuple[Any, bool]:
    """The value as `wanted`, and whether it could be: singleton lists and dates convert (DMN 1.5, 10.3.2.9.4)."""
    return fit(from_python(value), wanted)


def fit(value: Any, wanted: Type) -> tuple[Any, bool]:
    """As `coerce`, for a value that is a FEEL value already."""
    if conforms(value, wanted):
        return value, True
    if wanted.kind == "list":
        return ([value], True) if type(value) is not list and conforms([value], wanted) else (None, False)
    if type(value) is list and len(value) == 1:
        return fit(value[0], wanted)
    if wanted.kind == "date and time" and type(value) is date:
        return datetime(value.year, value.month, value.day, tzinfo=UTC), True
    return None, False
