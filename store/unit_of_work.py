"""One transaction of the engine on an SQL database: the verbs of engine.ports.UnitOfWork over a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from engine.model import Case, Changes, QueueState

from . import queue_rows
from .case_rows import CaseRows
from .definition_rows import DefinitionRows
from .desk.sql import DeskRows
from .erasing import Vault, keys
from .job_rows import JobRows
from .message_rows import MessageRows
from .session import Session
from .waiting_rows import WaitingRows


class SqlUnitOfWork(CaseRows, JobRows, MessageRows, DefinitionRows, DeskRows, WaitingRows):
    """Begins on entering the block; leaving it without `commit` rolls back."""

    session: Session

    def __init__(self, open_session: Callable[[], Session], vault: Vault | None = None) -> None:
        self._open_session = open_session
        self._vault = vault
        self._locked = {}
        self._drafted = set()
        self._ahead = {}
        self._late = None
        self._unmoved = {}
        self._finished = {}

    def __enter__(self) -> Self:
        self.session = self._open_session()
        self.content = keys.content(self.session, self._vault)
        try:
            self.session.begin()
        except BaseException:
            self.session.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def _lock(self, case: Case) -> Case:
        self.session.hold(case.id, case.site)
        return super()._lock(case)

    def insert_case(self, case: Case, changes: Changes) -> None:
        """Write a new case and everything it opens; AlreadyThere when the id is taken."""
        self.session.hold(case.id)
        super().insert_case(case, changes)

    def steer_queue(
        self, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str = ""
    ) -> QueueState:
        """Pause a queue or let it go on, at most `rate` jobs a minute."""
        how = {"paused": paused, "rate": rate, "now": now, "by": by, "reason": reason}
        return queue_rows.steer(self.session, queue, how)

    def commit(self) -> None:
        """Make it so; Retryable, Unavailable, OutcomeUnknown."""
        self.write_late()
        self.session.commit()
        self.content.committed()
