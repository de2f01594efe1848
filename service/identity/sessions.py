"""Sessions on the server: opened at a login under a new token, idle for half an hour, over after ten hours."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.desk import WebSession
from engine.ports import Clock

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
#: Seeing a session is written at most this often; it may end that much earlier than half an hour after the last click.
SEEN_EVERY = timedelta(minutes=1)

#: The prefix makes the browser insist: Secure, this host only, whole path. Browsers take Secure cookies from http on
#: loopback addresses, too, so that nothing has to be different for `make run`.
COOKIE = "__Host-akzess"
COOKIE_FLAGS = "Path=/; Secure; HttpOnly; SameSite=Lax"


def cookie(name: str, value: str, more: str = "") -> str:
    """The Set-Cookie header line."""
    return f"{name}={value}; {COOKIE_FLAGS}{more}"


def no_cookie(name: str) -> str:
    """The line that takes a cookie away."""
    return cookie(name, "", "; Max-Age=0")


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened; this is the only time that its token is known to the service."""

    token: str
    session: WebSession
    until: datetime


def token_hash(token: str) -> bytes:
    """What the store knows of a token: SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


class Sessions:
    """Opens, finds, prolongs and ends sessions in the store. `kind` in a session's detail: "web", or "login" while
    somebody is away at the provider; only "web" sessions stand for a person."""

    def __init__(self, store: Any, clock: Clock, tenant: int) -> None:
        self._store = store
        self._clock = clock
        self._tenant = tenant

    def open(
        self,
        person: str,
        account: str,
        *,
        before: str | None = None,
        provider_session: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> Opened:
        """A new session under a new token; the one from before the login, whatever it was, is over."""
        if before:
            self.end(before)
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        session = WebSession(
            token_hash=token_hash(token),
            tenant=self._tenant,
            person=person,
            account=account,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            seen_at=now,
            expires_at=now + IDLE,
            provider_session=provider_session,
            detail={"kind": "web", **(detail or {})},
        )
        self._store.put(session)
        return Opened(token, session, now + LONGEST)

    def find(self, token: str) -> WebSession | None:
        """The session in force that a token stands for; it has been seen now."""
        session: WebSession | None = self._store.read().session(token_hash(token))
        now = self._clock.now()
        if session is None or now >= session.expires_at or session.detail.get("kind") != "web":
            return None
        if now - session.seen_at >= SEEN_EVERY:
            until = min(now + IDLE, session.created_at + LONGEST)
            if not self._store.touch_session(session.token_hash, now, until):
                return None
        return session

    def alive(self, session: bytes) -> bool:
        """Whether a session, by the hash of its token, still holds; for answers that stay open for long."""
        found = self._store.read().session(session)
        return found is not None and self._clock.now() < found.expires_at

    def end(self, token: str) -> bool:
        """Log out. False when there was no such session."""
        return bool(self._store.drop(WebSession, token_hash(token)))

    def end_of(self, *, person: str | None = None, provider_session: str | None = None) -> int:
        """End every session of a person, or of a login at the provider."""
        return int(self._store.end_sessions(person=person, provider_session=provider_session))

    def sweep(self) -> int:
        """Delete the ones that are over."""
        return int(self._store.forget_sessions(self._clock.now()))
