"""The question that clerks ask all day: which open tasks are there for me."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, Text, and_, cast, exists, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from .. import rows
from ..tables import task
from . import paging
from .records import InboxFilter, InboxOrder

_t = task.c


def overlaps(names: ColumnElement[Any], wanted: Collection[str], *, postgres: bool) -> ColumnElement[bool]:
    """Whether the list in a column shares a name with `wanted`."""
    if postgres:
        return names.op("&&", return_type=Boolean())(cast(sorted(wanted), ARRAY(Text)))
    each = func.json_each(names).table_valued("value")
    return exists(select(1).select_from(each).where(each.c.value.in_(sorted(wanted))))


def starts_with(text: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    """Whether a text begins so; a range, because LIKE uses no index under byte order on SQLite."""
    return and_(text >= beginning, text <= beginning + "\U0010ffff")


def statement(
    tenant: int,
    person: str,
    groups: Collection[str] | None,
    sites: Collection[str] | None,
    filters: InboxFilter,
    limit: int,
    after: str | None,
    *,
    postgres: bool,
) -> Select[Any]:
    """The inbox query for one page and one row more."""
    wanted = [_t.tenant == tenant, _t.state == _literal_open()]
    if groups is not None:
        mine = [_t.assignee == person, overlaps(_t.candidate_users, [person], postgres=postgres)]
        if groups:
            mine.append(overlaps(_t.candidate_groups, groups, postgres=postgres))
        wanted.append(or_(*mine))
    if sites is not None:
        wanted.append(_t.site.in_(sorted(sites)))
    wanted.extend(_narrow(filters, person))
    if after is not None:
        wanted.append(_after(filters.order, after))
    columns = [_t[name] for name in rows.TASK.columns]
    first = {
        InboxOrder.DUE: _t.due_at.asc().nulls_last(),
        InboxOrder.CREATED: _t.created_at.asc(),
        InboxOrder.PRIORITY: _t.priority.desc(),
    }[filters.order]
    return select(*columns).where(and_(*wanted)).order_by(first, _t.case_id, _t.activation).limit(limit + 1)


def _literal_open() -> ColumnElement[int]:
    # Written into the text: a planner uses a partial index only when it sees the constant.
    return literal_column(str(paging.OPEN))


def _narrow(filters: InboxFilter, person: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.assigned == "mine":
        wanted.append(_t.assignee == person)
    elif filters.assigned == "nobody":
        wanted.append(_t.assignee.is_(None))
    if filters.assignee is not None:
        wanted.append(_t.assignee == filters.assignee)
    if filters.process_id is not None:
        wanted.append(_t.process_id == filters.process_id)
    if filters.element_id is not None:
        wanted.append(_t.element_id == filters.element_id)
    if filters.business_key:
        wanted.append(starts_with(_t.business_key, filters.business_key))
    if filters.due_before is not None:
        wanted.append(_t.due_at < filters.due_before)
    if filters.follow_up_by is not None:
        wanted.append(or_(_t.follow_up_at.is_(None), _t.follow_up_at <= filters.follow_up_by))
    return wanted


def _after(order: InboxOrder, page_token: str) -> ColumnElement[bool]:
    first, *rest = paging.inbox_after(page_token, order)
    tail = paging.after((_t.case_id, _t.activation), rest)
    if order is InboxOrder.PRIORITY:
        return or_(_t.priority < first, and_(_t.priority == first, tail))
    if order is InboxOrder.CREATED:
        return or_(_t.created_at > first, and_(_t.created_at == first, tail))
    if first is None:
        return and_(_t.due_at.is_(None), tail)
    return or_(_t.due_at > first, and_(_t.due_at == first, tail), _t.due_at.is_(None))
