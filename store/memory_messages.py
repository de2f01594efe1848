"""The part of a unit of work in memory that keeps messages from outside and finds who waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine.errors import NotFound
from engine.model import InboundMessage, MessageState, Subscription

from .codec import normal
from .memory_book import Book


class MemoryMessages:
    """The inbox of one transaction."""

    _book: Book

    def lock_correlation(self, tenant: int, name: str, key: str) -> None:
        """Nothing to do: the whole book is locked."""

    def remember_message(self, message: InboundMessage) -> InboundMessage | None:
        """Insert a message; returns the earlier row (with its id) when source and message id are known."""
        key = (message.tenant, message.source, message.message_id)
        known: InboundMessage | None = self._book.get("message", "", key)
        if known is None:
            stored = replace(message, id=self._book.serial("message"), payload=normal(message.payload))
            self._book.put("message", "", key, stored)
        return known

    def settle_message(self, message: InboundMessage, state: MessageState, consumed_by: str | None) -> None:
        """Write the message's fate; NotFound."""
        key = (message.tenant, message.source, message.message_id)
        found: InboundMessage | None = self._book.get("message", "", key)
        if found is None:
            raise NotFound(f"message {message.message_id} of {message.source}")
        payload = {} if state is MessageState.CONSUMED else found.payload  # as on a database: the case has it
        self._book.put("message", "", key, replace(found, state=state, consumed_by=consumed_by, payload=payload))

    def lift_message(self, tenant: int, number: int, expires_at: datetime | None) -> InboundMessage | None:
        """A parked message that waits again until then, or (None) is over without its content; None: none is parked."""
        messages: list[InboundMessage] = self._book.group("message", "")
        for one in messages:
            if (one.tenant, one.id, one.state) == (tenant, number, MessageState.PARKED):
                lifted = replace(one, state=MessageState.EXPIRED, payload={})
                if expires_at is not None:
                    lifted = replace(one, state=MessageState.BUFFERED, expires_at=expires_at)
                self._book.put("message", "", (tenant, one.source, one.message_id), lifted)
                return lifted
        return None

    def buffered_message(self, tenant: int, name: str, key: str, now: datetime) -> InboundMessage | None:
        """The oldest buffered, unexpired message for a name and key."""
        found = [
            one
            for one in self._book.group("message", "")
            if (one.tenant, one.name, one.key) == (tenant, name, key)
            and one.state is MessageState.BUFFERED
            and one.expires_at > now
        ]
        return min(found, key=lambda one: one.id, default=None)

    def subscribers(self, tenant: int, kind: str, name: str, key: str) -> Sequence[Subscription]:
        """Who waits, oldest first."""
        wanted = (tenant, kind, name, key)
        found = [s for s in self._book.every("subscription") if (s.tenant, s.kind, s.name, s.key) == wanted]
        return sorted(found, key=lambda s: (s.created_at, s.case_id, s.activation))
