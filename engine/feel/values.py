"""The values FEEL has beyond Python's own: durations, ranges, functions (DMN 1.5, 10.3.2.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from .far import FarDate, FarDateTime
from .numbers import CONTEXT, from_float

# FEEL time is Python's: an offset is a `datetime.timezone`, a named zone a `zoneinfo.ZoneInfo`.
FeelTime: TypeAlias = time


@dataclass(frozen=True, slots=True, order=True)
class DaysAndTime:
    """A days and time duration, as seconds (a fraction is allowed, a sign too)."""

    seconds: Decimal

    @classmethod
    def from_timedelta(cls, delta: timedelta) -> DaysAndTime:
        """The duration of `delta`, to the microsecond."""
        whole = Decimal(delta.days * 86_400 + delta.seconds)
        return cls(CONTEXT.add(whole, Decimal(delta.microseconds).scaleb(-6, CONTEXT)))


@dataclass(frozen=True, slots=True, order=True)
class YearsAndMonths:
    """A years and months duration, as months (a sign is allowed)."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two end points; an end point None is open (`< 5` starts at None)."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter; `type` is FEEL type text ("number", "list<string>", "Any")."""

    name: str
    type: str = "Any"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function a FEEL text may call.

    `call` gets the arguments as FEEL values in the order of `parameters` (fewer, if trailing optional ones are left
    out; any number of the last one, if `variadic`) and answers a FEEL or JSON value; it raises `FeelError` when it
    cannot. `contextual` functions get the running evaluation as first argument. `overloads` are further signatures.
    With `nulls` false a null for a parameter that has a type makes the call null without asking `call`; `native`
    functions answer FEEL values, which need no conversion.
    """

    name: str
    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]
    result: str = "Any"
    documentation: str = ""
    variadic: bool = False
    contextual: bool = False
    nulls: bool = True
    native: bool = False
    overloads: tuple[Function, ...] = field(default=())


# The types a FEEL value may have, lists and contexts aside.
FINAL = frozenset(
    {
        type(None),
        bool,
        Decimal,
        str,
        date,
        time,
        datetime,
        DaysAndTime,
        YearsAndMonths,
        Range,
        Function,
        FarDate,
        FarDateTime,
    }
)


def from_python(value: Any) -> Any:
    """The FEEL value for a Python one: int and float become Decimal, tuples lists, unknown objects null.

    Answers the same list or dict when nothing in it has to change, so that FEEL values pass unharmed and uncopied.
    """
    kind = type(value)
    if kind in FINAL:
        return value
    if kind is int:
        return CONTEXT.create_decimal(value) if value.bit_length() < 20_000 else None
    if kind is float:
        return from_float(value)
    if kind is str:
        return value
    return _container(value, {})


def shallow(value: Any) -> Any:
    """As `from_python`, but the items of lists and contexts stay as they are."""
    kind = type(value)
    return value if kind is list or kind is dict else from_python(value)


def _item(value: Any, known: dict[int, Any]) -> Any:
    return from_python(value) if type(value) in (int, float) else _container(value, known)


def _container(value: Any, known: dict[int, Any]) -> Any:
    """`known` has the containers done, by identity: values may share parts, and so be larger than they look."""
    done = known.get(id(value))
    if done is not None:
        return done
    if isinstance(value, list):
        known[id(value)] = result = _list(value, known)
        return result
    if isinstance(value, Mapping):
        known[id(value)] = entries = _entries(value, known)
        return entries
    return _other(value, known)


def _list(items: list[Any], known: dict[int, Any]) -> list[Any]:
    changed: list[Any] | None = None if type(items) is list else []
    for index, item in enumerate(items):
        new = item if type(item) in FINAL else _item(item, known)
        if changed is None and new is not item:
            changed = items[:index]
        if changed is not None:
            changed.append(new)
    return items if changed is None else changed


def _entries(entries: Mapping[Any, Any], known: dict[int, Any]) -> dict[str, Any]:
    same = type(entries) is dict
    result: dict[str, Any] = {}
    for key, item in entries.items():
        new = item if type(item) in FINAL else _item(item, known)
        same = same and new is item and type(key) is str
        result[str(key)] = new
    return entries if same else result  # type: ignore[return-value]  # it is the dict it was


def _other(value: Any, known: dict[int, Any]) -> Any:
    """Tuples, time spans, and sub-classes such as the members of a StrEnum; anything else is no value of FEEL."""
    if isinstance(value, tuple):
        return [_item(item, known) for item in value]
    if isinstance(value, timedelta):
        return DaysAndTime.from_timedelta(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return from_python(int(value))
    if isinstance(value, float):
        return from_float(float(value))
    return Decimal(value) if isinstance(value, Decimal) else None
