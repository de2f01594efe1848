"""Counts open tasks to a cap, and tells what people and groups have to do."""

# ruff: noqa: S608 - the texts are put together from constants of this package; every value is a parameter
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..queries import paging
from ..queries.records import Page
from ..queries.tasks import Capped, Load, Reach, TaskQuery
from ..session import Session
from .inbox import branches, searched
from .shelves import Shelf, known


def count(session: Session, tenant: int, query: TaskQuery, cap: int) -> Capped:
    """How many tasks fit, counted to the cap: branch by branch, until it is reached."""
    number = 0
    if query.q or query.business_key:
        number = len(searched(session, tenant, query)[0])
    else:
        for part in branches(session, tenant, query):
            left = cap + 1 - number
            sql = f"SELECT count(*) FROM (SELECT 1 FROM offer WHERE {' AND '.join(part.text)} LIMIT {left}) n"
            ((found,),) = session.look(sql, part.values)
            number += int(found)
            if number > cap:
                break
    return Capped(min(number, cap), number > cap)


def workload(
    session: Session,
    tenant: int,
    by: str,
    sites: Sequence[str] | None,
    now: datetime,
    limit: int,
    after: str | None,
    cap: int,
) -> Page[Load]:
    """Loads by person, or by group and site, in order of their shelves."""
    limit = paging.size(limit)
    last = "" if after is None else paging.key_of(after, "s")[0]
    prefix = "p:" if by == "person" else "g:"
    names: list[str] = []
    while len(names) <= limit:
        some = known(session, tenant, prefix, last, limit + 1)
        names += [name for name in some if by == "person" or sites is None or name.rpartition("@")[2] in sites]
        if len(some) <= limit:
            break
        last = some[-1]
    names = names[: limit + 1]
    loads = [_load(session, tenant, Shelf(name), sites if by == "person" else None, now, cap) for name in names]
    found = list(zip(names, loads, strict=True))
    one = paging.page(found, limit, lambda entry: (entry[0],))
    return Page(tuple(load for _, load in one.items if load.open.value), one.next)


def _load(session: Session, tenant: int, shelf: Shelf, sites: Sequence[str] | None, now: datetime, cap: int) -> Load:
    within = None if sites is None else tuple(sites)
    site = shelf.site
    reach = (
        Reach(persons=(shelf.person,), sites=within)
        if shelf.person is not None
        else Reach(groups=(shelf.group or "",), sites=(site or "",))
    )
    opened, overdue, cases = _all(session, tenant, TaskQuery((reach,)), now, cap)
    return Load(shelf.person or shelf.group or "", site or "", opened, overdue, cases)


def _all(session: Session, tenant: int, query: TaskQuery, now: datetime, cap: int) -> tuple[Capped, Capped, Capped]:
    """How many tasks fit, how many of them are overdue (those are the first of a shelf), and of how many cases they are:
    one look tells all. A case is at one site, so the branches of a query have no case in common."""
    every, late, cases = 0, 0, 0
    for part in branches(session, tenant, query):
        sql = (
            "SELECT count(*), count(CASE WHEN due_sort < ? THEN 1 END), count(DISTINCT case_id) FROM"
            f" (SELECT due_sort, case_id FROM offer WHERE {' AND '.join(part.text)} ORDER BY due_sort LIMIT {cap + 1}) n"
        )
        ((some, of_them, distinct),) = session.look(sql, [session.values.instant(now), *part.values])
        every, late, cases = every + int(some), late + int(of_them), cases + int(distinct)
    return (
        Capped(min(every, cap), every > cap),
        Capped(min(late, cap), late > cap),
        Capped(min(cases, cap), every > cap),
    )
