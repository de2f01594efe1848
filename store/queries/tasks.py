"""What one may ask a list of open tasks: whose, which, in which order; and the order itself, for pages and tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from engine.errors import Invalid
from engine.model import Task
from engine.terms import folded

from ..values import to_micros
from . import paging
from .records import Page

#: A task without a due date sorts as if it were due then: after all others.
FAR = datetime(9999, 12, 31, tzinfo=UTC)
#: With a search text no more cases than this are looked at, the newest of those that fit.
MOST_CASES = 100


class TaskSort(StrEnum):
    """Due first (undated last), oldest first, most urgent first (then due), by name, by the applicant's name."""

    DUE = "due"
    CREATED = "created"
    PRIORITY = "priority"
    NAME = "name"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Reach:
    """Tasks that are with `persons` or name them, or are offered to `groups` (None: every task), at `sites` (None: any)."""

    persons: tuple[str, ...] = ()
    groups: tuple[str, ...] | None = ()
    sites: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """A list of open tasks within any of `reach`; what is None or "" narrows nothing.

    `assigned`: "any", "nobody", "somebody". `due_from` is included, `due_before` is not; `dated` False: without a due
    date. `follow_up` at the instant `now`: "hidden" leaves out what is put back to later, "due" shows what was put back
    and is due. `q`: beginnings of words and numbers (`engine.terms`). `business_key` is a beginning. With one of these
    two the newest MOST_CASES cases that fit are looked at, and the page says when that were not all (`cut`).
    """

    reach: tuple[Reach, ...]
    assigned: str = "any"
    assignee: str | None = None
    process_id: str | None = None
    element_ids: tuple[str, ...] | None = None
    case_group: str | None = None
    business_key: str | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    dated: bool | None = None
    follow_up: str = "all"
    now: datetime | None = None
    priority_min: int | None = None
    q: str = ""
    sort: TaskSort = TaskSort.DUE
    descending: bool = False
    limit: int = 50
    after: str | None = None

    def __post_init__(self) -> None:
        """Raises Invalid for what cannot be asked."""
        if self.assigned not in ("any", "nobody", "somebody"):
            raise Invalid("assigned")
        if self.follow_up not in ("all", "hidden", "due") or (self.follow_up != "all" and self.now is None):
            raise Invalid("follow-up")


@dataclass(frozen=True, slots=True)
class Capped:
    """A number that is not counted further than to a cap: `value`, and `more` when there are more."""

    value: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What a person, or a group at a site, has to do: open tasks, those past their due date, and their
    cases."""

    name: str
    site: str
    open: Capped
    overdue: Capped
    cases: Capped


#: The columns of each order, before case and activation.
ORDERS: dict[TaskSort, tuple[str, ...]] = {
    TaskSort.DUE: ("due_sort",),
    TaskSort.CREATED: ("created_at",),
    TaskSort.PRIORITY: ("urgency", "due_sort"),
    TaskSort.NAME: ("name", "due_sort"),
    TaskSort.APPLICANT: ("applicant_key",),
}
_VALUES: dict[str, Callable[[Task], Any]] = {
    "due_sort": lambda task: task.due_at or FAR,
    "created_at": lambda task: task.created_at,
    "urgency": lambda task: 100 - task.priority,
    "name": lambda task: task.name,
    "applicant_key": lambda task: folded(task.listed.applicant),
}


def place(task: Task, sort: TaskSort) -> tuple[Any, ...]:
    """Where a task stands in an order."""
    return (*(_VALUES[name](task) for name in ORDERS[sort]), task.case_id, task.activation)


def token(task: Task, query: TaskQuery) -> tuple[Any, ...]:
    """The key of a page token: which order, and where the last task stands in it."""
    where = (to_micros(part) if isinstance(part, datetime) else part for part in place(task, query.sort))
    return (_way(query), *where)


def _way(query: TaskQuery) -> str:
    return f"{'-' if query.descending else ''}{query.sort.value}"


def beyond(query: TaskQuery) -> tuple[Any, ...] | None:
    """Where the page before ended; None on the first one. Invalid for a token of another order or of nobody."""
    if query.after is None:
        return None
    instants = [name in ("due_sort", "created_at") for name in ORDERS[query.sort]]
    texts = [name in ("name", "applicant_key") for name in ORDERS[query.sort]]
    shape = "s" + "".join("s" if text else "i" for text in texts) + "si"
    way, *key = paging.key_of(query.after, shape)
    if way != _way(query):
        raise Invalid("page token")
    return tuple(
        paging.instant(part) if number < len(instants) and instants[number] else part for number, part in enumerate(key)
    )


def page(found: Sequence[Task], query: TaskQuery, *, cut: bool = False) -> Page[Task]:
    """A page of the `limit + 1` tasks that were asked for."""
    one = paging.page(found, paging.size(query.limit), lambda task: token(task, query))
    return Page(one.items, one.next, cut)


def chosen(found: Sequence[Task], query: TaskQuery, *, cut: bool = False) -> Page[Task]:
    """A page out of all tasks that fit, in no order yet."""
    last = beyond(query)
    ordered = sorted(found, key=lambda task: place(task, query.sort), reverse=query.descending)
    if last is not None:
        ordered = [
            t for t in ordered if (place(t, query.sort) < last) == query.descending and place(t, query.sort) != last
        ]
    return page(ordered[: paging.size(query.limit) + 1], query, cut=cut)


def reaches(task: Task, reach: Reach) -> bool:
    """Whether a task is within somebody's reach."""
    if reach.sites is not None and task.site not in reach.sites:
        return False
    if reach.groups is None or set(reach.groups).intersection(task.groups):
        return True
    return task.assignee in reach.persons or bool(set(reach.persons).intersection(task.users))


def fits(task: Task, query: TaskQuery) -> bool:
    """Whether an open task is asked for, its reach and the search text left aside."""
    due = task.due_at or FAR
    back = task.follow_up_at
    return (
        (query.assigned == "any" or (task.assignee is None) == (query.assigned == "nobody"))
        and (query.assignee is None or task.assignee == query.assignee)
        and (query.process_id is None or task.process_id == query.process_id)
        and (query.element_ids is None or task.element_id in query.element_ids)
        and (query.case_group is None or task.listed.case_group == query.case_group)
        and task.business_key.startswith(query.business_key or "")
        and (query.due_from is None or due >= query.due_from)
        and (query.due_before is None or due < query.due_before)
        and (query.dated is None or (task.due_at is not None) == query.dated)
        and (query.priority_min is None or task.priority >= query.priority_min)
        and (query.follow_up != "hidden" or back is None or query.now is None or back <= query.now)
        and (query.follow_up != "due" or (back is not None and query.now is not None and back <= query.now))
    )
