"""How applicants and employers come in: cookies of their own, a word that only the page knows, our own Origin.

Two applications may be open side by side in one browser (service/windows.py).
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Query, Request

from authority.intake import IntakeDraft
from engine.errors import NotFound

from ..context import TENANT
from ..problems import Problem
from ..windows import token_of
from .desk import PortalDesk
from .sessions import Entry

DRAFT_COOKIE, EMPLOYER_COOKIE, ACCOUNT_COOKIE = "akzess-portal", "akzess-employer", "akzess-citizen"
DRAFT_PATH, EMPLOYER_PATH = "/portal", "/portal/employer"


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
