"""ASGI: a change that a browser sends for a page of somebody else is refused before anything is read (403 `csrf`)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from ..problems import refuse
from .security_log import SecurityLog
from .sessions import COOKIE

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Looks at Origin and Sec-Fetch-Site, which pages cannot forge. A change with the session's cookie needs an Origin;
    programs send neither. `origins`: public addresses of the application behind a proxy; none: the Host header's."""

    def __init__(self, app: ASGIApp, security: SecurityLog, origins: Sequence[str] = ()) -> None:
        self.app = app
        self._security = security
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http" and scope["method"] not in _SAFE and not self._own(scope):
            address = str((scope.get("client") or ("",))[0])
            await run_in_threadpool(self._security.note, "csrf", address=address)
            await refuse(scope, receive, send, 403, "csrf")
            return
        await self.app(scope, receive, send)

    def _own(self, scope: Scope) -> bool:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get(b"sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        origin = headers.get(b"origin")
        if origin is None:
            with_session = f"{COOKIE}=" in headers.get(b"cookie", "") and b"authorization" not in headers
            return not with_session
        if self._origins:
            return origin.lower() in self._origins
        try:
            parts = urlsplit(origin.lower())
            # The scheme is not compared: behind a proxy ours is http and the browser's https.
            return parts.scheme in ("http", "https") and parts.netloc == headers.get(b"host", "").lower()
        except ValueError:
            return False
