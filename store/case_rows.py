"""The part of a unit of work that reads and writes cases with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from engine.errors import NotFound
from engine.model import Case, Changes, Draft, HistoryLine, Task, TaskState

from . import rows, statements, together
from .erasing import keys as case_keys
from .erasing.content import Content
from .errors import AlreadyThere, Misused
from .figures import closing
from .session import Session

_CASE_WIDTH = rows.CASE.width
_LOCK = f"SELECT {statements.CASE_COLUMNS} FROM case_instance WHERE tenant = ? AND id = ?"
# Both rows are locked: after a wait PostgreSQL re-reads locked rows only, so an unlocked task would be seen as it was
# before the winner's commit, still open.
_LOCK_WITH_TASK = (
    f"SELECT {statements.columns(rows.CASE, 'c')}, {statements.columns(rows.TASK, 't')},"
    " EXISTS (SELECT 1 FROM draft d WHERE d.case_id = t.case_id AND d.activation = t.activation)"
    " FROM case_instance c JOIN task t ON t.case_id = c.id WHERE c.tenant = ? AND c.id = ? AND t.activation = ?"
)
_HISTORY = f"SELECT {statements.columns(rows.HISTORY)} FROM history WHERE tenant = ? AND case_id = ? ORDER BY seq"
_DRAFT = (
    f"SELECT {statements.columns(rows.DRAFT)} FROM draft"
    " WHERE case_id = ? AND activation = ? AND person = ? AND tenant = ?"
)
_DROP_DRAFT = "DELETE FROM draft WHERE case_id = ? AND activation = ? AND person = ? AND tenant = ?"
_DROP_TERMS = "DELETE FROM search_term WHERE case_id = ?"
_SHOW = (
    "UPDATE task SET applicant = ?, employer = ?, azr_number = ?, case_group = ?, nationality = ?, applicant_key = ?"
    " WHERE case_id = ? AND state = 0"
)
_CLOSE_TASKS = "UPDATE task SET state = 2, version = version + 1, ended_at = ? WHERE case_id = ? AND state = 0"
# Messages and signals that a case has thrown are out of its hands: they go out even when it ends.
_CLOSE_JOBS = "UPDATE job SET state = 4 WHERE case_id = ? AND state IN (0, 1, 3) AND kind NOT IN ('message', 'signal')"
_RENAME_JOB = "UPDATE job SET element_id = ? WHERE case_id = ? AND activation = ? AND kind = 'service'"
_CLOSE_TIMERS = "UPDATE timer SET state = 2 WHERE case_id = ? AND state = 0"
_FIRE_TIMERS = "UPDATE timer SET state = 1 WHERE case_id = ? AND state = 0"
_CLOSE_SUBSCRIPTIONS = "DELETE FROM subscription WHERE case_id = ?"
_CLOSE_INCIDENTS = "UPDATE incident SET resolved_at = ? WHERE case_id = ? AND resolved_at IS NULL"


#: What most steps write, and how it is taken out of their changes.
_TOGETHER: tuple[tuple[rows.Mapper[Any], Callable[[Changes], Sequence[Any]], str], ...] = (
    (rows.JOB, lambda changes: changes.jobs, statements.JOB_UPSERT),
    (rows.TIMER, lambda changes: changes.timers, statements.TIMER_UPSERT),
    (rows.SUBSCRIPTION, lambda changes: changes.subscriptions, ""),
    (rows.HISTORY, lambda changes: changes.history, ""),
)


class CaseRows:
    """Cases, tasks, drafts and history of one transaction."""

    session: Session
    content: Content
    # Version of each case this transaction has locked: saving one that it has not would be a lost update.
    _locked: dict[str, int]
    # Tasks that had a draft when they were locked; only those cost a DELETE when they are completed.
    _drafted: set[tuple[str, int]]
    # Cases that `lock_cases` has loaded and nobody has asked for yet; and what is to be written of them with the commit.
    _ahead: dict[tuple[int, str], Case]
    _late: dict[str, tuple[Case, Changes]] | None
    # Of those cases what no step changes; where something else did, the whole row is written at once.
    _unmoved: dict[str, tuple[Any, ...]]

    def insert_case(self, case: Case, changes: Changes) -> None:
        """Write a new case and everything it opens; AlreadyThere when the id is taken."""
        session = self.session
        shut = self.content.sealed(case)
        session.run(statements.insert("case_instance", rows.CASE.columns, 1), rows.CASE.encode(shut, session.values))
        self._locked[case.id] = case.version
        self._write(case, changes)
        self._find_by(case, changes.terms or ())

    def lock_case(self, tenant: int, case_id: str) -> Case:
        """Load and lock; NotFound when this tenant has no such case."""
        loaded = self._ahead.pop((tenant, case_id), None)
        if loaded is not None:
            self._locked[case_id] = loaded.version
            self._unmoved[case_id] = rows.unmoved(loaded)
            return loaded
        self.write_late()
        session = self.session
        row = session.one(_LOCK + " FOR UPDATE" if session.postgres else _LOCK, (tenant, case_id))
        if row is None:
            raise NotFound(f"case {case_id}")
        return self._lock(rows.CASE.decode(row, session.values))

    def lock_case_with_task(self, tenant: int, case_id: str, activation: int) -> tuple[Case, Task | None]:
        """The same with the task's row; None when the case has no such task."""
        session = self.session
        sql = _LOCK_WITH_TASK + " FOR UPDATE OF c, t" if session.postgres else _LOCK_WITH_TASK
        row = session.one(sql, (tenant, case_id, activation))
        if row is None:
            # No such task as far as this statement could see; a second look comes after the lock and sees all.
            case = self.lock_case(tenant, case_id)
            row = session.one(sql, (tenant, case_id, activation))
            if row is None:
                return case, None
        if row[-1]:
            self._drafted.add((case_id, activation))
        values = session.values
        task = rows.TASK.decode(row[_CASE_WIDTH:-1], values)
        return self._lock(rows.CASE.decode(row[:_CASE_WIDTH], values)), task

    def _lock(self, case: Case) -> Case:
        self._locked[case.id] = case.version
        return self.content.opened(case)

    def save_case(self, case: Case, changes: Changes) -> None:
        """Write a locked case and all changes: closings first, then new rows, then `closed_all`.

        Raises Misused when the case is not locked by this unit of work or its version was not counted up.
        """
        locked = self._locked.get(case.id)
        if locked is None:
            raise Misused(f"case {case.id} is saved without being locked")
        if case.version <= locked:
            raise Misused(f"case {case.id} is saved with version {case.version} after {locked}")
        moved_only = changes.terms is None and self._unmoved.get(case.id) == rows.unmoved(case)
        if self._late is not None and moved_only:
            self._locked[case.id] = case.version
            self._late[case.id] = (case, changes)
            return
        encoded = rows.CASE.encode(self.content.sealed(case), self.session.values)
        parameters = [encoded[index] for index in statements.CASE_UPDATED_AT]
        self.session.run(statements.UPDATE_CASE, (*parameters, case.id))
        self._locked[case.id] = case.version
        self._write(case, changes)
        if changes.terms is not None:
            self.session.run(_SHOW, (*rows.listed_row(case.listed), case.id))
            self.session.run(_DROP_TERMS, (case.id,))
            self._find_by(case, changes.terms)

    def write_late(self) -> None:
        """Write what `save_case` has put off; before anything of these cases is read again, and before the commit."""
        late = list((self._late or {}).values())
        if not late:
            return
        self._late = {}
        session, values = self.session, self.session.values
        together.update(session, [rows.moved(self.content.sealed(case), values) for case, _ in late])
        for case, changes in late:
            self._close(case, changes)
            self._write_rare(case, changes)
        for mapper, of, conflict in _TOGETHER:
            found = [record for _, changes in late for record in of(changes)]
            if not found:
                continue
            shut = [mapper.encode(self.content.sealed(record), values) for record in found]
            written = together.insert(session, mapper, shut, conflict)
            if mapper is rows.JOB and written != len(found):
                raise AlreadyThere(f"one of the jobs {', '.join(job.id for job in found)} is still unfinished")
        ended = [case.id for case, changes in late if changes.closed_all]
        if ended:
            together.close_all(session, ended)

    def _find_by(self, case: Case, terms: Sequence[str]) -> None:
        if terms:
            sql = statements.insert("search_term", ("tenant", "term", "case_id", "site"), len(terms))
            self.session.run(sql, [part for term in terms for part in (case.tenant, term, case.id, case.site)])

    def _write(self, case: Case, changes: Changes) -> None:
        self._close(case, changes)
        self._write_rare(case, changes)
        if changes.jobs:
            self._insert_jobs(changes)
        self._insert(rows.TIMER, changes.timers, statements.TIMER_UPSERT)
        self._insert(rows.SUBSCRIPTION, changes.subscriptions)
        self._insert(rows.HISTORY, changes.history)
        if changes.closed_all:
            self._close_all(case)

    def _write_rare(self, case: Case, changes: Changes) -> None:
        """Rows that hold lists, or that few steps write."""
        tasks = tuple({task.activation: task for task in changes.tasks}.values())
        self._insert(rows.TASK, tasks, statements.TASK_UPSERT)
        for task in tasks:
            if task.state is TaskState.COMPLETED and (task.case_id, task.activation) in self._drafted:
                self.session.run(
                    "DELETE FROM draft WHERE case_id = ? AND activation = ? AND person = ?",
                    (task.case_id, task.activation, task.ended_by),
                )
        for activation, element_id in changes.renamed_jobs:
            self.session.run(_RENAME_JOB, (element_id, case.id, activation))
        self._insert(rows.INCIDENT, changes.incidents, statements.INCIDENT_UPSERT)
        self._insert(rows.MESSAGE_IN, changes.messages, "ON CONFLICT (tenant, source, message_id) DO NOTHING")
        if changes.closed is not None:
            closing.write(self.session, self.content, case, changes.closed)

    def _insert(self, mapper: rows.Mapper[Any], records: Sequence[Any], on_conflict: str = "") -> None:
        for chunk in statements.chunks(records):
            sql = statements.insert(mapper.table, mapper.columns, len(chunk), on_conflict)
            self.session.run(sql, self._flat(mapper, chunk))

    def _insert_jobs(self, changes: Changes) -> None:
        for chunk in statements.chunks(changes.jobs):
            sql = statements.insert("job", rows.JOB.columns, len(chunk), statements.JOB_UPSERT)
            if self.session.count(sql, self._flat(rows.JOB, chunk)) != len(chunk):
                raise AlreadyThere(f"one of the jobs {', '.join(job.id for job in chunk)} is still unfinished")

    def _close(self, case: Case, changes: Changes) -> None:
        run, at = self.session.run, self.session.values.instant(case.updated_at)
        for some in statements.chunks(changes.closed_tasks):
            run(statements.in_list(_CLOSE_TASKS + " AND activation", len(some)), (at, case.id, *some))
        for some in statements.chunks(changes.closed_jobs):
            run(statements.in_list(_CLOSE_JOBS + " AND activation", len(some)), (case.id, *some))
        for some in statements.chunks(changes.closed_incidents):
            run(statements.in_list(_CLOSE_INCIDENTS + " AND activation", len(some)), (at, case.id, *some))
        two = "(activation = ? AND element_id = ?)"
        three = "(activation = ? AND element_id = ? AND cycle = ?)"
        for head, condition, keys in (
            (_FIRE_TIMERS, three, changes.fired_timers),
            (_CLOSE_TIMERS, two, changes.closed_timers),
            (_CLOSE_SUBSCRIPTIONS, two, changes.closed_subscriptions),
        ):
            # 200 and not CHUNK: SQLite's expression depth ends at 1,000.
            for start in range(0, len(keys), 200):
                part = keys[start : start + 200]
                flat = [value for key in part for value in key]
                run(statements.any_of(head, condition, len(part)), (case.id, *flat))

    def end_case(self, case: Case) -> None:
        """Write that a case has ended, whatever its state says, and close every open row of it."""
        at = self.session.values.instant
        self.session.run(
            "UPDATE case_instance SET status = ?, ended_at = ? WHERE id = ?",
            (case.status.value, at(case.ended_at), case.id),
        )
        self._close_all(case)

    def _close_all(self, case: Case) -> None:
        at = self.session.values.instant(case.updated_at)
        for sql, parameters in (
            (_CLOSE_TASKS, (at, case.id)),
            (_CLOSE_JOBS, (case.id,)),
            (_CLOSE_TIMERS, (case.id,)),
            (_CLOSE_SUBSCRIPTIONS, (case.id,)),
            (_CLOSE_INCIDENTS, (at, case.id)),
        ):
            self.session.run(sql, parameters)

    def history(self, tenant: int, case_id: str) -> Iterator[HistoryLine]:
        """Every line of a case in order."""
        values = self.session.values
        found = [rows.HISTORY.decode(row, values) for row in self.session.all(_HISTORY, (tenant, case_id))]
        return iter(self.content.all(found))

    def history_key(self, tenant: int, case_id: str) -> bytes:
        """What hides the details of a case's history from guessing; empty when nothing does, or it was destroyed."""
        if case_id not in self._locked:  # a new case: nobody can have made its key yet, so nobody is asked
            case_keys.begin(self.session, self.content, tenant, case_id)
        return self.content.history_key(tenant, case_id)

    def update_task(self, task: Task) -> None:
        """Write claim, assignment and dates of an open task; NotFound when there is no open one."""
        values = self.session.values
        touched = self.session.count(
            "UPDATE task SET assignee = ?, candidate_groups = ?, candidate_users = ?, priority = ?, due_at = ?,"
            " follow_up_at = ?, follow_up_note = ?, version = ? WHERE case_id = ? AND activation = ? AND state = 0",
            (
                *(task.assignee, values.names(task.groups), values.names(task.users), task.priority),
                *(values.instant(task.due_at), values.instant(task.follow_up_at), task.follow_up_note, task.version),
                *(task.case_id, task.activation),
            ),
        )
        if not touched:
            raise NotFound(f"open task {task.id}")

    def save_draft(self, draft: Draft) -> None:
        """Insert or replace what this person has typed so far."""
        sql = statements.insert("draft", rows.DRAFT.columns, 1, statements.DRAFT_UPSERT)
        self.session.run(sql, rows.DRAFT.encode(self.content.sealed(draft), self.session.values))
        self._drafted.add((draft.case_id, draft.activation))

    def drop_draft(self, tenant: int, case_id: str, activation: int, person: str) -> None:
        """Delete what this person has typed so far, if there is anything."""
        self.session.run(_DROP_DRAFT, (case_id, activation, person, tenant))

    def draft(self, tenant: int, case_id: str, activation: int, person: str) -> Draft | None:
        """What this person has typed so far."""
        row = self.session.one(_DRAFT, (case_id, activation, person, tenant))
        return None if row is None else self.content.opened(rows.DRAFT.decode(row, self.session.values))

    def _flat(self, mapper: rows.Mapper[Any], records: Sequence[Any]) -> list[Any]:
        values, encode, sealed = self.session.values, mapper.encode, self.content.sealed
        return [value for record in records for value in encode(sealed(record), values)]
