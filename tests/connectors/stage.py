"""A stage for one agency: its simulator over real HTTP, a connector configured for it, a clock that tests move."""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx2

from connectors.base import Accepted, Connector, Message, Reply, Request
from connectors.examples import Example
from connectors.registry import Agency, discover
from connectors.simulated import Delivery, SimulatedAgency
from connectors.simulation import LOOPBACK, Town, serve
from tests.connectors.modes import agency_of

CASE = "AKZ-DD-2026-000123"
CALLBACK = "http://127.0.0.1:9"


class Clock:
    """Half past nine in Dresden on the day of scenario A2, until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 21, 7, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


class Stage:
    """What a test needs of one agency."""

    def __init__(self, agency: Agency, town: Town, simulator: SimulatedAgency, clock: Clock) -> None:
        self.agency, self.town, self.simulator, self.clock = agency, town, simulator, clock
        self.connector = self.connect()
        self._keys = 0

    def connect(self, **changes: Any) -> Connector:
        config = self.agency.demo_config(self.town.url(self.agency.name), CALLBACK) | changes
        return self.agency.build(config, clock=self.clock)

    def key(self) -> str:
        self._keys += 1
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.agency.name}/{self._keys}"))

    def request(self, operation: str, given: Mapping[str, Any], key: str = "", seconds: float = 10) -> Request:
        return Request(key or self.key(), operation, given, CASE, deadline=seconds)

    def sends(self, operation: str, given: Mapping[str, Any], key: str = "", seconds: float = 10) -> Reply | Accepted:
        return self.connector.send(self.request(operation, given, key, seconds))

    def input(self, example: Example) -> dict[str, Any]:
        """The example's input; what it takes from an earlier operation is fetched first."""
        given = dict(example.input)
        if example.after:
            before = example.before or self.input(self.example(example.after))
            earlier = self.sends(example.after, before).output
            self.clock.passes(minutes=example.minutes)
            given |= {name: earlier[source] for name, source in example.take.items()}
        return given

    def example(self, operation: str) -> Example:
        return next(example for example in self.agency.examples if example.operation == operation)

    def is_prompted(self) -> Reply | Accepted:
        """Do what makes the agency send a message."""
        example = next((example for example in self.agency.examples if example.prompts), self.agency.examples[0])
        return self.sends(example.operation, self.input(example))

    def deliveries(self, **time: float) -> list[Delivery]:
        """Let time pass; what the agency would now send us."""
        self.clock.passes(**time)
        return self.simulator.due(self.clock())

    def hears(self, **time: float) -> list[Message]:
        """Let time pass, take in and acknowledge what the agency sends."""
        messages = []
        for delivery in self.deliveries(**time):
            messages.append(self.connector.receive(delivery.body, delivery.headers, self.clock()))
            self.simulator.settle(delivery, acknowledged=True)
        return messages


@contextmanager
def stage(name: str) -> Iterator[Stage]:
    """Raise the curtain; `name` may say in which mode, see `modes`."""
    clock = Clock()
    agency = agency_of(name)
    simulator = agency.simulate(clock)
    town = _town()
    town.simulators[agency.name] = simulator
    yield Stage(agency, town, simulator, clock)


@cache
def _town() -> Town:
    """One server for all tests: starting and stopping one each time would be most of their time."""
    return serve([])


class Recorder:
    """An ASGI app that keeps what it is sent and answers with one prepared answer."""

    def __init__(self, body: bytes, media_type: str, status: int = 200) -> None:
        self.body, self.media_type, self.status = body, media_type, status
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        self.requests.append((scope["method"], scope["path"], headers, body))
        head = [(b"content-type", self.media_type.encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": head})
        await send({"type": "http.response.body", "body": self.body})

    def connect(self, name: str, clock: Clock, **changes: Any) -> Connector:
        """A connector whose agency is this recorder."""
        agency = discover()[name]
        config = {"base_url": "https://agency.example/api", "callback_base_url": "https://akzess.example"} | changes
        return agency.build(config, clock=clock, transport=httpx2.ASGITransport(app=self))


@contextmanager
def raw_server(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """A TCP server that reads one request per connection and then does what `answer` says; yields its URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    answer(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


__all__ = ["CALLBACK", "CASE", "LOOPBACK", "Clock", "Recorder", "Stage", "raw_server", "stage"]
