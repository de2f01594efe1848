"""Keyset paging: opaque tokens that carry the sort key of the last row, and the condition "after that row"."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_

from engine.errors import Invalid
from engine.model import TaskState

from ..values import from_micros
from .records import Page

T = TypeVar("T")
Key = tuple[Any, ...]

#: No list gives more than this many rows at once, whatever is asked.
MOST = 500


def token(key: Key) -> str:
    """The page token of a sort key (integers, texts and None)."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_of(page_token: str, shape: str) -> Key:
    """The sort key of a token; `shape` has one letter per part: i integer, s text, o integer or None. Invalid."""
    try:
        padded = page_token + "=" * (-len(page_token) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Invalid("page token") from error
    if not isinstance(parts, list) or len(parts) != len(shape):
        raise Invalid("page token")
    for part, letter in zip(parts, shape, strict=True):
        if letter == "o" and part is None:
            continue
        right = isinstance(part, str) if letter == "s" else isinstance(part, int) and not isinstance(part, bool)
        if not right or (isinstance(part, int) and abs(part) >= 2**62):
            raise Invalid("page token")
    return tuple(parts)


def size(limit: int) -> int:
    """A sane page size."""
    return max(1, min(limit, MOST))


def page(found: Sequence[T], limit: int, key: Callable[[T], Key]) -> Page[T]:
    """A page of `limit` out of the `limit + 1` rows that were asked for."""
    items = tuple(found[:limit])
    return Page(items, token(key(items[-1])) if len(found) > limit else None)


def after(columns: Sequence[ColumnElement[Any]], key: Sequence[Any]) -> ColumnElement[bool]:
    """`(a, b, …) > (x, y, …)` as a chain that every planner understands; columns are never NULL."""
    condition: ColumnElement[bool] = false()
    for column, value in reversed(list(zip(columns, key, strict=True))):
        condition = or_(column > value, and_(column == value, condition))
    return condition


def instant(micros: int) -> datetime:
    """The instant in a page token; Invalid when there is no such."""
    try:
        return from_micros(micros)
    except OverflowError as error:
        raise Invalid("page token") from error


def split_task_id(task_id: str) -> tuple[str, int] | None:
    """(case id, activation) of a task id; None when it is none."""
    case_id, _, activation = task_id.rpartition(".")
    return (
        (case_id, int(activation))
        if case_id and activation.isascii() and activation.isdecimal() and len(activation) < 10
        else None
    )


OPEN = int(TaskState.OPEN)
