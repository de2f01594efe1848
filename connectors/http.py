"""The only module that opens connections to agencies: one call, one deadline, one answer or one of three errors."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx2

from . import traffic
from .base import Clock, Misconfigured, OutcomeUnknown, Unavailable, utc_now
from .egress import Guard, Origin, Resolver, resolve, resolvers
from .tls import client_tls, is_tls

MAX_BODY = 10 * 1024 * 1024
_CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer read to its end and decompressed; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Content type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class HttpClient:
    """Calls the hosts of one agency.

    `urls` are the addresses from the operator's configuration: their origins, and nothing else, are reachable.
    `networks`: private networks to allow (see `egress.Guard`). `ca_file`, `certificate` and `key` are paths in PEM
    form, for an authority's own root and for mutual TLS. `transport` replaces the network altogether: an ASGI app
    in the same process.

    Connections are not kept: the other side may close an idle one just when the next request is written, and that
    would leave an outcome unknown for nothing.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        networks: Sequence[str] = (),
        ca_file: str = "",
        certificate: str = "",
        key: str = "",
        transport: httpx2.AsyncBaseTransport | None = None,
        resolver: Resolver = resolve,
        clock: Clock = utc_now,
    ) -> None:
        self._guard = Guard(frozenset(Origin.of(url) for url in urls), tuple(networks), resolver)
        self._tls_files = (ca_file, certificate, key)
        self._transport = transport
        self._clock = clock

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return client_tls(*self._tls_files)

    def call(
        self,
        method: str,
        url: str,
        *,
        deadline: float,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> HttpResponse:
        """Send one request and read the whole answer within `deadline` seconds.

        Errors: `Unavailable` when nothing was sent, `OutcomeUnknown` when it may have arrived, `Misconfigured` for
        a forbidden address, a TLS failure, a redirect or an answer beyond 10 MB. An answer with any other status
        is returned: what it means is the caller's business. Must not be called on a thread that runs an event loop.
        """
        given = dict(headers or {})
        traffic.leaving(f"{method} {url}", _media_type(given), content)
        response = asyncio.run(self._limited(method, url, deadline, given, content))
        traffic.arrived(response.status, response.headers.get("content-type", ""), response.body)
        return response

    async def _limited(
        self, method: str, url: str, deadline: float, headers: dict[str, str], content: bytes
    ) -> HttpResponse:
        sent = _Sent()
        try:
            # httpx counts each read by itself; one byte a second would never end without this.
            async with asyncio.timeout(deadline):
                return await self._exchange(method, url, headers, content, deadline, sent)
        except TimeoutError:
            raise sent.failure("timeout", f"no complete answer within {deadline:g} s") from None
        except httpx2.TimeoutException:
            raise sent.failure("timeout", "the agency did not answer in time") from None
        except (httpx2.RequestError, ssl.SSLError) as error:  # the latter escapes when it comes while we are reading
            if is_tls(error):
                # An alert says that the agency heard nothing; anything else in the middle of an answer does not.
                unknown = sent.yes and "ALERT" not in str(error).upper()
                reason = "the agency's certificate or TLS version is not acceptable"
                raise Misconfigured("tls", reason, outcome_unknown=unknown) from None
            raise sent.failure("connection", f"the connection failed ({type(error).__name__})") from None

    async def _exchange(
        self, method: str, url: str, headers: dict[str, str], content: bytes, deadline: float, sent: _Sent
    ) -> HttpResponse:
        extensions: dict[str, Any] = {"trace": sent.trace}
        target = url
        transport = self._transport
        if transport is None:
            address = await asyncio.get_running_loop().run_in_executor(resolvers.pool, self._guard.pin, url)
            target, headers["Host"], extensions["sni_hostname"] = _pinned(url, address)
            verify = self._tls if url.startswith("https:") else False
            transport = httpx2.AsyncHTTPTransport(
                verify=verify, trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0)
            )
        else:
            sent.yes = True
        timeout = httpx2.Timeout(deadline, connect=min(_CONNECT_SECONDS, deadline))
        headers = {"Accept-Encoding": "gzip", "User-Agent": "akzess", "Connection": "close"} | headers
        async with (
            httpx2.AsyncClient(transport=transport, trust_env=False, timeout=timeout, follow_redirects=False) as client,
            client.stream(method, target, headers=headers, content=content, extensions=extensions) as response,
        ):
            if response.is_redirect or 300 <= response.status_code < 400:
                raise Misconfigured("redirect", "the agency answered with a redirect", outcome_unknown=True)
            body = await _read(response)
            plain = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, plain, body)

    def unavailable(self, response: HttpResponse) -> Unavailable | None:
        """The error that a status of overload or breakdown means, or None.

        408, 425, 429 and 503 say that nothing was done; any other 5xx says nothing about it.
        """
        if response.status in (408, 425, 429, 503):
            wait = self._retry_after(response.headers.get("retry-after", ""))
            return Unavailable(f"http-{response.status}", "the agency asks to come back later", retry_after=wait)
        if response.status >= 500:
            return OutcomeUnknown(f"http-{response.status}", "the agency failed while handling the request")
        return None

    def _retry_after(self, value: str) -> float | None:
        value = value.strip()
        if value.isdecimal() and len(value) < 9:
            return float(value)
        try:
            return max(0.0, (parsedate_to_datetime(value) - self._clock()).total_seconds())
        except (ValueError, TypeError):
            return None


def _media_type(headers: Mapping[str, str]) -> str:
    return next((value for name, value in headers.items() if name.lower() == "content-type"), "")


class _Sent:
    """Remembers whether a byte of the request may have left, from the transport's own trace."""

    def __init__(self) -> None:
        self.yes = False

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        self.yes = self.yes or event.endswith("send_request_headers.started")

    def failure(self, code: str, reason: str) -> Unavailable:
        return OutcomeUnknown(code, reason) if self.yes else Unavailable(code, reason)


async def _read(response: httpx2.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip"):
        raise malformed("the answer has an encoding we did not ask for")
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > MAX_BODY:
        raise _too_large()
    inflate = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    raw = 0
    parts = bytearray()
    async for chunk in response.aiter_raw():
        raw += len(chunk)
        try:
            # One byte more than allowed is enough to know; a bomb is never unpacked further.
            parts += inflate.decompress(chunk, MAX_BODY + 1 - len(parts)) if inflate else chunk
        except zlib.error:
            raise malformed("the answer is not valid gzip") from None
        if raw > MAX_BODY or len(parts) > MAX_BODY:
            raise _too_large()
    if inflate is not None and not inflate.eof:
        raise malformed("the compressed answer is cut off")
    return bytes(parts)


def _too_large() -> Misconfigured:
    return Misconfigured("egress-limit", "the answer is larger than 10 MB", outcome_unknown=True)


def malformed(reason: str) -> Misconfigured:
    """The agency answered, but not in its contract's form: a person has to look, and nobody knows what was done."""
    return Misconfigured("agency-malformed", reason, outcome_unknown=True)


def _pinned(url: str, address: str) -> tuple[str, str, str]:
    """The URL with the checked address as host, the Host header, and the name for SNI and certificate check."""
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    netloc = f"{host}:{parts.port}" if parts.port else host
    return parts._replace(netloc=netloc).geturl(), parts.netloc, parts.hostname or ""
