"""What every simulated agency needs: a book of what arrived, faults on demand, messages sent when the clock says so."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .faults import AFTER, BEFORE, DELIVERY, half_an_answer, refusal, silence, spoilt
from .journal import Journal, entries, played

Clock = Callable[[], datetime]
#: Makes a message at the moment it is sent, because signatures carry that moment.
Build = Callable[[datetime], tuple[dict[str, str], bytes]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it came in, repeats included."""

    key: str
    operation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that is due: post it to `url`, then tell `SimulatedAgency.settle` whether it was acknowledged."""

    number: int
    at: datetime
    url: str
    headers: Mapping[str, str]
    body: bytes
    attempt: int


@dataclass(frozen=True, slots=True)
class _Planned:
    number: int
    at: datetime
    url: str
    build: Build
    attempt: int = 1
    copies: int = 1


class SimulatedAgency:
    """Base of the simulators; an ASGI application.

    `received`: keys of the requests that were filed, in order, each once. `arrivals`: everything that came in.
    `effects`: how often each key had an effect. `undelivered`: messages given up after the last retry.
    """

    name: ClassVar[str]
    #: What it speaks, and which faults of connectors/faults.py it can play.
    protocol: ClassVar[str] = "http"
    faults: ClassVar[frozenset[str]] = BEFORE | AFTER
    #: The fault in which it does not accept who we are.
    refusal_of_us: ClassVar[str] = "401"
    retry_waits: ClassVar[tuple[timedelta, ...]] = (
        timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12),
    )  # fmt: skip
    faultless_paths: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        self.clock = clock
        self.config: Mapping[str, Any] = dict(config or {})
        self.received: list[str] = []
        self.arrivals: list[Arrival] = []
        self.effects: Counter[str] = Counter()
        self.undelivered: list[Delivery] = []
        self._faults: deque[str] = deque()
        self._delivery_faults: deque[str] = deque()
        self._planned: list[_Planned] = []
        self._numbers = 0
        self._lock = threading.RLock()
        self._journal: Journal | None = None
        self.replaying = False

    def remember(self, path: Path) -> None:
        """Take up what an earlier run wrote into this file, and write on; without this the book is in memory only.

        Identifiers are made from keys and order, so playing the same requests again gives the same references.
        """
        asyncio.run(self._replay(path))
        self._journal = Journal(path)

    def forget(self) -> None:
        """Stop writing and close the file."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    async def _replay(self, path: Path) -> None:
        clock, self.replaying = self.clock, True
        moment = clock()
        self.clock = lambda: moment
        try:
            for entry in entries(path):
                moment = datetime.fromisoformat(entry["at"])
                if "settled" in entry:
                    found = next((item for item in self._planned if item.number == entry["settled"]), None)
                    if found is not None:
                        self.settle(self._delivery(found, moment), acknowledged=entry["acknowledged"])
                else:
                    request, body = played(entry)
                    await request.body()
                    await self.answer(request, body)
        finally:
            self.clock, self.replaying = clock, False

    @classmethod
    def address(cls, base_url: str) -> str:
        """Where it is reached when the simulators' server has this address for it."""
        return base_url

    async def answer(self, request: Request, body: bytes) -> Response:
        """Handle one request; every simulator writes its own."""
        raise NotImplementedError

    def bad_answer(self, kind: str) -> Response | None:
        """The agency's own form of a malformed answer or one of the wrong schema; None: the common one."""
        return None

    def note(self, key: str, operation: str, *, effect: bool) -> None:
        """Write a request into the book."""
        with self._lock:
            self.arrivals.append(Arrival(key, operation, self.clock()))
            if effect:
                self.effects[key] += 1
                if key not in self.received:
                    self.received.append(key)

    def fail_next(self, kind: str, times: int = 1) -> None:
        """Let the next requests (or, for the delivery kinds, the next messages) go wrong in this way."""
        if kind not in self.faults | DELIVERY:
            raise ValueError(f"no such fault: {kind}")
        (self._delivery_faults if kind in DELIVERY else self._faults).extend([kind] * times)

    # messages to us

    def plan(self, at: datetime, url: str, build: Build) -> int:
        """Send a message at that moment of the simulator's clock; the number is for `cancel`."""
        with self._lock:
            self._numbers += 1
            copies = 1
            if self._delivery_faults:
                copies = 2
                self._delivery_faults.popleft()
            self._planned.append(_Planned(self._numbers, at, url, build, copies=copies))
            return self._numbers

    def cancel(self, number: int) -> None:
        """Never send a message that was planned."""
        with self._lock:
            self._planned = [item for item in self._planned if item.number != number]

    def next_due(self) -> datetime | None:
        """When the next message is due; a virtual clock may jump there."""
        with self._lock:
            return min((item.at for item in self._planned), default=None)

    def due(self, now: datetime) -> list[Delivery]:
        """The messages to post by now, oldest first; each stays due until it is settled."""
        with self._lock:
            ready = sorted((item for item in self._planned if item.at <= now), key=lambda item: (item.at, item.number))
            return [self._delivery(item, now) for item in ready]

    @staticmethod
    def _delivery(item: _Planned, now: datetime) -> Delivery:
        headers, body = item.build(now)
        return Delivery(item.number, item.at, item.url, headers, body, item.attempt)

    def settle(self, delivery: Delivery, *, acknowledged: bool) -> None:
        """Note how a delivery ended; without acknowledgement it comes again after the contract's waiting time."""
        with self._lock:
            found = next((item for item in self._planned if item.number == delivery.number), None)
            if found is None:
                return
            self._planned.remove(found)
            if self._journal is not None:
                self._journal.settled(self.clock(), found.number, acknowledged=acknowledged)
            if acknowledged and found.copies > 1:
                self._planned.append(replace(found, copies=found.copies - 1))
            elif not acknowledged and found.attempt <= len(self.retry_waits):
                later = self.clock() + self.retry_waits[found.attempt - 1]
                self._planned.append(replace(found, at=later, attempt=found.attempt + 1))
            elif not acknowledged:
                self.undelivered.append(delivery)

    def tick(self, post: Callable[[Delivery], int] | None = None) -> int:
        """Post what is due now; returns how many were acknowledged.

        `post` takes a delivery and returns the HTTP status (0: no answer); default is real HTTP.
        """
        done = 0
        for delivery in self.due(self.clock()):
            status = (post or post_over_http)(delivery)
            self.settle(delivery, acknowledged=200 <= status < 300)
            done += 200 <= status < 300
        return done

    # requests to the agency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: a fault if one is waiting, otherwise the agency's answer."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = await request.body()
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/")
        fault = self._faults.popleft() if self._faults and path not in self.faultless_paths else ""
        if fault in BEFORE:
            response = refusal(fault)
        else:
            if self._journal is not None and request.method != "GET" and path not in self.faultless_paths:
                # Before the answer, with nothing awaited between: the file has the order of the effects.
                self._journal.request(self.clock(), request, body)
            response = await self.answer(request, body)
            if fault:
                response = self.bad_answer(fault) or spoilt(fault, response)
        if fault.startswith("timeout"):
            await silence(receive)
            return
        if fault == "reset":
            await half_an_answer(send)
            raise ConnectionResetError("the simulator was told to break off")
        await response(scope, receive, send)


def post_over_http(delivery: Delivery) -> int:
    """Post a delivery over plain HTTP; the status, or 0 when nobody answered. Simulators speak to loopback only."""
    parts = urlsplit(delivery.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    try:
        connection.request("POST", target, body=delivery.body, headers=dict(delivery.headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
