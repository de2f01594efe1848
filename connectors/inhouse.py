"""What every agency within the house has in common: it is asked and answers at once, and writes nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from .base import Connector, HttpAnswer, Message, MessageType, Receipt, Rejected, Reply, Request


class InHouse(Connector):
    """All but `send`. The operations are of class A, and what happens inside the house needs no message."""

    messages: ClassVar[Mapping[str, MessageType]] = {}

    def ask(self, request: Request) -> Reply | None:
        """Never needed: class A."""
        return None

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """The house writes no letters to itself."""
        raise Rejected(404, "unknown-reference", "this agency sends no messages")

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """Never asked for."""
        return HttpAnswer(404, b"", "text/plain")

    def reject(self, error: Rejected) -> HttpAnswer:
        """A refusal without a body."""
        return HttpAnswer(error.status, b"{}", "application/problem+json")

    def probe(self) -> None:
        """It is always there."""
