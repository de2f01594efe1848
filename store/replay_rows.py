"""Remembers signed messages for all processes and over restarts, so that a copy of one is recognised wherever it comes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from connectors.replay import MemoryReplayGuard, ReplayGuard

from .session import Session
from .sql_store import SqlStore

#: What nobody confirmed lapses after this: a process died between verifying a message and storing it, its sender got no
#: answer, and the first repeat (a minute later by contract) must find the door open.
UNCONFIRMED = timedelta(seconds=30)
#: Every new row takes up to so many old ones away: the table stays as large as what is fresh, and no job sweeps it.
SWEPT_PER_ROW = 4

# An old row that is not swept yet must not keep its identifier used.
_FIRST = (
    "INSERT INTO replay_seen (digest, expires_at, valid_until) VALUES (?, ?, ?) ON CONFLICT (digest) DO UPDATE"
    " SET expires_at = excluded.expires_at, valid_until = excluded.valid_until WHERE replay_seen.expires_at < ?"
)
_SWEEP = (
    "DELETE FROM replay_seen WHERE digest IN"
    " (SELECT digest FROM replay_seen WHERE expires_at < ? ORDER BY expires_at LIMIT ?{0})"
)
_CONFIRM = "UPDATE replay_seen SET expires_at = valid_until WHERE digest = ?"
_FORGET = "DELETE FROM replay_seen WHERE digest = ?"


def digest(source: str, identifier: str) -> str:
    """The row's key: identifiers are the sender's and may be as long as a message allows."""
    return hashlib.sha256(f"{len(source)}:{source}{identifier}".encode()).hexdigest()


def first(session: Session, key: str, *, now: datetime, until: datetime) -> bool:
    """Write an identifier down; False when it stands there and has not lapsed."""
    at = session.values.instant
    session.run(_SWEEP.format(" FOR UPDATE SKIP LOCKED" if session.postgres else ""), (at(now), SWEPT_PER_ROW))
    return bool(session.count(_FIRST, (key, at(min(until, now + UNCONFIRMED)), at(until), at(now))))


class StoredReplayGuard:
    """Implements connectors.replay.ReplayGuard on a database; each call is one short transaction.

    Errors: those of the store (`connectors` knows them as an exception that is none of its own).
    """

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def first(self, source: str, identifier: str, *, now: datetime, until: datetime) -> bool:
        """See `ReplayGuard`."""
        key = digest(source, identifier)
        return self._store.in_transaction(lambda session: first(session, key, now=now, until=until))

    def confirm(self, source: str, identifier: str) -> None:
        """See `ReplayGuard`."""
        key = digest(source, identifier)
        self._store.in_transaction(lambda session: session.run(_CONFIRM, (key,)))

    def forget(self, source: str, identifier: str) -> None:
        """See `ReplayGuard`."""
        key = digest(source, identifier)
        self._store.in_transaction(lambda session: session.run(_FORGET, (key,)))


def replay_guard(store: object) -> ReplayGuard:
    """The guard that fits a store: on the database where there is one, else (tests, demos) in this process."""
    return StoredReplayGuard(store) if isinstance(store, SqlStore) else MemoryReplayGuard()
