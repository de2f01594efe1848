"""Short sessions of applicants: a random token in a cookie, its hash in the store, fifteen minutes, two hours at most."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from engine.desk import WebSession

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=2)
#: The person of such a session: no account has a colon in its name, so it can never act as a clerk's.
PERSON = "applicant:"


class SessionStore(Protocol):
    """What a store keeps of sessions; the clerks' lie in the same table, under other hashes."""

    def put(self, record: WebSession) -> None:
        """Insert or replace by token hash."""
        ...

    def drop(self, kind: type[WebSession], *key: Any) -> bool:
        """Delete by token hash."""
        ...

    def touch_session(self, token_hash: bytes, seen_at: datetime, expires_at: datetime) -> bool:
        """Move the end; False when it is gone."""
        ...

    def read(self) -> Any:
        """The read side, with `session(token_hash)`."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is looking: an applicant, into one case."""

    case_id: str
    reference: str
    csrf: str
    expires_at: datetime


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, store: SessionStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def begin(self, tenant: int, case_id: str, reference: str) -> tuple[str, Visit]:
        """A new token for the cookie, and what it opens."""
        token, now = secrets.token_urlsafe(32), self._now()
        visit = Visit(case_id, reference, secrets.token_urlsafe(16), now + IDLE)
        self._store.put(
            WebSession(
                token_hash=_hash(token),
                tenant=tenant,
                person=f"{PERSON}{case_id}",
                account="",
                csrf=visit.csrf,
                created_at=now,
                seen_at=now,
                expires_at=visit.expires_at,
                detail={"case": case_id, "reference": reference},
            )
        )
        return token, visit

    def find(self, token: str | None) -> Visit | None:
        """What a token opens, for another fifteen minutes from now; None for one that is unknown or over."""
        if not token or len(token) > 100:
            return None
        key, now = _hash(token), self._now()
        kept: WebSession | None = self._store.read().session(key)
        if kept is None or kept.expires_at <= now or not kept.person.startswith(PERSON):
            return None
        until = min(now + IDLE, kept.created_at + LONGEST)
        # Written at most once a minute: a page asks several things at once.
        if until - kept.expires_at >= timedelta(minutes=1) and not self._store.touch_session(key, now, until):
            return None
        return Visit(str(kept.detail["case"]), str(kept.detail["reference"]), kept.csrf, max(until, kept.expires_at))

    def end(self, token: str | None) -> None:
        """Forget a token; an unknown one is no error."""
        if token:
            self._store.drop(WebSession, _hash(token))


def _hash(token: str) -> bytes:
    """Under a prefix of its own, so that a token of one cookie is never one of the other."""
    return hashlib.sha256(b"status:" + token.encode(errors="replace")).digest()
