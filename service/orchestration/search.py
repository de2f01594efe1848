"""Filters, sorts and pages the answers of the read side as this API's searches describe them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from ..views import Exact
from .route import Refusal
from .schemas import Paging, Search

#: A search looks at this many rows at most and says so (`hasMoreTotalItems`); filters by instance narrow it before.
MOST_ROWS = 5_000


def _comparable(value: Any) -> Any:
    """Times as instants, so that two zones compare."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return moment if moment.tzinfo else value
    return value


def _like(value: Any, pattern: Any) -> bool:
    """`*` any characters, `?` one; a backslash takes the next one literally."""
    parts = re.findall(r"\\.|.", str(pattern), re.DOTALL)
    signs = {"*": ".*", "?": "."}
    text = "".join(signs.get(part) or re.escape(part[-1]) for part in parts)
    return isinstance(value, str) and re.fullmatch(text, value, re.DOTALL) is not None


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(value: Any, wanted: Any) -> bool:
        try:
            return value is not None and test(_comparable(value), _comparable(wanted))
        except TypeError:
            return False

    return compare


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):  # candidate groups: "one of them is"
        return wanted in value
    return bool(_comparable(value) == _comparable(wanted))


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": _same,
    "$neq": lambda value, wanted: not _same(value, wanted),
    "$exists": lambda value, wanted: (value is not None) is bool(wanted),
    "$in": lambda value, wanted: isinstance(wanted, list) and any(_same(value, one) for one in wanted),
    "$notIn": lambda value, wanted: isinstance(wanted, list) and not any(_same(value, one) for one in wanted),
    "$like": _like,
    "$gt": _ordered(lambda value, wanted: bool(value > wanted)),
    "$gte": _ordered(lambda value, wanted: bool(value >= wanted)),
    "$lt": _ordered(lambda value, wanted: bool(value < wanted)),
    "$lte": _ordered(lambda value, wanted: bool(value <= wanted)),
}


def _fits(item: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, condition in wanted.items():
        if name == "$or":
            if not any(_fits(item, alternative) for alternative in condition):
                return False
        elif isinstance(condition, dict):
            if not all(_TESTS[operator](item[name], value) for operator, value in condition.items()):
                return False
        elif not _same(item[name], condition):
            return False
    return True


def _check(wanted: Any, names: frozenset[str]) -> None:
    """A filter that cannot be applied is refused: passing over it would answer with too much."""
    if not isinstance(wanted, dict):
        raise Refusal(400, "filter: an object is needed")
    for name, condition in wanted.items():
        if name == "$or":
            if not isinstance(condition, list):
                raise Refusal(400, "filter.$or: a list is needed")
            for alternative in condition:
                _check(alternative, names)
        elif name not in names:
            raise Refusal(400, f"filter.{name[:60]}: this filter is not supported")
        elif isinstance(condition, dict):
            unknown = sorted(set(condition) - set(_TESTS))
            if unknown:
                raise Refusal(400, f"filter.{name}: unknown operator {unknown[0][:40]}")
        elif isinstance(condition, list):
            raise Refusal(400, f"filter.{name}: a value or an object with operators is needed")


def exact(search: Search | None, name: str) -> str | None:
    """The one value that a filter demands of a field (by itself or as $eq), to narrow the question to the store."""
    found = ((search and search.filter) or {}).get(name)
    if isinstance(found, dict):
        found = found.get("$eq") if "$eq" in found else None
    return found if isinstance(found, str) else None


def _cursor(number: int) -> str:
    return base64.b64encode(str(number).encode()).decode()


def _start(page: Paging, total: int) -> int:
    """Where the page begins; cursors carry a position. Refusal 400."""
    for cursor, back in ((page.after, 0), (page.before, page.limit)):
        if cursor is not None:
            try:
                number = int(base64.b64decode(cursor, validate=True))
            except ValueError:
                raise Refusal(400, "page: this is none of our cursors") from None
            return min(max(number - back, 0), total)
    return page.from_


def _rank(value: Any) -> tuple[bool, str, Any]:
    value = _comparable(value)
    return (value is None, type(value).__name__, "" if value is None else value)


def answer(search: Search | None, fields: Iterable[str], items: Iterable[Mapping[str, Any]]) -> Exact:
    """One page of `items`. `fields` are those that can be filtered and sorted by. Refusal: 400."""
    search = search or Search()
    names = frozenset(fields)
    wanted = search.filter or {}
    _check(wanted, names)
    for sorting in search.sort or ():
        if sorting.field not in names:
            raise Refusal(400, f"sort.field: {sorting.field[:60]} is not supported")
    seen = list(islice(items, MOST_ROWS + 1))
    found = [item for item in seen[:MOST_ROWS] if _fits(item, wanted)]
    for sorting in reversed(search.sort or []):
        name, down = sorting.field, sorting.order.upper() == "DESC"
        found.sort(key=lambda item: _rank(item[name]), reverse=down)  # used up before the next round
    page = search.page or Paging()
    start = _start(page, len(found))
    shown = found[start : start + page.limit]
    return Exact(
        {
            "items": shown,
            "page": {
                "totalItems": len(found),
                "hasMoreTotalItems": len(seen) > MOST_ROWS,
                "startCursor": _cursor(start) if shown else None,
                "endCursor": _cursor(start + len(shown)) if shown else None,
            },
        }
    )
