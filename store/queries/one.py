"""Reads one task or one case by its id, the first question of nearly every request."""

from __future__ import annotations

from contextlib import AbstractContextManager

from engine.model import Case, Task

from .. import rows, statements
from ..erasing import Vault, keys
from ..session import Session
from . import paging

# Asked with every request about a task or a case, so they are texts and nothing is compiled for them.
_TASK = f"SELECT {statements.columns(rows.TASK)} FROM task WHERE tenant = ? AND case_id = ? AND activation = ?"
_CASE = f"SELECT {statements.columns(rows.CASE)} FROM case_instance WHERE tenant = ? AND id = ?"
# The key comes along: most cases are new to a process that is asked for one of their tasks.
_TASK_AND_CASE = (
    f"SELECT {statements.columns(rows.TASK, 't')}, {statements.columns(rows.CASE, 'c')}, k.subject, k.master, k.wrapped"
    " FROM task t JOIN case_instance c ON c.id = t.case_id AND c.tenant = t.tenant"
    " LEFT JOIN data_key k ON k.tenant = c.tenant AND k.subject = c.id"
    " WHERE t.tenant = ? AND t.case_id = ? AND t.activation = ?"
)


class OneOfMany:
    """The part of the read side that nothing is compiled for."""

    _vault: Vault | None

    def _session(self) -> AbstractContextManager[Session]:
        raise NotImplementedError

    def task(self, tenant: int, task_id: str) -> Task | None:
        """One task."""
        key = paging.split_task_id(task_id)
        if key is None:
            return None
        with self._session() as session:
            row = session.one(_TASK, (tenant, *key))
            return None if row is None else rows.TASK.decode(row, session.values)

    def task_and_case(self, tenant: int, task_id: str) -> tuple[Task, Case] | None:
        """A task with its case, in one round trip."""
        key = paging.split_task_id(task_id)
        if key is None:
            return None
        with self._session() as session:
            row = session.one(_TASK_AND_CASE, (tenant, *key))
            if row is None:
                return None
            values, width = session.values, rows.TASK.width
            case = rows.CASE.decode(row[width:-3], values)
            return rows.TASK.decode(row[:width], values), keys.known(self._vault, row[-3:]).opened(case)

    def case(self, tenant: int, case_id: str) -> Case | None:
        """One case."""
        with self._session() as session:
            row = session.one(_CASE, (tenant, case_id))
            found = None if row is None else rows.CASE.decode(row, session.values)
            return None if found is None else keys.content(session, self._vault).opened(found)
