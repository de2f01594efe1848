"""Reads lists of cases: one branch per site and status, each in the order of an index, merged lazily."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any

from engine.errors import Invalid
from engine.model import Case, CaseStatus, Listed
from engine.terms import folded

from ..memory_book import Book
from ..queries import paging
from ..queries.records import CaseFilter, CaseSort, CaseSummary, Page
from ..rows import Row, made
from ..session import Session
from ..values import Values
from . import search
from .inbox import Part, merged

_PLAIN = tuple(one.name for one in fields(CaseSummary) if one.name != "listed")
_LISTED = ("applicant", "employer", "azr_number", "case_group", "nationality", "listed_digest")
_COLUMNS = ", ".join((*_PLAIN, *_LISTED, "applicant_key"))
_STATUS = _PLAIN.index("status")
_TIMES = tuple(_PLAIN.index(name) for name in ("created_at", "updated_at", "ended_at"))
#: More branches than this are not merged.
MOST_BRANCHES = 48
# Columns of each order; an id says when a case was begun.
_ORDERS: dict[CaseSort, tuple[tuple[str, ...], bool]] = {
    CaseSort.NEWEST: (("id",), True),
    CaseSort.OLDEST: (("id",), False),
    CaseSort.APPLICANT: (("applicant_key", "id"), False),
    CaseSort.NUMBER: (("business_key", "id"), False),
}


def _decoded(row: Row, values: Values) -> CaseSummary:
    parts = list(row)
    parts[_STATUS] = CaseStatus(parts[_STATUS])
    for index in _TIMES:
        parts[index] = values.to_instant(parts[index])
    return made(CaseSummary, *parts[: len(_PLAIN)], made(Listed, *parts[len(_PLAIN) : -1]))


def _place(case: CaseSummary, sort: CaseSort) -> tuple[str, ...]:
    names = {"applicant_key": folded(case.listed.applicant), "business_key": case.business_key, "id": case.id}
    return tuple(names[name] for name in _ORDERS[sort][0])


def _beyond(sort: CaseSort, after: str | None) -> tuple[Any, ...] | None:
    if after is None:
        return None
    way, *key = paging.key_of(after, "s" * (len(_ORDERS[sort][0]) + 1))
    if way != sort.value:
        raise Invalid("page token")
    return tuple(key)


def _page(found: Sequence[CaseSummary], sort: CaseSort, limit: int, *, cut: bool) -> Page[CaseSummary]:
    one = paging.page(found, limit, lambda case: (sort.value, *_place(case, sort)))
    return Page(one.items, one.next, cut)


def page(
    session: Session, tenant: int, filters: CaseFilter, sort: CaseSort, limit: int, after: str | None
) -> Page[CaseSummary]:
    """A page of cases."""
    limit = paging.size(limit)
    last = _beyond(sort, after)
    ids, cut = None, False
    if filters.q:
        ids, cut = search.cases(session, tenant, filters.q, None if filters.sites is None else sorted(filters.sites))
        if not ids:
            return Page((), None, cut)
    sql, values = statement(session, tenant, filters, sort, limit, last, ids)
    found = [_decoded(row, session.values) for row in session.look(sql, values)] if sql else []
    return _page(found, sort, limit, cut=cut)


def statement(
    session: Session,
    tenant: int,
    filters: CaseFilter,
    sort: CaseSort,
    limit: int,
    last: tuple[Any, ...] | None = None,
    ids: Sequence[str] | None = None,
) -> tuple[str, list[Any]]:
    """The text and the parameters of one page and one row more; "" when nothing can fit."""
    order, descending = _ORDERS[sort]
    common, values = _narrowed(session, filters, ids)
    if last is not None:
        common.append(f"({', '.join(order)}) {'<' if descending else '>'} ({', '.join('?' * len(order))})")
        values.extend(last)
    branches = [Part([head, *common], [*mine, *values]) for head, mine in _heads(tenant, filters, split=ids is None)]
    way = ", ".join(f"{name} DESC" if descending else name for name in order)
    return merged(f"SELECT {_COLUMNS} FROM case_instance", branches, way, limit + 1)


def _heads(tenant: int, filters: CaseFilter, *, split: bool) -> list[tuple[str, list[Any]]]:
    """The leading conditions of each branch: tenant, site and status, as the indexes have them."""
    statuses = sorted(status.value for status in (CaseStatus if filters.statuses is None else set(filters.statuses)))
    if filters.sites is None:
        return [("tenant = ? AND status = ?", [tenant, status]) for status in statuses]
    sites = sorted(set(filters.sites))
    if split and len(sites) * len(statuses) <= MOST_BRANCHES:
        branch = "tenant = ? AND site = ? AND status = ?"
        return [(branch, [tenant, site, status]) for site in sites for status in statuses]
    if not sites or not statuses:
        return []
    within = f"site IN ({', '.join('?' * len(sites))}) AND status IN ({', '.join('?' * len(statuses))})"
    return [(f"tenant = ? AND {within}", [tenant, *sites, *statuses])]


def _narrowed(session: Session, filters: CaseFilter, ids: Sequence[str] | None) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    at = session.values.instant
    for condition, value in (
        ("process_id = ?", filters.process_id),
        ("definition_id = ?", filters.definition_id),
        ("case_group = ?", filters.case_group),
        ("created_at >= ?", at(filters.created_from)),
        ("created_at < ?", at(filters.created_before)),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if filters.business_key:
        conditions.append("business_key >= ? AND business_key <= ?")
        values.extend((filters.business_key, filters.business_key + "\U0010ffff"))
    if ids is not None:
        conditions.append(f"id IN ({', '.join('?' * len(ids))})")
        values.extend(ids)
    return conditions, values


def by_keys(session: Session, tenant: int, business_keys: Collection[str]) -> list[CaseSummary]:
    """The newest case of each number, by number."""
    wanted = sorted(set(business_keys))
    if not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT {_COLUMNS} FROM case_instance WHERE tenant = ? AND business_key IN ({marks}) ORDER BY id"
    found = {
        case.business_key: case
        for row in session.all(sql, (tenant, *wanted))
        if (case := _decoded(row, session.values))
    }
    return [found[key] for key in sorted(found)]


# -- in memory


def summary(case: Case) -> CaseSummary:
    """A case without its state."""
    return made(CaseSummary, *(getattr(case, name) for name in _PLAIN), case.listed)


def remembered(
    book: Book, cases: Sequence[Case], tenant: int, filters: CaseFilter, sort: CaseSort, limit: int, after: str | None
) -> Page[CaseSummary]:
    """See `page`."""
    limit = paging.size(limit)
    _, descending = _ORDERS[sort]
    last = _beyond(sort, after)
    found = [summary(case) for case in cases if _fits(case, filters)]
    cut = False
    if filters.q:
        ids, cut = search.remembered(book, tenant, filters.q, filters.sites)
        found = [case for case in found if case.id in ids]
    found.sort(key=lambda case: _place(case, sort), reverse=descending)
    if last is not None:
        found = [c for c in found if (_place(c, sort) < last if descending else _place(c, sort) > last)]
    return _page(found[: limit + 1], sort, limit, cut=cut)


def _fits(case: Case, filters: CaseFilter) -> bool:
    return (
        (filters.statuses is None or case.status in filters.statuses)
        and (filters.process_id is None or case.process_id == filters.process_id)
        and (filters.definition_id is None or case.definition_id == filters.definition_id)
        and (filters.sites is None or case.site in filters.sites)
        and case.business_key.startswith(filters.business_key or "")
        and (filters.created_from is None or case.created_at >= filters.created_from)
        and (filters.created_before is None or case.created_at < filters.created_before)
        and (filters.case_group is None or case.listed.case_group == filters.case_group)
    )
