"""The shorter way to ask for a person's inbox, in the words of a list of tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.model import Task

from .records import EVERY_TASK, InboxFilter, InboxOrder, Page
from .tasks import Reach, TaskQuery, TaskSort

_SORTS = {
    InboxOrder.DUE: TaskSort.DUE,
    InboxOrder.CREATED: TaskSort.CREATED,
    InboxOrder.PRIORITY: TaskSort.PRIORITY,
}


class InboxOfTasks:
    """Answers the shorter question by the longer one, on every store."""

    def tasks(self, tenant: int, query: TaskQuery) -> Page[Task]:
        """Open tasks."""
        raise NotImplementedError

    def inbox(
        self,
        tenant: int,
        *,
        person: str,
        groups: Collection[str] | None,
        sites: Collection[str] | None = None,
        filters: InboxFilter = EVERY_TASK,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Task]:
        """Open tasks that are the person's, name them, or are offered to one of the groups (None: all tasks)."""
        return self.tasks(tenant, query(person, groups, sites, filters, limit, after))


def query(
    person: str,
    groups: Collection[str] | None,
    sites: Collection[str] | None,
    filters: InboxFilter,
    limit: int,
    after: str | None,
) -> TaskQuery:
    """The tasks that are the person's, name them, or are offered to one of the groups (None: all tasks)."""
    within = None if sites is None else tuple(sorted(sites))
    persons = (person,) if person and groups is not None else ()
    reach = Reach(persons, None if groups is None else tuple(sorted(groups)), within)
    asked = TaskQuery(
        (reach,),
        assigned="nobody" if filters.assigned == "nobody" else "any",
        assignee=person if filters.assigned == "mine" else filters.assignee,
        process_id=filters.process_id,
        element_ids=None if filters.element_id is None else (filters.element_id,),
        business_key=filters.business_key,
        due_before=filters.due_before,
        sort=_SORTS[filters.order],
        limit=limit,
        after=after,
    )
    if filters.follow_up_by is not None:
        asked = replace(asked, follow_up="hidden", now=filters.follow_up_by)
    return asked
