"""The part of a unit of work that keeps inbound messages, who waits for them, and idempotency keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from engine.errors import NotFound
from engine.model import InboundMessage, MessageState, Subscription

from . import rows, statements
from .erasing.content import Content
from .erasing.errors import GoneErased
from .errors import KeyInProgress, KeyReuse
from .session import Session

_MESSAGE = statements.columns(rows.MESSAGE)
_REMEMBER = statements.insert(
    "inbound_message", rows.MESSAGE_IN.columns, 1, "ON CONFLICT (tenant, source, message_id) DO NOTHING"
)
_KNOWN = f"SELECT {_MESSAGE} FROM inbound_message WHERE tenant = ? AND source = ? AND message_id = ?"
_REVIVE = (
    "UPDATE inbound_message SET state = 0, expires_at = ? WHERE tenant = ? AND id = ? AND state = 3"
    f" RETURNING {_MESSAGE}"
)
_SET_ASIDE = (
    "UPDATE inbound_message SET state = 2, payload = '{}' WHERE tenant = ? AND id = ? AND state = 3"
    f" RETURNING {_MESSAGE}"
)
_BUFFERED = (
    f"SELECT {_MESSAGE} FROM inbound_message WHERE tenant = ? AND name = ? AND corr_key = ?"
    " AND state = 0 AND expires_at > ? ORDER BY id LIMIT 1"
)
_SUBSCRIBERS = (
    f"SELECT {statements.columns(rows.SUBSCRIPTION)} FROM subscription"
    " WHERE tenant = ? AND kind = ? AND name = ? AND corr_key = ? ORDER BY created_at, case_id, activation"
)
_REQUEST = "INSERT INTO request_key (tenant, principal, key, command, body_sha256, created_at)"
_REQUEST_LITE = f"{_REQUEST} VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
# A plain INSERT would wait for the other transaction; whoever does not get this lock at once is told so instead.
_REQUEST_PG = (
    f"{_REQUEST} SELECT ?::int, ?::text, ?::text, ?::text, ?::bytea, ?::timestamptz"
    " WHERE pg_try_advisory_xact_lock(?) ON CONFLICT DO NOTHING"
)


def lock_number(*parts: object) -> int:
    """A signed 64-bit advisory lock number for a name; the same in every process."""
    return int.from_bytes(sha256("\x1f".join(map(str, parts)).encode()).digest()[:8], "big", signed=True)


class MessageRows:
    """Messages, subscriptions and request keys of one transaction."""

    session: Session
    content: Content

    def remember_request(
        self, tenant: int, principal: str, key: str, command: str, body_sha256: bytes, now: datetime
    ) -> bytes | None:
        """Insert the key: None when it is new, the stored answer when it is known; KeyReuse, KeyInProgress."""
        session = self.session
        row = (tenant, principal, key, command, body_sha256, session.values.instant(now))
        if session.postgres:
            new = session.count(_REQUEST_PG, (*row, lock_number("request", tenant, principal, key)))
        else:
            new = session.count(_REQUEST_LITE, row)
        if new:
            return None
        known = session.one(
            "SELECT command, body_sha256, answer FROM request_key WHERE tenant = ? AND principal = ? AND key = ?",
            (tenant, principal, key),
        )
        if known is None:
            raise KeyInProgress(key)
        if (known[0], bytes(known[1])) != (command, body_sha256):
            raise KeyReuse(key)
        if known[2] is None:
            raise KeyInProgress(key)
        answer = self.content.repeated(bytes(known[2]))
        if answer is None:
            raise GoneErased(key)
        return answer

    def answer_request(self, tenant: int, principal: str, key: str, answer: bytes) -> None:
        """Store the answer beside the key."""
        self.session.run(
            "UPDATE request_key SET answer = ? WHERE tenant = ? AND principal = ? AND key = ?",
            (self.content.answer(answer), tenant, principal, key),
        )

    def lock_correlation(self, tenant: int, name: str, key: str) -> None:
        """Both sides of a correlation take this lock; on SQLite BEGIN IMMEDIATE is the lock already."""
        if self.session.postgres:
            self.session.run("SELECT pg_advisory_xact_lock(?)", (lock_number("correlation", tenant, name, key),))

    def remember_message(self, message: InboundMessage) -> InboundMessage | None:
        """Insert a message; returns the earlier row (with its id) when source and message id are known."""
        session = self.session
        if session.count(_REMEMBER, rows.MESSAGE_IN.encode(self.content.sealed(message), session.values)):
            return None
        row = session.one(_KNOWN, (message.tenant, message.source, message.message_id))
        return None if row is None else self.content.opened(rows.MESSAGE.decode(row, session.values))

    def settle_message(self, message: InboundMessage, state: MessageState, consumed_by: str | None) -> None:
        """Write the message's fate; NotFound."""
        # What a case has taken is in the case, and in the evidence as it came: no third copy outlives them.
        sql = (
            "UPDATE inbound_message SET state = ?, consumed_by = ?, payload = CASE WHEN ? = 1 THEN '{}' ELSE payload END"
            " WHERE tenant = ? AND source = ? AND message_id = ?"
        )
        who = (message.tenant, message.source, message.message_id)
        if not self.session.count(sql, (int(state), consumed_by, int(state), *who)):
            raise NotFound(f"message {message.message_id} of {message.source}")

    def lift_message(self, tenant: int, number: int, expires_at: datetime | None) -> InboundMessage | None:
        """A parked message that waits again until then, or (None) is over without its content; None: none is parked."""
        session = self.session
        if expires_at is None:
            row = session.one(_SET_ASIDE, (tenant, number))
        else:
            row = session.one(_REVIVE, (session.values.instant(expires_at), tenant, number))
        return None if row is None else self.content.opened(rows.MESSAGE.decode(row, session.values))

    def buffered_message(self, tenant: int, name: str, key: str, now: datetime) -> InboundMessage | None:
        """The oldest buffered, unexpired message for a name and key."""
        row = self.session.one(_BUFFERED, (tenant, name, key, self.session.values.instant(now)))
        return None if row is None else self.content.opened(rows.MESSAGE.decode(row, self.session.values))

    def subscribers(self, tenant: int, kind: str, name: str, key: str) -> Sequence[Subscription]:
        """Who waits, oldest first."""
        found = self.session.all(_SUBSCRIBERS, (tenant, kind, name, key))
        return [rows.SUBSCRIPTION.decode(row, self.session.values) for row in found]
