"""Applicants with an account at a login provider: in and back, and the applications that they have begun."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Header, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from .. import windows
from ..bodies import StrictRoute
from ..context import TENANT
from ..portal import door
from ..portal.account import ATTEMPT_COOKIE, ATTEMPT_PATH, Account
from ..portal.desk import PortalDesk, normal
from ..portal.door import ACCOUNT_COOKIE, DRAFT_COOKIE, DRAFT_PATH, TheDesk
from ..portal.sessions import Entry
from ..problems import Problem
from ..resources import portal as out
from ..schemas import Body
from ..views import Exact


class _Lenient(StrictRoute):
    """Providers add parameters of their own to the address that they send the browser back to."""

    strict_query = False


router = APIRouter(tags=["portal"], route_class=StrictRoute, default_response_class=Exact)
_returning = APIRouter(route_class=_Lenient, default_response_class=Exact)

Text = Annotated[str, Query(max_length=4000)]
Token = Annotated[str | None, Cookie(alias=ACCOUNT_COOKIE)]


class Chosen(Body):
    """One of the account's own applications."""

    reference: Annotated[str, Field(min_length=1, max_length=60, examples=["E-7KQM-3XTP"])]


def _account(desk: PortalDesk) -> Account:
    if desk.account is None:
        raise Problem(404, "not-found")
    return desk.account


def _entry(desk: PortalDesk, token: str | None) -> Entry:
    entry = desk.accounts.find(token)
    if entry is None:
        raise Problem(401, "unauthenticated")
    return entry


def _back(request: Request, problem: Problem) -> Response:
    """To the page, which says so and how one goes on; programs get the problem itself."""
    if problem.code == "not-found" or "text/html" not in request.headers.get("accept", ""):
        raise problem
    answer = RedirectResponse(f"/portal/?login={problem.code}", status_code=302)
    windows.let_out(answer, ATTEMPT_COOKIE, ATTEMPT_PATH)
    return answer


@router.get("/portal/account", status_code=302, response_class=Response)
def depart(request: Request, desk: TheDesk) -> Response:
    """Zum Konto. / To the provider; afterwards the browser comes back to the portal, also when that went wrong."""
    try:
        location, attempt = _account(desk).depart()
    except Problem as problem:
        return _back(request, problem)
    answer = RedirectResponse(location, status_code=302)
    # Lax: the provider sends the browser back from another site, and the cookie has to come along.
    secure = request.url.scheme == "https"
    answer.set_cookie(
        ATTEMPT_COOKIE, attempt, path=ATTEMPT_PATH, httponly=True, samesite="lax", secure=secure, max_age=600
    )
    return answer


@_returning.get("/portal/account/callback", status_code=302, response_class=Response)
def arrive(
    request: Request,
    desk: TheDesk,
    code: Text = "",
    state: Text = "",
    iss: Text | None = None,
    error: Text | None = None,
) -> Response:
    """Vom Konto zurück. / From the provider: a session when everything fits, otherwise the portal without one."""
    given = {"code": code, "state": state} | ({"iss": iss} if iss is not None else {})
    given |= {"error": error} if error is not None else {}
    try:
        subject = _account(desk).arrive(given, request.cookies.get(ATTEMPT_COOKIE, ""))
    except Problem as problem:
        return _back(request, problem)
    token, _ = desk.accounts.begin(TENANT, subject)
    answer = RedirectResponse("/portal/", status_code=302)
    windows.let_out(answer, ATTEMPT_COOKIE, ATTEMPT_PATH)
    windows.let_in(request, answer, ACCOUNT_COOKIE, token, DRAFT_PATH)
    return answer


router.include_router(_returning)


@router.get("/portal/account/drafts", response_model=out.PortalAccount)
def mine(desk: TheDesk, token: Token = None) -> Exact:
    """Eigene Anträge. / What this account has begun."""
    entry = _entry(desk, token)
    items = [
        out.PortalMine(
            reference=one.reference, state=one.state, updated_at=one.updated_at, business_key=one.business_key
        )
        for one in desk.drafts.by_subject(TENANT, entry.subject)
    ]
    return Exact(out.PortalAccount(csrf=entry.csrf, items=items).plain())


@router.post("/portal/account/session", response_model=out.PortalEntered)
def enter(
    request: Request,
    desk: TheDesk,
    body: Chosen,
    token: Token = None,
    csrf: Annotated[str, Header(alias="X-CSRF", max_length=100)] = "",
) -> Exact:
    """Eigenen Antrag öffnen. / Into one of the account's own applications, without its code."""
    door.same_origin(request)
    entry = _entry(desk, token)
    if not csrf or csrf != entry.csrf:
        raise Problem(403, "forbidden", "X-CSRF is missing or another session's")
    draft = desk.drafts.by_reference(TENANT, normal(body.reference))
    if draft is None or draft.subject != entry.subject:
        raise Problem(404, "not-found")
    own, opened = desk.applicants.begin(TENANT, draft.id)
    answer = Exact(out.PortalEntered(csrf=opened.csrf, expires_at=opened.expires_at).plain())
    windows.let_in(request, answer, DRAFT_COOKIE, own, DRAFT_PATH, opened.csrf)
    return answer
