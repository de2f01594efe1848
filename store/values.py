"""Translates instants, lists of names and payloads between Python and each database driver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from . import codec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z; ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant.isoformat()}: instants must be aware")
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC instant of a number of microseconds."""
    return _EPOCH + timedelta(microseconds=micros)


def aware(instant: datetime) -> datetime:
    """The same instant in UTC; ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant.isoformat()}: instants must be aware")
    return instant.astimezone(UTC)


def _maybe(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


@dataclass(frozen=True, slots=True)
class Values:
    """One driver's way of writing (`instant`, `names`) and reading (`to_instant`, `to_names`, `to_payload`) values."""

    instant: Callable[[datetime | None], Any]
    to_instant: Callable[[Any], Any]
    names: Callable[[Sequence[str]], Any]
    to_names: Callable[[Any], tuple[str, ...]]
    to_payload: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


SQLITE = Values(
    instant=_maybe(to_micros),
    to_instant=_maybe(from_micros),
    names=lambda names: codec.dumps(list(names)) if names else "[]",
    to_names=lambda text: () if text == "[]" else tuple(codec.loads(text)),
    to_payload=codec.loads,
)
POSTGRES = Values(
    instant=_maybe(aware),
    to_instant=_maybe(aware),
    names=list,
    to_names=tuple,
    to_payload=codec.loads,
)
#: For rows that SQLAlchemy has converted already (the read side).
CONVERTED = Values(instant=_same, to_instant=_same, names=_same, to_names=tuple, to_payload=_same)
