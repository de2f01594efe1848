"""How each record of the desk is kept: its table, its key, and the way its fields become columns and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar, get_type_hints

from engine import desk

from ..codec import dumps, normal
from ..rows import Row
from ..values import Values

R = TypeVar("R")
_Way = Callable[[Any, Values], Any]


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """A kind of record: `key` names the fields that identify one."""

    record: Callable[..., R]
    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    to_row: Mapping[str, _Way]
    from_row: Mapping[str, _Way]

    def encoded(self, record: R, values: Values) -> tuple[Any, ...]:
        """The record as a row."""
        return tuple(self.to_row[name](getattr(record, name), values) for name in self.columns)

    def value(self, name: str, value: Any, values: Values) -> Any:
        """One field's value as the column has it."""
        return self.to_row[name](value, values)

    def decoded(self, row: Row, values: Values) -> R:
        """The record of a row."""
        return self.record(*(self.from_row[name](part, values) for name, part in zip(self.columns, row, strict=True)))

    def key_of(self, record: R) -> tuple[Any, ...]:
        """What identifies a record."""
        return tuple(getattr(record, name) for name in self.key)

    def as_read(self, record: R) -> R:
        """The record as it comes back from a database."""
        return self.record(
            *(normal(part) if isinstance(part := getattr(record, name), Mapping) else part for name in self.columns)
        )


def _same(value: Any, _: Values) -> Any:
    return value


def _maybe(way: _Way) -> _Way:
    return lambda value, values: None if value is None else way(value, values)


# By type of a field: to the column and back.
_WAYS: dict[type, tuple[_Way, _Way]] = {
    datetime: (lambda value, v: v.instant(value), lambda value, v: v.to_instant(value)),
    bytes: (_same, lambda value, _: bytes(value)),
    bool: (lambda value, _: int(value), lambda value, _: bool(value)),
    str: (_same, _same),
    int: (_same, _same),
}
_NAMES: tuple[_Way, _Way] = (lambda value, v: v.names(value), lambda value, v: v.to_names(value))
_PAYLOAD: tuple[_Way, _Way] = (lambda value, _: dumps(value), lambda value, v: v.to_payload(value))


def _ways(hint: Any) -> tuple[_Way, _Way]:
    known = getattr(hint, "__args__", ())
    plain = next((one for one in (hint, *known) if isinstance(one, type) and one in _WAYS and one is not str), None)
    if "tuple" in str(hint):
        to_row, from_row = _NAMES
    elif "Mapping" in str(hint):
        to_row, from_row = _PAYLOAD
    else:
        to_row, from_row = _WAYS[plain or str]
    return _maybe(to_row), _maybe(from_row)


def kind(record: Callable[..., R], table: str, *key: str) -> Kind[R]:
    """How records of a dataclass are kept in a table whose columns have the names and the order of its fields."""
    hints = get_type_hints(record)
    names = tuple(field.name for field in fields(record))  # type: ignore[arg-type]  # a dataclass, called as a function
    ways = {name: _ways(hints[name]) for name in names}
    return Kind(
        record, table, key, names, {name: way[0] for name, way in ways.items()}, {n: way[1] for n, way in ways.items()}
    )


COMMENT = kind(desk.Comment, "comment", "tenant", "id")
SAVED_VIEW = kind(desk.SavedView, "saved_view", "tenant", "id")
DEPUTYSHIP = kind(desk.Deputyship, "deputyship", "tenant", "id")
PERSON = kind(desk.Person, "person", "tenant", "account")
WEB_SESSION = kind(desk.WebSession, "web_session", "token_hash")
ACCESS_CODE = kind(desk.AccessCode, "access_code", "tenant", "case_id", "code_hash")
CASE_ACCESS = kind(desk.CaseAccess, "case_access", "tenant", "case_id", "person", "hour", "purpose")
SEAL_OPENING = kind(desk.SealOpening, "seal_opening", "tenant", "id")
SECURITY_EVENT = kind(desk.SecurityEvent, "security_event", "tenant", "id")

#: Tables of what has happened: a row is added, and nobody replaces it.
BOOKS = frozenset({"seal_opening", "security_event", "case_access"})

KINDS: dict[Any, Kind[Any]] = {
    one.record: one
    for one in (
        *(COMMENT, SAVED_VIEW, DEPUTYSHIP, PERSON, WEB_SESSION, ACCESS_CODE),
        *(CASE_ACCESS, SEAL_OPENING, SECURITY_EVENT),
    )
}
