"""Coming in and going out: account and password, the authority's provider, who one is, how one likes the pages."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from engine.desk import Person, WebSession
from engine.ports import UnitOfWork

from ..access import ACTIONS, Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..identity.account_file import Account
from ..identity.front_door import challenge, session_token
from ..identity.sessions import COOKIE, Opened, cookie, no_cookie, token_hash
from ..identity.single_sign_on import ATTEMPT_COOKIE, SingleSignOn
from ..preconditions import RequestKey, once
from ..problems import Problem, language
from ..resources.identity import (
    DemoAccount,
    DeputyFor,
    DeputyScope,
    LoggedIn,
    LoggedOut,
    LoginMethods,
    Me,
    OidcMethod,
    Preferences,
)
from ..routing import Router
from ..schemas import Body, Credentials
from ..titles import TITLES
from ..views import Exact

router = Router(tags=["login"], route_class=StrictRoute, default_response_class=Exact)


class _LenientRoute(StrictRoute):
    """Providers add parameters of their own to the address that they send the browser back to."""

    strict_query = False


_returning = Router(route_class=_LenientRoute, default_response_class=Exact)

Text = Annotated[str, Query(max_length=4000)]


class NewPreferences(Body):
    """How the caller likes the pages; what is not named stays."""

    shortcuts: bool | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    language: Literal["de", "en"] | None = None


@router.get("/login/methods", response_model=LoginMethods)
def methods(ctx: Ctx) -> Exact:
    """How one may log in here; in the demo also as whom."""
    provider = ctx.front.provider
    demo = [_demo(account) for account in ctx.accounts] if ctx.demo else None
    oidc = OidcMethod(name=provider.config.name) if provider else None
    return Exact(LoginMethods(local=any(True for _ in ctx.accounts), oidc=oidc, demo=demo))


def _demo(account: Account) -> DemoAccount:
    role = ", ".join(sorted(account.groups))
    return DemoAccount(account=account.name, name=account.display, role=role, sites=sorted(account.sites))


@router.post("/login", response_model=LoggedIn)
def log_in(ctx: Ctx, request: Request, body: Credentials) -> Response:
    """A session in a cookie, for browsers; a bearer token, good for ten hours, for programs (empty for browsers)."""
    front = ctx.front
    try:
        account = front.log_in(body.account, body.password, front.address(request))
    except Problem as problem:
        if problem.status == 401:
            raise Problem(401, problem.code, headers=challenge(request)) from None
        raise
    token, until = front.accounts.token(account)
    # A script of somebody else in our page must not find what the cookie hides from it.
    shown = "" if "origin" in request.headers or "sec-fetch-mode" in request.headers else token
    front.directory.keep(account)
    opened = front.sessions.open(account.person, account.name, before=session_token(request))
    answer = Exact(LoggedIn(token=shown, expires_at=until, account=account.name))
    return _with_session(answer, opened)


def _with_session(answer: Response, opened: Opened) -> Response:
    answer.headers.append("set-cookie", cookie(COOKIE, opened.token))
    return answer


@router.post("/logout", response_model=LoggedOut)
def log_out(ctx: Ctx, request: Request) -> Response:
    """Ends the session; where the provider has one, too, `location` is where the browser may end that."""
    token = session_token(request)
    session = ctx.store.get(WebSession, token_hash(token)) if token else None
    location = None
    if token and ctx.front.sessions.end(token):
        ctx.feed.end(token_hash(token).hex())
        if ctx.front.provider is not None and session is not None and session.detail.get("subject"):
            location = ctx.front.provider.farewell()
    answer = Exact(LoggedOut(location=location))
    answer.headers.append("set-cookie", no_cookie(COOKIE))
    return answer


@router.get("/login/oidc", status_code=302, response_class=Response)
def oidc(
    ctx: Ctx, request: Request, return_to: Annotated[str, Query(alias="return", max_length=2000)] = "/app/"
) -> Response:
    """To the provider; afterwards the browser comes back to `return`, a page of ours."""
    try:
        departure = _provider(ctx).depart(return_to)
    except Problem as problem:
        _note(ctx, request, problem)
        raise
    answer = RedirectResponse(departure.location, status_code=302)
    answer.headers.append("set-cookie", cookie(ATTEMPT_COOKIE, departure.attempt, "; Max-Age=600"))
    return answer


@_returning.get("/login/oidc/callback", status_code=302, response_class=Response)
def callback(
    ctx: Ctx,
    request: Request,
    code: Text = "",
    state: Text = "",
    iss: Text | None = None,
    error: Text | None = None,
) -> Response:
    """From the provider: a session when everything fits, otherwise a page (or a problem) that says so."""
    given = {"code": code, "state": state} | ({"iss": iss} if iss is not None else {})
    given |= {"error": error} if error is not None else {}
    try:
        arrival = _provider(ctx).arrive(given, request.cookies.get(ATTEMPT_COOKIE, ""), session_token(request))
    except Problem as problem:
        _note(ctx, request, problem)
        if "text/html" not in request.headers.get("accept", ""):
            raise
        return _failed(request, problem)
    answer: Response = RedirectResponse(arrival.back_to, status_code=302)
    answer.headers.append("set-cookie", no_cookie(ATTEMPT_COOKIE))
    return _with_session(answer, arrival.opened)


router.include_router(_returning)


def _failed(request: Request, problem: Problem) -> HTMLResponse:
    english = language(request) == "en"
    title = TITLES.get(problem.code, ("Die Anmeldung ist fehlgeschlagen", "The login failed"))[english]
    again = "Try again" if english else "Noch einmal versuchen"
    text = (
        f'<!doctype html><html lang="{"en" if english else "de"}"><head><meta charset="utf-8"><title>AKZESS</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>'
        f'<h1>{escape(title)}</h1><p><a href="/app/">{again}</a></p></main></body></html>'
    )
    answer = HTMLResponse(text, status_code=problem.status)
    answer.headers.append("set-cookie", no_cookie(ATTEMPT_COOKIE))
    return answer


@router.post("/login/oidc/backchannel-logout", openapi_extra={
    "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {
        "schema": {"type": "object", "required": ["logout_token"], "properties": {"logout_token": {"type": "string"}}}
    }}}
})  # fmt: skip
async def backchannel(ctx: Ctx, request: Request) -> Response:
    """The provider says that somebody has logged out there (or is locked): every session of that login ends now."""
    async with request.form(max_fields=5, max_files=0) as form:
        token = form.get("logout_token")
    if not isinstance(token, str) or not token:
        raise Problem(400, "logout-token")
    try:
        await run_in_threadpool(_provider(ctx).log_out, token)
    except Problem as problem:
        await run_in_threadpool(_note, ctx, request, problem)
        raise
    return Response(status_code=200, headers={"Cache-Control": "no-store"})


def _note(ctx: Context, request: Request, problem: Problem) -> None:
    if problem.status < 500:
        ctx.front.security.note(problem.code, address=ctx.front.address(request))


def _provider(ctx: Ctx) -> SingleSignOn:
    if ctx.front.provider is None:
        raise Problem(404, "not-found")
    return ctx.front.provider


@router.get("/me", response_model=Me)
def me(ctx: Ctx, gate: Annotated[Gate, may("me.read")]) -> Exact:
    """Who the server takes the caller for, and what the caller may do."""
    held = ctx.front.deputies.held(gate.person)
    names = ctx.front.directory.names([row.person for row in held])
    row = ctx.read.person_by_account(TENANT, gate.account)
    preferences = _preferences(row)
    return Exact(
        Me(
            person=gate.person,
            account=gate.account,
            name=gate.name,
            groups=sorted(gate.principal.groups),
            sites=sorted(gate.principal.sites),
            csrf=gate.principal.csrf or None,
            language=preferences.language,
            on_behalf_of=gate.on_behalf_of,
            deputy_for=[
                DeputyFor(
                    id=row.id,
                    person=row.person,
                    name=names[row.person],
                    until=row.until,
                    scope=DeputyScope(
                        groups=None if row.groups is None else list(row.groups),
                        sites=None if row.sites is None else list(row.sites),
                    ),
                )
                for row in held
            ],
            permissions={action: gate.permits(action) for action in ACTIONS},
            preferences=preferences,
        )
    )


def _preferences(row: Person | None) -> Preferences:
    kept = dict(row.preferences) if row else {}
    known = {name: kept[name] for name in ("shortcuts", "theme") if name in kept}
    return Preferences(language="en" if row is not None and row.language == "en" else "de", **known)


@router.put("/me/preferences", response_model=Preferences)
def keep_preferences(
    ctx: Ctx, gate: Annotated[Gate, may("me.write")], body: NewPreferences, key: RequestKey
) -> Response:
    """Keep how the caller likes the pages; on every device."""
    asked = body.model_dump(exclude_none=True)

    def act(work: UnitOfWork) -> Preferences:
        row = work.get(Person, TENANT, gate.account) or Person(
            TENANT,
            gate.person,
            gate.account,
            gate.name,
            ctx.clock.now(),
            tuple(sorted(gate.principal.groups)),
            tuple(sorted(gate.principal.sites)),
        )
        kept = {**row.preferences, **{name: value for name, value in asked.items() if name != "language"}}
        row = replace(row, language=asked.get("language", row.language), preferences=kept, changed_at=ctx.clock.now())
        work.put(row)
        return _preferences(row)

    return once(ctx, gate.actor, key, "PUT /me/preferences", asked, act)
