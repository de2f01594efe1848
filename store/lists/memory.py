"""The questions about lists of tasks and cases on the store in memory: everything is looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from engine.model import CaseStatus, Task, TaskState, TimerState

from ..drafts.live import MemoryLive
from ..memory_book import Book
from ..queries import paging
from ..queries.records import EVERY_CASE, CaseFilter, CaseSort, CaseSummary, Page, TimerRow
from ..queries.tasks import Capped, Load, Reach, TaskQuery, beyond, chosen, fits, reaches
from . import cases, search


class MemoryTaskQueries(MemoryLive):
    """Lists of tasks and what belongs to them; see `queries.records.Queries`."""

    _book: Book

    def _every(self, table: str, tenant: int) -> list[Any]:
        raise NotImplementedError

    def _open(self, tenant: int) -> list[Task]:
        return [task for task in self._every("task", tenant) if task.state is TaskState.OPEN]

    def _found(self, tenant: int, query: TaskQuery) -> tuple[list[Task], bool]:
        found = [t for t in self._open(tenant) if fits(t, query) and any(reaches(t, one) for one in query.reach)]
        cut = False
        if query.q:
            within = [one.sites for one in query.reach]
            sites = None if None in within else sorted({site for one in within for site in one or ()})
            self._book.take()
            try:
                ids, cut = search.remembered(self._book, tenant, query.q, sites)
            finally:
                self._book.release()
            found = [task for task in found if task.case_id in ids]
        return found, cut

    def tasks(self, tenant: int, query: TaskQuery) -> Page[Task]:
        """Open tasks."""
        beyond(query)
        found, cut = self._found(tenant, query)
        return chosen(found, query, cut=cut)

    def count_tasks(self, tenant: int, query: TaskQuery, cap: int = 1_000) -> Capped:
        """How many tasks fit."""
        number = len(self._found(tenant, query)[0])
        return Capped(min(number, cap), number > cap)

    def workload(
        self,
        tenant: int,
        by: str,
        *,
        now: datetime,
        sites: Collection[str] | None = None,
        limit: int = 50,
        after: str | None = None,
        cap: int = 1_000,
    ) -> Page[Load]:
        """What people or groups have to do."""
        limit = paging.size(limit)
        shelves: set[str] = set()
        for task in self._open(tenant):
            if sites is not None and task.site not in sites:
                continue
            if by == "person":
                shelves |= {f"p:{person}" for person in (*task.users, task.assignee) if person}
            else:
                shelves |= {f"g:{group}@{task.site}" for group in task.groups}
        last = "" if after is None else paging.key_of(after, "s")[0]
        names = sorted(name for name in shelves if name > last)[: limit + 1]
        within = None if sites is None else tuple(sites)

        def whose(task: Task) -> set[str | None]:
            if by == "group":
                return set(task.groups)
            return {*task.users, task.assignee} if within is None or task.site in within else set()

        def load(shelf: str) -> Load:
            name, site = (shelf[2:], "") if by == "person" else (shelf[2:].rpartition("@")[0], shelf.rpartition("@")[2])
            reach = Reach(persons=(name,), sites=within) if by == "person" else Reach(groups=(name,), sites=(site,))
            every = self.count_tasks(tenant, TaskQuery((reach,)), cap)
            late = self.count_tasks(tenant, TaskQuery((reach,), due_before=now), cap)
            cases = len({one.case_id for one in self._open(tenant) if name in whose(one) and site in ("", one.site)})
            return Load(name, site, every, late, Capped(min(cases, cap), cases > cap))

        one = paging.page(names, limit, lambda shelf: (shelf,))
        return Page(tuple(load(shelf) for shelf in one.items), one.next)

    def with_drafts(self, tenant: int, person: str, tasks: Collection[str]) -> set[str]:
        """Tasks in which a person has a draft."""
        mine = {f"{d.case_id}.{d.activation}" for d in self._every("draft", tenant) if d.person == person}
        return mine.intersection(tasks)

    def case_versions(self, tenant: int, case_ids: Collection[str]) -> dict[str, int]:
        """Versions of cases, by id."""
        return {case.id: case.version for case in self._every("case", tenant) if case.id in case_ids}

    def timers(
        self,
        tenant: int,
        *,
        sites: Collection[str] | None = None,
        due_before: datetime | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[TimerRow]:
        """Pending timers with their cases, earliest first."""
        limit = paging.size(limit)
        known = {case.id: case for case in self._every("case", tenant) if sites is None or case.site in sites}
        found = []
        for timer in self._every("timer", tenant):
            if timer.state is not TimerState.PENDING or timer.case_id not in known:
                continue
            if due_before is not None and timer.fire_at >= due_before:
                continue
            case = known[timer.case_id]
            where = (timer.case_id, timer.activation, timer.element_id, timer.cycle, timer.fire_at)
            stands = case.status is CaseStatus.SUSPENDED
            found.append(TimerRow(*where, case.business_key, case.site, case.process_id, stands))
        if after is not None:
            last = paging.key_of(after, "isisi")
            found = [timer for timer in found if timer.place > last]
        found.sort(key=lambda timer: timer.place)
        return paging.page(found[: limit + 1], limit, lambda timer: timer.place)

    def cases(
        self,
        tenant: int,
        *,
        filters: CaseFilter = EVERY_CASE,
        sort: CaseSort = CaseSort.NEWEST,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[CaseSummary]:
        """Cases without their states."""
        every = self._every("case", tenant)
        self._book.take()
        try:
            return cases.remembered(self._book, every, tenant, filters, sort, limit, after)
        finally:
            self._book.release()

    def cases_by_keys(self, tenant: int, business_keys: Collection[str]) -> list[CaseSummary]:
        """The newest case of each number, by number."""
        mine = sorted((c for c in self._every("case", tenant) if c.business_key in business_keys), key=lambda c: c.id)
        found = {case.business_key: cases.summary(case) for case in mine}
        return [found[key] for key in sorted(found)]
