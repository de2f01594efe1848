"""A small agency of our own and an engine that only listens: what the workers say is what is tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from akzess.clocks import MovableClock
from connectors.base import (
    Accepted,
    DeliveryClass,
    HttpAnswer,
    Message,
    MessageType,
    Operation,
    Receipt,
    Rejected,
    Reply,
    Request,
)
from engine.commands import Command
from engine.model import Job, JobPhase, JobState
from store import MemoryStore
from workers.agencies import Agencies
from workers.delivery import Delivery

NOW = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
Does = Callable[[Request], Reply | Accepted]


def _operation(name: str, delivery: DeliveryClass) -> Operation:
    return Operation(name, delivery, {}, {}, name, name, timeout=5.0)


@dataclass
class Office:
    """An agency on paper: keeps what it was sent, does what the test says."""

    name: ClassVar[str] = "office"
    operations: ClassVar[Mapping[str, Operation]] = {kind.value: _operation(kind.value, kind) for kind in DeliveryClass}
    messages: ClassVar[Mapping[str, MessageType]] = {}
    does: Does = lambda request: Reply({"ok": True})  # the plain answer
    known: Reply | None = None
    sent: list[Request] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Reply | Accepted:
        self.sent.append(request)
        return self.does(request)

    def ask(self, request: Request) -> Reply | None:
        self.asked.append(request)
        return self.known

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        raise Rejected(404, "no-messages")

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        return HttpAnswer(200, b"", "text/plain")

    def reject(self, error: Rejected) -> HttpAnswer:
        return HttpAnswer(error.status, b"", "text/plain")

    def probe(self) -> None:
        return None


@dataclass
class Listener:
    """Takes commands and remembers them; raises what it is told to, once."""

    commands: list[Command] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def handle(self, command: Command) -> Any:
        self.commands.append(command)
        if self.errors:
            raise self.errors.pop(0)
        return None


class Marked(MemoryStore):
    """A store that remembers which jobs were marked as sent, and when in relation to the sending."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.marked: list[tuple[str, int]] = []
        self._office = office
        #: What happens to the process right after it has marked a job.
        self.freeze: Callable[[], None] = lambda: None

    def mark_sent(self, job_id: str, fence: int) -> None:
        self.marked.append((job_id, len(self._office.sent)))
        self.freeze()


def job(operation: str = "A", **more: Any) -> Job:
    """A leased job at its first attempt."""
    values: dict[str, Any] = {
        "case_id": "case", "activation": 3, "kind": "service", "tenant": 1, "queue": "office",
        "type": f"office.{operation}", "element_id": "ST-X", "state": JobState.LEASED, "run_at": NOW, "max_attempts": 12,
        "key": "6e6d2b3c-0f57-4c3f-8f3c-1d2b3c4d5e6f", "payload": {"input": {"a": 1}}, "attempts": 1, "fence": 7,
        "phase": JobPhase.NOT_SENT, "business_key": "AKZ-DD-2026-000001",
    }  # fmt: skip
    return Job(**(values | more))


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def marked(office: Office) -> Marked:
    return Marked(office)


@pytest.fixture
def delivery(office: Office, clock: MovableClock, marked: Marked) -> Delivery:
    return Delivery(marked, Agencies([office]), clock)
