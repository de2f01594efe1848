"""Security events: what nobody does by mistake every day, one row each, for data protection and audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog

from engine.desk import SecurityEvent
from engine.ports import Clock

from ..limits import Buckets, Rate

log = structlog.get_logger(__name__)

#: Of one kind by one person or address: more says nothing new, and a flood must not fill the table.
_MOST = Rate(60, 60.0)


class SecurityLog:
    """Writes events. `kind` is stable: login-failed, login-blocked, token-refused, csrf, not-a-deputy, hidden-object,
    forbidden, conflict, four-eyes."""

    def __init__(self, store: Any, clock: Clock, tenant: int) -> None:
        self._store = store
        self._clock = clock
        self._tenant = tenant
        self._buckets = Buckets(_MOST)

    def note(self, kind: str, *, person: str = "", address: str = "", detail: Mapping[str, Any] | None = None) -> None:
        """One event; details are ids and codes, never what somebody typed."""
        now = self._clock.now()
        if self._buckets.take(f"{kind}\x00{person or address}", now.timestamp()):
            return
        event = SecurityEvent(
            id=str(uuid4()),
            tenant=self._tenant,
            at=now,
            kind=kind,
            person=person,
            address=address,
            detail=dict(detail or {}),
        )
        self._store.put(event)
        log.warning("security", kind=kind, entry=event.id)
