"""A connector around an agency's own that does some of its work itself and leaves the rest to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .base import (
    Accepted,
    Connector,
    HttpAnswer,
    Message,
    MessageType,
    Operation,
    Receipt,
    Rejected,
    Reply,
    Request,
)


class Wrapping:
    """See `connectors.base.Connector`: every call goes to `inner`, unless a subclass has its own."""

    def __init__(self, inner: Connector) -> None:
        self.inner = inner
        self.name: str = inner.name
        self.operations: Mapping[str, Operation] = inner.operations
        self.messages: Mapping[str, MessageType] = inner.messages

    def send(self, request: Request) -> Reply | Accepted:
        """See `Connector`."""
        return self.inner.send(request)

    def ask(self, request: Request) -> Reply | None:
        """See `Connector`."""
        return self.inner.ask(request)

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """See `Connector`."""
        return self.inner.receive(body, headers, now)

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """See `Connector`."""
        return self.inner.acknowledge(message, receipt)

    def reject(self, error: Rejected) -> HttpAnswer:
        """See `Connector`."""
        return self.inner.reject(error)

    def probe(self) -> None:
        """See `Connector`."""
        self.inner.probe()

    def __getattr__(self, name: str) -> Any:
        """What an agency's connector has beside the contract (its address for letters, whether it shows its bytes)."""
        return getattr(self.inner, name)
