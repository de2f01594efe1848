"""Every read of a case is on record: who, when, for what; once per hour and purpose, so that it stays cheap."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from documents.model import Document
from engine.desk import CaseAccess
from engine.model import Case, Task
from engine.ports import Clock

from ..identity.principal import Principal
from .table import ACTIONS, About

_REMEMBERED = 20_000


class Reads:
    """Writes the access log; what this process has written already costs nothing."""

    def __init__(self, store: Any, clock: Clock, tenant: int) -> None:
        self._store = store
        self._clock = clock
        self._tenant = tenant
        self._written: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._guard = threading.Lock()

    def note(
        self, action: str, principal: Principal, case: Case, task: Task | None = None, document: Document | None = None
    ) -> None:
        """Note a read, when the action is one."""
        rule = ACTIONS[action]
        if not rule.logged:
            return
        now = self._clock.now()
        entry = CaseAccess(
            tenant=self._tenant,
            case_id=case.id,
            person=principal.person,
            hour=now.replace(minute=0, second=0, microsecond=0),
            purpose=_purpose(rule.about, action, task, document),
            at=now,
            on_behalf_of=principal.on_behalf_of,
        )
        key = (entry.case_id, entry.person, entry.hour.isoformat(), entry.purpose)
        with self._guard:
            if key in self._written:
                self._written.move_to_end(key)
                return
        self._store.note_access(entry)
        with self._guard:
            self._written[key] = None
            if len(self._written) > _REMEMBERED:
                self._written.popitem(last=False)


def _purpose(about: About, action: str, task: Task | None, document: Document | None) -> str:
    """What somebody was about when they read: a task, a document, or the case as a whole."""
    if about is About.TASK and task is not None:
        return f"task:{task.element_id}"
    if about is About.DOCUMENT and document is not None:
        return f"document:{document.id}"
    return {"case.messages": "messages", "case.decisions": "decisions", "document.list": "documents"}.get(
        action, "case"
    )
