"""How often somebody may ask: token buckets and failed attempts, with bounded memory, as one ASGI piece."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.types import ASGIApp, Receive, Scope, Send

from .problems import Problem, refuse

#: Keys that are remembered per limit; the one that asked longest ago is forgotten first.
MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` requests per `seconds`, of which `burst` may come at once."""

    count: int
    seconds: float
    burst: int = 0

    @property
    def capacity(self) -> float:
        """The size of the bucket."""
        return float(self.burst or self.count)


class Buckets:
    """One token bucket per key, refilled by the clock."""

    def __init__(self, rate: Rate, most_keys: int = MOST_KEYS) -> None:
        self._rate = rate
        self._most = most_keys
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, key: str, now: float) -> int:
        """0 when there was a token for `key` at `now` (seconds); otherwise in how many seconds there will be one."""
        per_second = self._rate.count / self._rate.seconds
        with self._guard:
            left, at = self._kept.pop(key, (self._rate.capacity, now))
            left = min(self._rate.capacity, left + max(0.0, now - at) * per_second)
            granted = left >= 1
            self._kept[key] = (left - 1 if granted else left, max(now, at))
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return 0 if granted else max(1, math.ceil((1 - left) / per_second))

    def __len__(self) -> int:
        return len(self._kept)


class Attempts:
    """Failures per key within a window; whoever has too many has to wait until the oldest is over."""

    def __init__(self, most: int, window: timedelta, most_keys: int = MOST_KEYS) -> None:
        self._most = most
        self._window = window
        self._most_keys = most_keys
        self._kept: OrderedDict[str, list[datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, key: str, now: datetime) -> int:
        """0, or the seconds until the next attempt is looked at."""
        with self._guard:
            recent = [at for at in self._kept.get(key, []) if at > now - self._window]
        if len(recent) < self._most:
            return 0
        return max(1, math.ceil((recent[0] + self._window - now).total_seconds()))

    def note(self, key: str, now: datetime) -> None:
        """One more failure."""
        with self._guard:
            recent = [at for at in self._kept.pop(key, []) if at > now - self._window]
            self._kept[key] = [*recent, now][-self._most :]
            if len(self._kept) > self._most_keys:
                self._kept.popitem(last=False)

    def forget(self, key: str) -> None:
        """It was the right one."""
        with self._guard:
            self._kept.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)


def _rates() -> Mapping[str, Rate]:
    return {
        "api": Rate(50, 1.0, burst=150),
        "address": Rate(500, 1.0, burst=1000),
        "uploads": Rate(20, 60.0),
        "exports": Rate(5, 3600.0),
        "deploys": Rate(10, 3600.0),
        "trials": Rate(120, 60.0),
        "bookings": Rate(60, 3600.0, burst=20),
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """The rates of reliability D-5, by name; "api" is per credential, "address" per address (a made-up credential
    with each request gets no further than that), the others per person.

    `proxies`: networks whose X-Forwarded-For is believed; from anybody else the header says nothing.
    """

    rates: Mapping[str, Rate] = field(default_factory=_rates)
    proxies: Sequence[str] = ()


class Limiter:
    """Counts for one process; `seconds` is a clock that never goes back."""

    def __init__(self, limits: Limits, seconds: Callable[[], float]) -> None:
        self._buckets = {name: Buckets(rate) for name, rate in limits.rates.items()}
        self._networks = tuple(ipaddress.ip_network(text) for text in limits.proxies)
        self._seconds = seconds

    def wait(self, name: str, key: str) -> int:
        """0 when the request may go on, otherwise seconds to wait. A name without a rate has no limit."""
        bucket = self._buckets.get(name)
        return 0 if bucket is None else bucket.take(key, self._seconds())

    def require(self, name: str, person: str) -> None:
        """Problem: 429 `too-many-requests` with Retry-After."""
        seconds = self.wait(name, person)
        if seconds:
            raise Problem(429, "too-many-requests", headers={"Retry-After": str(seconds)})

    def address(self, scope: Scope) -> str:
        """Where a request comes from: the peer, or what a believed proxy says about its own peer."""
        peer = str((scope.get("client") or ("", 0))[0])
        if not self._believed(peer):
            return peer
        forwarded = [part for name, value in scope["headers"] if name == b"x-forwarded-for"
                     for part in value.decode("latin-1").split(",")]  # fmt: skip
        for hop in reversed([part.strip() for part in forwarded]):
            if not _is_address(hop):
                return peer
            peer = hop
            if not self._believed(hop):
                break
        return peer

    def _believed(self, address: str) -> bool:
        if not self._networks or not _is_address(address):
            return False
        found = ipaddress.ip_address(address)
        return any(found in network for network in self._networks if network.version == found.version)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class RateLimit:
    """ASGI: the general rate per credential, or per address when there is none; 429 before anything else is done."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self.app = app
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http":
            address = self.limiter.address(scope)
            seconds = self.limiter.wait("address", address) or self.limiter.wait("api", self._key(scope) or address)
            if seconds:
                await refuse(scope, receive, send, 429, "too-many-requests", headers={"Retry-After": str(seconds)})
                return
        await self.app(scope, receive, send)

    def _key(self, scope: Scope) -> str:
        for name, value in scope["headers"]:
            if name == b"authorization" or (name == b"cookie" and b"akzess=" in value):
                return hashlib.sha256(value).hexdigest()
        return ""
