"""Figures per element of the cases of some definitions: what is open or stuck, how many passed lately, how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.model import JobState, TaskState, TimerState

from ..memory_book import Book
from ..session import Session

#: Passages of an element that are looked at, newest first: what figures cost does not grow with the history.
SAMPLE = 400
#: Running cases of one definition that are counted: beyond that it is "many".
MOST_COUNTED = 1_000
_RUNNING = "('RUNNING', 'INCIDENT', 'SUSPENDED')"
#: What is open by kind of row: table, condition.
_OPEN = (
    ("task", "x.state = 0"),
    ("job", "x.state IN (0, 1, 3)"),
    ("timer", "x.state = 0"),
    ("subscription", "x.kind IN ('message', 'signal')"),
)


@dataclass(frozen=True, slots=True)
class Passages:
    """What was seen of an element: cases that wait there, incidents, and the seconds of its newest passages.

    `since`: the instant of the oldest of them. `sampled`: there were more.
    """

    element_id: str
    open: int
    incidents: int
    seconds: tuple[float, ...]
    sampled: bool
    since: datetime | None = None


class LiveQuestions(Protocol):
    """The question, as a part of `queries.Queries`."""

    def passages(self, tenant: int, definitions: Collection[int], elements: Sequence[str]) -> list[Passages]:
        """Figures of these elements in cases of these definitions; those of which there are none are left out."""
        ...

    def running(self, tenant: int, definitions: Collection[int]) -> int:
        """How many cases of these definitions are not over."""
        ...

    def running_of_each(self, tenant: int) -> dict[int, int]:
        """The same of every definition of which there are any, by its id; counted to `MOST_COUNTED`."""
        ...


class SqlLive:
    """On an SQL database: what is open through the running cases, what passed through an index by element."""

    def _session(self) -> AbstractContextManager[Session]:
        raise NotImplementedError

    def passages(self, tenant: int, definitions: Collection[int], elements: Sequence[str]) -> list[Passages]:
        """See LiveQuestions."""
        wanted = sorted(definitions)
        if not wanted or not elements:
            return []
        cases = f"c.tenant = ? AND c.definition_id IN ({_marks(wanted)}) AND c.status IN {_RUNNING}"
        with self._session() as session:
            waiting = " UNION ALL ".join(
                f"SELECT x.element_id, x.case_id FROM case_instance c JOIN {table} x ON x.case_id = c.id"
                f" WHERE {cases} AND {condition}"
                for table, condition in _OPEN
            )
            sql = f"SELECT w.element_id, COUNT(DISTINCT w.case_id) FROM ({waiting}) w GROUP BY w.element_id"
            open_ = {str(row[0]): int(row[1]) for row in session.look(sql, (tenant, *wanted) * len(_OPEN))}
            sql = (
                "SELECT x.element_id, COUNT(*) FROM case_instance c JOIN incident x ON x.case_id = c.id"
                f" WHERE {cases} AND x.resolved_at IS NULL GROUP BY x.element_id"
            )
            stuck = {str(row[0]): int(row[1]) for row in session.look(sql, (tenant, *wanted))}
            found = []
            for element in elements:
                seconds, since, sampled = self._passed(session, tenant, wanted, element)
                if element in open_ or seconds or element in stuck:
                    found.append(
                        Passages(element, open_.get(element, 0), stuck.get(element, 0), seconds, sampled, since)
                    )
            return found

    def running(self, tenant: int, definitions: Collection[int]) -> int:
        """See LiveQuestions."""
        wanted = sorted(definitions)
        if not wanted:
            return 0
        sql = (
            "SELECT COUNT(*) FROM case_instance"
            f" WHERE tenant = ? AND definition_id IN ({_marks(wanted)}) AND status IN {_RUNNING}"
        )
        with self._session() as session:
            return int(session.look(sql, (tenant, *wanted))[0][0])

    def running_of_each(self, tenant: int) -> dict[int, int]:
        """Through the index `case_definition`: what it costs grows with the definitions, not with their cases."""
        sql = (
            "SELECT d.id, (SELECT COUNT(*) FROM (SELECT 1 FROM case_instance c WHERE c.tenant = d.tenant"
            f" AND c.definition_id = d.id AND c.ended_at IS NULL LIMIT {MOST_COUNTED}) x) FROM definition d"
            " WHERE d.tenant = ?"
        )
        with self._session() as session:
            return {int(row[0]): int(row[1]) for row in session.look(sql, (tenant,)) if row[1]}

    def _passed(
        self, session: Session, tenant: int, definitions: Sequence[int], element: str
    ) -> tuple[tuple[float, ...], datetime | None, bool]:
        sql = (
            "SELECT h.started_at, h.at, c.definition_id FROM (SELECT case_id, started_at, at FROM history"
            " WHERE tenant = ? AND event = 'element' AND element_id = ? ORDER BY at DESC LIMIT ?) h"
            " JOIN case_instance c ON c.id = h.case_id"
        )
        rows = session.all(sql, (tenant, element, SAMPLE))
        at = session.values.to_instant
        mine = [(at(row[0]), at(row[1])) for row in rows if row[2] in definitions and row[0] is not None]
        since = min((ended for _, ended in mine), default=None)
        return tuple(_seconds(*one) for one in mine), since, len(rows) == SAMPLE


class MemoryLive:
    """In memory."""

    _book: Book

    def passages(self, tenant: int, definitions: Collection[int], elements: Sequence[str]) -> list[Passages]:
        """See LiveQuestions."""
        book = self._book
        book.take()
        try:
            mine = {
                case.id for case in book.every("case") if case.tenant == tenant and case.definition_id in definitions
            }
            running = {case.id for case in book.every("case") if case.id in mine and case.status.open}
            waiting: dict[str, set[str]] = defaultdict(set)
            for table, state in (("task", TaskState.OPEN), ("timer", TimerState.PENDING), ("subscription", None)):
                for row in book.every(table):
                    if row.case_id in running and (state is None or row.state is state):
                        waiting[row.element_id].add(row.case_id)
            for job in book.every("job"):
                if job.case_id in running and job.state in (JobState.READY, JobState.LEASED, JobState.INCIDENT):
                    waiting[job.element_id].add(job.case_id)
            stuck = Counter(
                one.element_id for one in book.every("incident") if one.case_id in running and one.resolved_at is None
            )
            lines: dict[str, list[Any]] = defaultdict(list)
            for line in book.every("history"):
                if line.event == "element" and line.tenant == tenant:
                    lines[line.element_id].append(line)
        finally:
            book.release()
        found = []
        for element in elements:
            newest = sorted(lines[element], key=lambda line: line.at, reverse=True)[:SAMPLE]
            lasted = [(line.started_at, line.at) for line in newest if line.case_id in mine and line.started_at]
            if waiting[element] or lasted or stuck[element]:
                spans = tuple(_seconds(*one) for one in lasted)
                since = min((ended for _, ended in lasted), default=None)
                found.append(
                    Passages(element, len(waiting[element]), stuck[element], spans, len(newest) == SAMPLE, since)
                )
        return found

    def running(self, tenant: int, definitions: Collection[int]) -> int:
        """See LiveQuestions."""
        self._book.take()
        try:
            return sum(
                case.tenant == tenant and case.definition_id in definitions and case.status.open
                for case in self._book.every("case")
            )
        finally:
            self._book.release()

    def running_of_each(self, tenant: int) -> dict[int, int]:
        """See LiveQuestions."""
        self._book.take()
        try:
            found = Counter(
                case.definition_id for case in self._book.every("case") if case.tenant == tenant and case.status.open
            )
            return {definition: min(count, MOST_COUNTED) for definition, count in found.items()}
        finally:
            self._book.release()


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _seconds(started: datetime, ended: datetime) -> float:
    return max(0.0, (ended - started).total_seconds())
