"""Rows of closed cases as a database has them, and the pseudonyms they are keyed by."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from authority.figures.record import ClosedCase

from ..session import Row
from .tables import COLUMNS

NAMES = ("tenant", *COLUMNS.values())
_FIELDS = tuple(fields(ClosedCase))
_DATES = frozenset(field.name for field in _FIELDS if "date" in str(field.type))
_FLAGS = frozenset(field.name for field in _FIELDS if "bool" in str(field.type))
_LISTS = frozenset(field.name for field in _FIELDS if "tuple" in str(field.type))


def encode(tenant: int, case: ClosedCase) -> list[Any]:
    """The values in the order of `NAMES`."""
    return [tenant, *(_out(field.name, getattr(case, field.name)) for field in _FIELDS)]


def decode(row: Row) -> ClosedCase:
    """The record from the columns without the tenant."""
    return ClosedCase(**{field.name: _in(field.name, value) for field, value in zip(_FIELDS, row, strict=True)})


def _out(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return value.isoformat()
    if name in _FLAGS:
        return int(value)
    return orjson.dumps(value).decode() if name in _LISTS else value


def _in(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return date.fromisoformat(value)
    if name in _FLAGS:
        return bool(value)
    if name in _LISTS:
        return tuple(tuple(one) if isinstance(one, list) else one for one in orjson.loads(value))
    return value


def case_key(key: bytes, tenant: int, case_id: str) -> str:
    """The pseudonym of a case under its own key: gone for everybody once the case is erased."""
    return hmac.digest(key, f"akzess statistics 1 {tenant} {case_id}".encode(), sha256).hex()[:40]


def family_key(key: bytes, tenant: int, reference: str) -> str:
    """The pseudonym that the members of a family share."""
    return hmac.digest(key, f"akzess statistics family 1 {tenant} {reference}".encode(), sha256).hex()[:24]


def flat(tenant: int, cases: Sequence[ClosedCase]) -> list[Any]:
    """The parameters of an insert of several rows."""
    return [value for case in cases for value in encode(tenant, case)]
