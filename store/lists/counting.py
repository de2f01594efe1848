"""Counts open tasks to a cap, and tells what people and groups have to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..queries import paging
from ..queries.records import Page
from ..queries.tasks import Capped, Load, Reach, TaskQuery
from ..session import Session
from .inbox import branches, searched
from .shelves import Shelf, known

#: One look at people's shelves counts so many times as many entries as are counted of one.
AT_ONCE = 4


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
    loads = _of_people if by == "person" else _of_groups
    found = loads(session, tenant, sites, now, limit + 1, last, cap)
    one = paging.page(found, limit, lambda entry: (entry[0],))
    return Page(tuple(load for _, load in one.items if load.open.value), one.next)


def _of_groups(
    session: Session, tenant: int, sites: Sequence[str] | None, now: datetime, limit: int, last: str, cap: int
) -> list[tuple[str, Load]]:
    """Loads of so many groups' shelves after `last` that have something on them."""
    if sites is None:
        names = known(session, tenant, "g:", last, limit)
    else:
        names = [name for name in known(session, tenant, "g:", last) if Shelf(name).site in sites][:limit]
    return [(name, _load(session, tenant, Shelf(name), None, now, cap)) for name in names]


def _of_people(
    session: Session, tenant: int, sites: Sequence[str] | None, now: datetime, limit: int, last: str, cap: int
) -> list[tuple[str, Load]]:
    """Loads of so many people's shelves after `last`.

    What lies on people's shelves is little and lies side by side: one look counts many of them. Only a shelf that is
    longer than a look is counted by itself.
    """
    most = AT_ONCE * (cap + 1)
    here = "1 = 1" if sites is None else f"site IN ({', '.join('?' * len(sites))})" if sites else "1 = 0"
    sql = (
        "SELECT shelf, count(*), count(CASE WHEN here THEN 1 END), count(CASE WHEN here AND due_sort < ? THEN 1 END),"
        f" count(DISTINCT CASE WHEN here THEN case_id END) FROM (SELECT shelf, due_sort, case_id, {here} AS here"
        " FROM offer WHERE tenant = ? AND shelf {0} ? AND shelf < ? ORDER BY tenant, shelf, due_sort, case_id, activation"
        f" LIMIT {most}) n GROUP BY shelf ORDER BY shelf"
    )
    found: list[tuple[str, Load]] = []
    place, sign = last or "p:", ">"
    while len(found) < limit:
        rows = session.look(sql.format(sign), (session.values.instant(now), *(sites or ()), tenant, place, "p;"))
        cut = sum(int(row[1]) for row in rows) == most  # then the last shelf may go on
        whole = rows[:-1] if cut else rows
        found += [(row[0], Load(row[0][2:], "", *(_capped(int(n), cap) for n in row[2:]))) for row in whole]
        if not cut:
            break
        place, sign = rows[-1][0], ">="
        if not whole:
            found.append((place, _load(session, tenant, Shelf(place), sites, now, cap)))
            sign = ">"
    return found[:limit]


def _capped(number: int, cap: int) -> Capped:
    return Capped(min(number, cap), number > cap)


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
    return _capped(every, cap), _capped(late, cap), Capped(min(cases, cap), every > cap)
