"""The questions about lists of tasks on an SQL database: a part of the read side."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import datetime

from engine.model import CaseStatus, Task

from ..drafts.live import SqlLive
from ..queries import paging
from ..queries.records import EVERY_CASE, CaseFilter, CaseSort, CaseSummary, Page, TimerRow
from ..queries.tasks import Capped, Load, TaskQuery
from ..session import Session
from . import cases, counting, inbox


class SqlTaskQueries(SqlLive):
    """Lists of tasks and what belongs to them; see `queries.records.Queries`."""

    def _session(self) -> AbstractContextManager[Session]:
        raise NotImplementedError

    def tasks(self, tenant: int, query: TaskQuery) -> Page[Task]:
        """Open tasks."""
        with self._session() as session:
            return inbox.tasks(session, tenant, query)

    def count_tasks(self, tenant: int, query: TaskQuery, cap: int = 1_000) -> Capped:
        """How many tasks fit."""
        with self._session() as session:
            return counting.count(session, tenant, query, cap)

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
        within = None if sites is None else sorted(sites)
        with self._session() as session:
            return counting.workload(session, tenant, by, within, now, limit, after, cap)

    def with_drafts(self, tenant: int, person: str, tasks: Collection[str]) -> set[str]:
        """Tasks in which a person has a draft."""
        keys = {key for task in tasks if (key := paging.split_task_id(task)) is not None}
        if not keys:
            return set()
        marks = ", ".join("?" * len(keys))
        sql = f"SELECT case_id, activation FROM draft WHERE case_id IN ({marks}) AND person = ? AND tenant = ?"
        with self._session() as session:
            found = session.all(sql, (*(case_id for case_id, _ in sorted(keys)), person, tenant))
        return {f"{case_id}.{activation}" for case_id, activation in found if (case_id, activation) in keys}

    def case_versions(self, tenant: int, case_ids: Collection[str]) -> dict[str, int]:
        """Versions of cases, by id."""
        wanted = sorted(set(case_ids))
        if not wanted:
            return {}
        sql = f"SELECT id, version FROM case_instance WHERE id IN ({', '.join('?' * len(wanted))}) AND tenant = ?"
        with self._session() as session:
            return {row[0]: row[1] for row in session.all(sql, (*wanted, tenant))}

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
        conditions = ["t.state = 0", "t.tenant = ?"]
        parameters: list[object] = [tenant]
        if sites is not None:
            conditions.append(f"c.site IN ({', '.join('?' * len(sites))})" if sites else "1 = 0")
            parameters.extend(sorted(sites))
        with self._session() as session:
            at = session.values.instant
            if due_before is not None:
                conditions.append("t.fire_at < ?")
                parameters.append(at(due_before))
            if after is not None:
                micros, *rest = paging.key_of(after, "isisi")
                conditions.append("t.fire_at >= ? AND (t.fire_at, t.case_id, t.activation, t.element_id, t.cycle)")
                conditions[-1] += " > (?, ?, ?, ?, ?)"
                parameters.extend((at(paging.instant(micros)), at(paging.instant(micros)), *rest))
            sql = (
                "SELECT t.case_id, t.activation, t.element_id, t.cycle, t.fire_at, c.business_key, c.site, c.process_id,"
                " c.status FROM timer t JOIN case_instance c ON c.id = t.case_id"
                f" WHERE {' AND '.join(conditions)}"
                " ORDER BY t.fire_at, t.case_id, t.activation, t.element_id, t.cycle LIMIT ?"
            )
            found = [
                TimerRow(
                    *(row[0], row[1], row[2], row[3], session.values.to_instant(row[4])),
                    *(row[5], row[6], row[7], row[8] == CaseStatus.SUSPENDED.value),
                )
                for row in session.all(sql, (*parameters, limit + 1))
            ]
        return paging.page(found, limit, lambda timer: timer.place)

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
        with self._session() as session:
            return cases.page(session, tenant, filters, sort, limit, after)

    def cases_by_keys(self, tenant: int, business_keys: Collection[str]) -> list[CaseSummary]:
        """The newest case of each number, by number."""
        with self._session() as session:
            return cases.by_keys(session, tenant, business_keys)
