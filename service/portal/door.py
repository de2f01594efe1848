"""How applicants and employers come in: cookies of their own, a word that only the page knows, our own Origin.

Two applications may be open side by side in one browser: each session has a cookie of its own, which the page's word
names, beside the one of the session that was begun last. So a window never sees or changes what another one opened.
"""

from __future__ import annotations

import hashlib
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Query, Request
from starlette.responses import Response

from authority.intake import IntakeDraft
from engine.errors import NotFound

from ..context import TENANT
from ..problems import Problem
from .desk import PortalDesk
from .sessions import Entry

DRAFT_COOKIE, EMPLOYER_COOKIE, ACCOUNT_COOKIE = "akzess-portal", "akzess-employer", "akzess-citizen"
DRAFT_PATH, EMPLOYER_PATH = "/portal", "/portal/employer"
#: Sessions of a kind that a browser keeps side by side; the one begun first goes first.
MOST_WINDOWS = 6


def desk(request: Request) -> PortalDesk:
    """The portal's desk. Problem: 404 where there is no portal."""
    found: PortalDesk | None = request.app.state.portal
    if found is None:
        raise Problem(404, "not-found")
    return found


def same_origin(request: Request) -> None:
    """Problem: 403 for a request that another site's page sent."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Problem(403, "forbidden", "another origin")


TheDesk = Annotated[PortalDesk, Depends(desk)]
Lang = Annotated[str, Query(max_length=12, pattern="^[a-z]{2}(-[a-z]+)?$", examples=["uk"])]
#: What the page got when it was let in, and nobody else knows.
Word = Annotated[str, Header(alias="X-CSRF", max_length=100)]


def _meant(request: Request, entry: Entry | None, csrf: str) -> Entry:
    same_origin(request)
    if entry is None:
        raise Problem(401, "unauthenticated")
    if not csrf or csrf != entry.csrf:
        raise Problem(403, "forbidden", "X-CSRF is missing or another session's")
    return entry


class Inside:
    """Somebody who is in with a draft."""

    __slots__ = ("draft", "entry")

    def __init__(self, draft: IntakeDraft, entry: Entry) -> None:
        self.draft = draft
        self.entry = entry


def _inside(found: PortalDesk, entry: Entry | None) -> Inside:
    if entry is None:
        raise Problem(401, "unauthenticated")
    try:
        return Inside(found.drafts.of(TENANT, entry.subject), entry)
    except NotFound:
        raise Problem(401, "unauthenticated") from None


def _beside(name: str, csrf: str) -> str:
    """The cookie of one session among several."""
    return f"{name}-{hashlib.sha256(csrf.encode()).hexdigest()[:16]}"


def token_of(request: Request, name: str, csrf: str) -> str | None:
    """The session that a page means by its word; a page that knows none means the one begun last."""
    last = request.cookies.get(name)
    return request.cookies.get(_beside(name, csrf), last) if csrf else last


def _seen(entry: Entry | None, csrf: str) -> Entry | None:
    """Nothing, where the page means a session that is over and another was begun since: it must not see that one's."""
    return None if entry is not None and csrf and csrf != entry.csrf else entry


def looking(request: Request, found: TheDesk, csrf: Word = "") -> Inside:
    """Who is looking into an application. Problem: 401."""
    return _inside(found, _seen(found.applicants.find(token_of(request, DRAFT_COOKIE, csrf)), csrf))


def writing(request: Request, found: TheDesk, csrf: Word = "") -> Inside:
    """The same for what changes something. Problem: 401, 403."""
    return _inside(found, _meant(request, found.applicants.find(token_of(request, DRAFT_COOKIE, csrf)), csrf))


def employing(request: Request, found: TheDesk, csrf: Word = "") -> Entry:
    """An employer who came by a link. Problem: 401."""
    entry = _seen(found.employers.find(token_of(request, EMPLOYER_COOKIE, csrf)), csrf)
    if entry is None:
        raise Problem(401, "unauthenticated")
    return entry


def answering(request: Request, found: TheDesk, csrf: Word = "") -> Entry:
    """The same for what changes something. Problem: 401, 403."""
    return _meant(request, found.employers.find(token_of(request, EMPLOYER_COOKIE, csrf)), csrf)


Looking = Annotated[Inside, Depends(looking)]
Writing = Annotated[Inside, Depends(writing)]
Employing = Annotated[Entry, Depends(employing)]
Answering = Annotated[Entry, Depends(answering)]


def let_in(request: Request, answer: Response, name: str, token: str, path: str, csrf: str = "") -> None:
    """Put a session's token into a cookie that no script reads and no other site sends; with `csrf` beside others of its kind."""
    secure = request.url.scheme == "https"
    beside = [one for one in request.cookies if one.startswith(f"{name}-")] if csrf else []
    for old in beside[: max(0, len(beside) - MOST_WINDOWS + 1)]:  # browsers send the oldest first (RFC 6265, 5.4)
        let_out(answer, old, path)
    for own in (name, _beside(name, csrf)) if csrf else (name,):
        answer.set_cookie(own, token, path=path, httponly=True, samesite="strict", secure=secure)


def let_out(answer: Response, name: str, path: str, csrf: str = "") -> None:
    """Take the cookies away."""
    for own in (name, _beside(name, csrf)) if csrf else (name,):
        answer.delete_cookie(own, path=path, httponly=True, samesite="strict")
