"""Reads lists of open tasks from the shelves of `offer`: one branch per shelf, each in index order, merged lazily.

A task on several shelves is shown once: a branch leaves out what an earlier branch shows.
"""

# ruff: noqa: S608 - the texts are put together from constants of this package; every value is a parameter
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.model import Task

from .. import rows
from ..queries import paging
from ..queries.records import Page
from ..queries.tasks import FAR, ORDERS, Capped, Load, Reach, TaskQuery, beyond, chosen, fits, page
from ..session import Row, Session
from . import search
from .tables import SHARED

#: More branches than this are not merged: then the shelves of whole sites are read, and groups are looked at per row.
MOST_BRANCHES = 48
_COLUMNS = ", ".join(SHARED)
_STATE = rows.TASK.columns.index("state")
_ENDED = rows.TASK.columns.index("ended_at")


@dataclass(slots=True)
class Part:
    """A piece of SQL with its parameters."""

    text: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, text: str, *values: Any) -> None:
        """One more condition."""
        self.text.append(text)
        self.values.extend(values)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf to read from; a person's may be bound to sites."""

    name: str
    sites: tuple[str, ...] | None = None

    @property
    def site(self) -> str | None:
        """The site of a group's or everybody's shelf."""
        return None if self.name.startswith("p:") else self.name.rpartition("@")[2]

    @property
    def group(self) -> str | None:
        """The group of a group's shelf."""
        return self.name.rpartition("@")[0][2:] if self.name.startswith("g:") else None

    @property
    def person(self) -> str | None:
        """The person of a person's shelf."""
        return self.name[2:] if self.name.startswith("p:") else None


def decoded(row: Row, session: Session) -> Task:
    """The task of an offer: it is open."""
    full = (*row[:_STATE], 0, *row[_STATE : _ENDED - 1], None, None, *row[_ENDED - 1 :])
    return rows.TASK.decode(full, session.values)


# -- which shelves


def known(session: Session, tenant: int, prefix: str, after: str = "", limit: int = 10_000) -> list[str]:
    """Shelves that begin so and have something on them, in order: one descent of the index for each."""
    end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    one = "SELECT o.shelf FROM offer o WHERE o.tenant = ? AND o.shelf {0} AND o.shelf < ? ORDER BY o.tenant, o.shelf LIMIT 1"
    sql = (
        f"WITH RECURSIVE s(shelf) AS (SELECT ({one.format('> ?' if after else '>= ?')}) UNION ALL"
        f" SELECT ({one.format('> s.shelf')}) FROM s WHERE s.shelf IS NOT NULL)"
        " SELECT shelf FROM s WHERE shelf IS NOT NULL LIMIT ?"
    )
    found = session.all(sql, (tenant, after or prefix, end, tenant, end, limit))
    return [row[0] for row in found]


def shelves(session: Session, tenant: int, query: TaskQuery) -> list[Shelf]:
    """The shelves of a query, people's first; a group's is left out where the site's own is read."""
    found: dict[str, Shelf] = {}
    for reach in query.reach:
        for person in reach.persons:
            before = found.get(f"p:{person}")
            wide = reach.sites is None or (before is not None and before.sites is None)
            sites = None if wide else tuple(sorted({*(reach.sites or ()), *((before and before.sites) or ())}))
            found[f"p:{person}"] = Shelf(f"p:{person}", sites)
    for reach in query.reach:
        owners = [""] if reach.groups is None else [f"g:{group}" for group in reach.groups]
        for owner in owners:
            names = (
                [name for name in known(session, tenant, f"{owner}@") if name.rpartition("@")[0] == owner]
                if reach.sites is None
                else [f"{owner}@{site}" for site in reach.sites]
            )
            found |= {name: Shelf(name) for name in names}
    return [one for one in found.values() if one.sites != () and (one.group is None or f"@{one.site}" not in found)]


# -- conditions


def _narrowed(query: TaskQuery, session: Session) -> Part:
    """The conditions that are the same in every branch."""
    part, at = Part(), session.values.instant
    if query.assigned != "any":
        part.add(f"assignee IS {'' if query.assigned == 'nobody' else 'NOT '}NULL")
    for name, value in (
        ("assignee", query.assignee),
        ("process_id", query.process_id),
        ("case_group", query.case_group),
    ):
        if value is not None:
            part.add(f"{name} = ?", value)
    if query.business_key:
        part.add("business_key >= ? AND business_key <= ?", query.business_key, query.business_key + "\U0010ffff")
    if query.due_from is not None:
        part.add("due_sort >= ?", at(query.due_from))
    if query.due_before is not None:
        part.add("due_sort < ?", at(query.due_before))
    if query.dated is not None:
        part.add(f"due_sort {'<' if query.dated else '='} ?", at(FAR))
    if query.priority_min is not None:
        part.add("urgency <= ?", 100 - query.priority_min)
    if query.follow_up == "hidden":
        part.add("(follow_up_at IS NULL OR follow_up_at <= ?)", at(query.now))
    elif query.follow_up == "due":
        part.add("follow_up_at IS NOT NULL AND follow_up_at <= ?", at(query.now))
    return part


def _elements(query: TaskQuery, count: int) -> list[tuple[str, ...]]:
    """Which elements each branch looks for: one each while that stays a small number of branches."""
    if query.element_ids is None:
        return [()]
    if len(query.element_ids) * count <= MOST_BRANCHES:
        return [(one,) for one in dict.fromkeys(query.element_ids)]
    return [query.element_ids]


def _names(column: str, wanted: Sequence[str], session: Session) -> tuple[str, list[Any]]:
    if session.postgres:
        return f"{column} && ?::text[]", [list(wanted)]
    marks = ", ".join("?" * len(wanted))
    return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({marks}))", list(wanted)


def _not_shown_before(part: Part, shelf: Shelf, earlier: Sequence[Shelf], session: Session) -> None:
    """Leave out what an earlier branch shows."""
    groups = [one.group for one in earlier if one.group is not None and one.site == shelf.site]
    if groups:
        overlap, values = _names("candidate_groups", groups, session)
        part.add(f"NOT {overlap}", *values)
    for one in earlier:
        if one.person is None or (shelf.site is not None and one.sites is not None and shelf.site not in one.sites):
            continue
        named, values = _names("candidate_users", [one.person], session)
        where = ""
        if shelf.site is None and one.sites is not None:
            where = f" AND site IN ({', '.join('?' * len(one.sites))})"
            values = [*values, *one.sites]
        part.add(f"NOT ((COALESCE(assignee, '') = ? OR {named}){where})", one.person, *values)


def _within(query: TaskQuery, session: Session) -> Part:
    """Whether a task is in somebody's reach, asked of its row."""
    whole = Part()
    for reach in query.reach:
        part = Part()
        if reach.sites is not None:
            part.add(f"site IN ({', '.join('?' * len(reach.sites))})" if reach.sites else "1 = 0", *reach.sites)
        if reach.groups is not None:
            owners = Part()
            owners.add(
                f"assignee IN ({', '.join('?' * len(reach.persons))})" if reach.persons else "1 = 0", *reach.persons
            )
            for column, names in (("candidate_groups", reach.groups), ("candidate_users", reach.persons)):
                if names:
                    text, values = _names(column, names, session)
                    owners.add(text, *values)
            part.add(f"({' OR '.join(owners.text)})", *owners.values)
        whole.add(f"({' AND '.join(part.text or ['1 = 1'])})", *part.values)
    return whole


def _branches(session: Session, tenant: int, query: TaskQuery, *, apart: bool = True) -> list[Part]:
    """The conditions of each branch; `apart`: no task fulfils those of two."""
    common, found = _narrowed(query, session), []
    if query.assignee is not None and query.reach:  # one person's shelf is shorter than any group's
        within = _within(query, session)
        common.add(f"({' OR '.join(within.text)})", *within.values)
        every = [Shelf(f"p:{query.assignee}")]
    else:
        every = shelves(session, tenant, query)
    for number, shelf in enumerate(every):
        for elements in _elements(query, len(every)):
            part = Part()
            part.add("tenant = ? AND shelf = ?", tenant, shelf.name)
            if len(elements) == 1:
                part.add("element_id = ?", *elements)
            elif elements:
                part.add(f"element_id IN ({', '.join('?' * len(elements))})", *elements)
            if shelf.sites is not None:
                part.add(f"site IN ({', '.join('?' * len(shelf.sites))})", *shelf.sites)
            part.text.extend(common.text)
            part.values.extend(common.values)
            if apart:
                _not_shown_before(part, shelf, every[:number], session)
            found.append(part)
    return found


def merged(select: str, branches: Sequence[Part], ordered: str, limit: int) -> tuple[str, list[Any]]:
    """One statement over all branches. Each says its order and limit itself: only then is it read through an index."""
    if len(branches) == 1:
        (part,) = branches
        return f"{select} WHERE {' AND '.join(part.text)} ORDER BY {ordered} LIMIT {limit}", part.values
    each = [
        f"SELECT * FROM ({select} WHERE {' AND '.join(part.text)} ORDER BY {ordered} LIMIT {limit}) b{number}"
        for number, part in enumerate(branches)
    ]
    text = f"{' UNION ALL '.join(each)} ORDER BY {ordered} LIMIT {limit}" if each else ""
    return text, [value for part in branches for value in part.values]


# -- questions


def statement(session: Session, tenant: int, query: TaskQuery) -> tuple[str, list[Any]]:
    """The text and the parameters of one page and one row more; "" when there is no shelf to look at."""
    order = (*ORDERS[query.sort], "case_id", "activation")
    last = beyond(query)
    branches = _branches(session, tenant, query)
    if last is not None:
        at = session.values.instant
        where = [at(value) if isinstance(value, datetime) else value for value in last]
        sign = "<" if query.descending else ">"
        for part in branches:
            part.add(f"({', '.join(order)}) {sign} ({', '.join('?' * len(order))})", *where)
    ordered = ", ".join(f"{name} DESC" if query.descending else name for name in order)
    limit = paging.size(query.limit) + 1
    return merged(f"SELECT {_COLUMNS}, due_sort, urgency FROM offer", branches, ordered, limit)


def tasks(session: Session, tenant: int, query: TaskQuery) -> Page[Task]:
    """A page of open tasks."""
    if query.q:
        beyond(query)  # a forged token is refused whatever is found
        found, cut = _found(session, tenant, query)
        return chosen(found, query, cut=cut)
    sql, values = statement(session, tenant, query)
    return page([decoded(row[:-2], session) for row in session.all(sql, values)] if sql else [], query)


def _found(session: Session, tenant: int, query: TaskQuery) -> tuple[list[Task], bool]:
    """The tasks of the cases that fit the search text, and whether there were too many cases."""
    cases, cut = search.cases(session, tenant, query.q, _sites(query))
    every = shelves(session, tenant, query)
    if not cases or not every:
        return [], cut
    marks = ", ".join("?" * len(cases))
    on = ", ".join("?" * len(every))
    sql = f"SELECT {_COLUMNS}, shelf FROM offer WHERE case_id IN ({marks}) AND tenant = ? AND shelf IN ({on})"
    allowed = {one.name: one.sites for one in every}
    found: dict[str, Task] = {}
    for row in session.all(sql, (*cases, tenant, *allowed)):
        task, sites = decoded(row[:-1], session), allowed[row[-1]]
        if fits(task, query) and (sites is None or task.site in sites):
            found[task.id] = task
    return list(found.values()), cut


def _sites(query: TaskQuery) -> list[str] | None:
    """The sites of all reaches together; None: any."""
    found: set[str] = set()
    for reach in query.reach:
        if reach.sites is None:
            return None
        found.update(reach.sites)
    return sorted(found)


def count(session: Session, tenant: int, query: TaskQuery, cap: int) -> Capped:
    """How many tasks fit, counted to the cap."""
    if query.q:
        number = len(_found(session, tenant, query)[0])
        return Capped(min(number, cap), number > cap)
    branches = _branches(session, tenant, query, apart=False)
    if not branches:
        return Capped(0)
    texts = [
        f"SELECT case_id, activation FROM offer WHERE {' AND '.join(part.text)} LIMIT {cap + 1}" for part in branches
    ]
    each = " UNION ALL ".join(f"SELECT * FROM ({text}) b{number}" for number, text in enumerate(texts))
    distinct = "DISTINCT " if len(branches) > 1 else ""
    sql = f"SELECT count(*) FROM (SELECT {distinct}case_id, activation FROM ({each}) e LIMIT {cap + 1}) n"
    row = session.one(sql, [value for part in branches for value in part.values])
    number = int(row[0]) if row else 0
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
    return Load(
        name=shelf.person or shelf.group or "",
        site=site or "",
        open=count(session, tenant, TaskQuery((reach,)), cap),
        overdue=count(session, tenant, TaskQuery((reach,), due_before=now), cap),
    )
