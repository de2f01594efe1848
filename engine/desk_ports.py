"""What the desk needs of a store: its records in a unit of work or each alone, logins, the log of accesses, the feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, TypeVar

from .desk import CaseAccess, Feed

R = TypeVar("R")


class DeskRecords(Protocol):
    """Records of the desk (engine.desk), within a unit of work or each call a transaction of its own."""

    def put(self, record: Any) -> None:
        """Insert a record or replace the one with its key."""
        ...

    def drop(self, kind: type[Any], *key: Any) -> bool:
        """Delete a record by its key (tenant first); False when there was none."""
        ...

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The record with a key."""
        ...


class DeskStore(DeskRecords, Protocol):
    """What a store knows of the desk besides its records."""

    def touch_session(self, token_hash: bytes, seen_at: datetime, expires_at: datetime) -> bool:
        """Move a login's idle end; False when it is gone."""
        ...

    def end_sessions(self, *, tenant: int = 1, person: str | None = None, provider_session: str | None = None) -> int:
        """End the logins of a person or of a session at the provider; how many."""
        ...

    def forget_sessions(self, before: datetime) -> int:
        """Delete logins that ended before; how many."""
        ...

    def forget_security_events(self, before: datetime) -> int:
        """Delete security events from before; how many."""
        ...

    def note_access(self, access: CaseAccess) -> None:
        """Write down that a case was read, once per person, hour and purpose."""
        ...

    def changes_since(self, tenant: int, cursor: str | None, limit: int = 500) -> Feed:
        """What happened to cases and tasks after a cursor (None: from now on)."""
        ...
