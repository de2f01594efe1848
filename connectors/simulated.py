"""What every simulated agency needs: a book of what arrived, faults on demand, messages sent when the clock says so."""

from __future__ import annotations

import gzip
import http.client
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

Clock = Callable[[], datetime]
#: Makes a message at the moment it is sent, because signatures carry that moment.
Build = Callable[[datetime], tuple[dict[str, str], bytes]]

#: Faults that leave no effect, and those that answer badly after the effect.
BEFORE = frozenset({"500", "503", "429", "401", "redirect", "timeout_before"})
AFTER = frozenset(
    {"timeout", "500_after", "malformed", "html", "dtd", "oversized", "gzip_bomb", "reset", "wrong_schema", "empty"}
)
DELIVERY = frozenset({"duplicate_callback", "lost_acknowledgement"})
_DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'
_PAGE = b"<!doctype html><html><body><h1>Wartungsarbeiten</h1></body></html>"


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
        if kind not in BEFORE | AFTER | DELIVERY:
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
            response = self._refusal(fault)
        else:
            response = await self.answer(request, body)
            if fault:
                response = self._spoilt(fault, response)
        if fault.startswith("timeout"):
            await _silence(receive)
            return
        if fault == "reset":
            await _half(send)
            raise ConnectionResetError("the simulator was told to break off")
        await response(scope, receive, send)

    @staticmethod
    def _refusal(fault: str) -> Response:
        if fault == "redirect":
            return Response(status_code=302, headers={"Location": "http://127.0.0.1:1/inside"})
        headers = {"Retry-After": "120"} if fault in ("429", "503") else {}
        return Response(
            _PAGE, status_code=int(fault) if fault.isdecimal() else 200, headers=headers, media_type="text/html"
        )

    def _spoilt(self, fault: str, good: Response) -> Response:
        own = self.bad_answer(fault)
        if own is not None:
            return own
        media = good.media_type or good.headers.get("content-type", "application/json")
        match fault:
            case "html":
                return Response(_PAGE, media_type="text/html")
            case "500_after":
                return Response(_PAGE, status_code=500, media_type="text/html")
            case "dtd":
                return Response(_DTD, media_type=media)
            case "oversized":
                return Response(b" " * (11 * 1024 * 1024), media_type=media)
            case "gzip_bomb":
                bomb = gzip.compress(b" " * (64 * 1024 * 1024))
                return Response(bomb, media_type=media, headers={"Content-Encoding": "gzip"})
            case "malformed":
                return Response(bytes(good.body)[:-7] or b"{", media_type=media)
            case "wrong_schema":
                return Response(b'{"unerwartet": true}', media_type=media)
            case "empty":
                return Response(b"", media_type=media)
        return good


async def _silence(receive: Receive) -> None:
    """Say nothing until the caller hangs up."""
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()


async def _half(send: Send) -> None:
    """Begin an answer that will not be finished."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})


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
