"""The browser's pages as the build left them in web/dist: history fallback, caching for ever by name, a strict CSP."""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from engine.errors import NotFound

#: Where `npm run build` puts the pages.
DIST = Path(__file__).parent.parent / "web" / "dist"

#: No inline script or style, nothing from elsewhere. Pictures may be data: because KERN's icons are masks in its CSS.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_PACKED = frozenset((".js", ".css", ".svg", ".html", ".json"))
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".woff": "font/woff", ".svg": "image/svg+xml"}

_MISSING = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>AKZESS</title></head><body><main>'
    "<h1>Die Seiten sind noch nicht gebaut</h1><p>Im Ordner <code>web</code>: <code>npm ci</code>, "
    "<code>npm run build</code>; <code>make run</code> tut beides.</p>"
    '<p lang="en">The pages are not built yet: <code>make run</code> does it.</p></main></body></html>'
)


@lru_cache(maxsize=256)
def _bytes(path: Path, changed: int, packed: bool) -> bytes:
    """The content of a file of the build; `changed` (ns) tells a new build from the old one."""
    content = path.read_bytes()
    return gzip.compress(content, 6, mtime=0) if packed else content


def _file(request: Request, path: Path, headers: dict[str, str]) -> Response:
    packed = path.suffix in _PACKED and "gzip" in request.headers.get("accept-encoding", "")
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if packed:
        headers = {**headers, "Content-Encoding": "gzip"}
    if path.suffix in _PACKED:
        headers = {**headers, "Vary": "Accept-Encoding"}
    return Response(_bytes(path, path.stat().st_mtime_ns, packed), media_type=kind, headers=headers)


def router(dist: Path = DIST) -> APIRouter:
    """The routes of the pages. `/status/…` stays with the API: only the address of the page itself is taken."""
    routes = APIRouter(include_in_schema=False)

    def page(request: Request, name: str) -> Response:
        path = dist / name
        if not path.is_file():
            return HTMLResponse(_MISSING, status_code=503, headers=_PAGE_HEADERS)
        return _file(request, path, _PAGE_HEADERS)

    @routes.get("/app")
    @routes.get("/app/{path:path}")
    def app(request: Request, path: str = "") -> Response:
        """The clerks' pages, whatever the address below: the browser finds the page by itself."""
        return page(request, "app.html")

    @routes.get("/status")
    def status_without_slash() -> Response:
        """The address as people type it."""
        return RedirectResponse("/status/", status_code=308)

    @routes.get("/status/")
    def status(request: Request) -> Response:
        """The applicant's page."""
        return page(request, "status.html")

    @routes.get("/booking")
    def booking_without_slash() -> Response:
        """The address as people type it."""
        return RedirectResponse("/booking/", status_code=308)

    @routes.get("/booking/")
    def booking(request: Request) -> Response:
        """The page of appointments: to book without a case, to confirm and cancel by a link, and the board."""
        return page(request, "booking.html")

    @routes.get("/portal")
    def portal_without_slash() -> Response:
        """The address as people type it."""
        return RedirectResponse("/portal/", status_code=308)

    @routes.get("/portal/employer")
    def employer_without_slash() -> Response:
        """The same of the employer's page; what stands behind the # stays with the browser."""
        return RedirectResponse("/portal/employer/", status_code=308)

    @routes.get("/portal/")
    @routes.get("/portal/employer/")
    def portal(request: Request) -> Response:
        """Where people apply, and where employers do their part."""
        return page(request, "portal.html")

    @routes.get("/advice")
    def advice_without_slash() -> Response:
        """The address as people type it."""
        return RedirectResponse("/advice/", status_code=308)

    @routes.get("/advice/")
    def advice(request: Request) -> Response:
        """The checklist and the knowledge pages."""
        return page(request, "advice.html")

    @routes.get("/survey")
    def survey_without_slash() -> Response:
        """The address as people type it."""
        return RedirectResponse("/survey/", status_code=308)

    @routes.get("/survey/")
    def survey(request: Request) -> Response:
        """Where a code from a slip is answered."""
        return page(request, "survey.html")

    @routes.get("/assets/{name}")
    def asset(request: Request, name: str) -> Response:
        """A file of the build; its name holds a hash of its content. Problem: 404."""
        path = dist / "assets" / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound(name)
        return _file(request, path, {"Cache-Control": _FOR_EVER})

    return routes
