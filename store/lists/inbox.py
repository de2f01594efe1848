"""Reads lists of open tasks from the shelves of `offer`: one branch per shelf, each in index order, merged lazily.

A task on several shelves is shown once: a branch leaves out what an earlier branch shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.model import Task

from .. import rows
from ..queries import paging
from ..queries.records import Page
from ..queries.tasks import FAR, ORDERS, TaskQuery, beyond, chosen, fits, page
from ..session import Row, Session
from . import search
from .shelves import Shelf, known, shelves
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


def decoded(row: Row, session: Session) -> Task:
    """The task of an offer: it is open."""
    full = (*row[:_STATE], 0, *row[_STATE : _ENDED - 1], None, None, *row[_ENDED - 1 :])
    return rows.TASK.decode(full, session.values)


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


def branches(session: Session, tenant: int, query: TaskQuery) -> list[Part]:
    """The conditions of each branch; no task fulfils those of two."""
    common, found = _narrowed(query, session), []
    if query.assignee is not None and query.reach:  # one person's shelf is shorter than any group's
        within = _within(query, session)
        common.add(f"({' OR '.join(within.text)})", *within.values)
        every = [Shelf(f"p:{query.assignee}")]
    else:
        every = shelves(session, tenant, query)
        if len(every) > MOST_BRANCHES:
            every = [Shelf(name) for name in known(session, tenant, "@")]
            within = _within(query, session)
            common.add(f"({' OR '.join(within.text)})", *within.values)
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
            _not_shown_before(part, shelf, every[:number], session)
            found.append(part)
    return found


def merged(select: str, parts: Sequence[Part], ordered: str, limit: int) -> tuple[str, list[Any]]:
    """One statement over all branches. Each says its order and limit itself: only then is it read through an index."""
    if len(parts) == 1:
        (part,) = parts
        return f"{select} WHERE {' AND '.join(part.text)} ORDER BY {ordered} LIMIT {limit}", part.values
    each = [
        f"SELECT * FROM ({select} WHERE {' AND '.join(part.text)} ORDER BY {ordered} LIMIT {limit}) b{number}"
        for number, part in enumerate(parts)
    ]
    text = f"{' UNION ALL '.join(each)} ORDER BY {ordered} LIMIT {limit}" if each else ""
    return text, [value for part in parts for value in part.values]


# -- questions


def statement(session: Session, tenant: int, query: TaskQuery) -> tuple[str, list[Any]]:
    """The text and the parameters of one page and one row more; "" when there is no shelf to look at."""
    order = (*ORDERS[query.sort], "case_id", "activation")
    last = beyond(query)
    parts = branches(session, tenant, query)
    if last is not None:
        at = session.values.instant
        where = [at(value) if isinstance(value, datetime) else value for value in last]
        sign = "<" if query.descending else ">"
        for part in parts:
            part.add(f"({', '.join(order)}) {sign} ({', '.join('?' * len(order))})", *where)
    ordered = ", ".join(f"{name} DESC" if query.descending else name for name in order)
    limit = paging.size(query.limit) + 1
    return merged(f"SELECT {_COLUMNS}, due_sort, urgency FROM offer", parts, ordered, limit)


def tasks(session: Session, tenant: int, query: TaskQuery) -> Page[Task]:
    """A page of open tasks."""
    if query.q or query.business_key:
        beyond(query)  # a forged token is refused whatever is found
        found, cut = searched(session, tenant, query)
        return chosen(found, query, cut=cut)
    sql, values = statement(session, tenant, query)
    return page([decoded(row[:-2], session) for row in session.look(sql, values)] if sql else [], query)


def searched(session: Session, tenant: int, query: TaskQuery) -> tuple[list[Task], bool]:
    """The tasks of the cases that fit the search text, and whether there were too many cases."""
    cases, cut = search.found(session, tenant, query.q, query.business_key or "", _sites(query))
    every = shelves(session, tenant, query)
    if not cases or not every:
        return [], cut
    marks = ", ".join("?" * len(cases))
    on = ", ".join("?" * len(every))
    sql = f"SELECT {_COLUMNS}, shelf FROM offer WHERE case_id IN ({marks}) AND tenant = ? AND shelf IN ({on})"
    allowed = {one.name: one.sites for one in every}
    found: dict[str, Task] = {}
    for row in session.look(sql, (*cases, tenant, *allowed)):
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
