"""Sessions of applicants and employers: a random token in a cookie, its hash in the store, each for one thing only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.desk import WebSession

#: Filling in a form takes thought: half an hour without a request, a working day at most. What was typed is saved.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is in: `subject` is the draft, the invitation, or the account at the login provider."""

    subject: str
    csrf: str
    expires_at: datetime


class Sessions:
    """Begins, finds and ends the sessions of one `kind`; a token of another kind opens nothing here."""

    def __init__(self, store: Any, now: Callable[[], datetime], kind: str) -> None:
        self._store = store
        self._now = now
        #: No account has a colon in its name, so such a session can never act as a clerk's.
        self._person = f"{kind}:"

    def begin(self, tenant: int, subject: str) -> tuple[str, Entry]:
        """A new token for the cookie, and what it opens."""
        token, now = secrets.token_urlsafe(32), self._now()
        entry = Entry(subject, secrets.token_urlsafe(16), now + IDLE)
        self._store.put(
            WebSession(
                token_hash=self._hash(token),
                tenant=tenant,
                person=f"{self._person}{subject}",
                account="",
                csrf=entry.csrf,
                created_at=now,
                seen_at=now,
                expires_at=entry.expires_at,
            )
        )
        return token, entry

    def find(self, token: str | None) -> Entry | None:
        """What a token opens, for another half an hour from now; None for one that is unknown or over."""
        if not token or len(token) > 100:
            return None
        key, now = self._hash(token), self._now()
        kept: WebSession | None = self._store.read().session(key)
        if kept is None or kept.expires_at <= now or not kept.person.startswith(self._person):
            return None
        until = min(now + IDLE, kept.created_at + LONGEST)
        # Written at most once a minute: a page that saves while somebody types asks often.
        if until - kept.expires_at >= timedelta(minutes=1) and not self._store.touch_session(key, now, until):
            return None
        return Entry(kept.person.removeprefix(self._person), kept.csrf, max(until, kept.expires_at))

    def end(self, token: str | None) -> None:
        """Forget a token; an unknown one is no error."""
        if token:
            self._store.drop(WebSession, self._hash(token))

    def _hash(self, token: str) -> bytes:
        return hashlib.sha256(self._person.encode() + token.encode(errors="replace")).digest()
