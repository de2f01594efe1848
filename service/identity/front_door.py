"""Where every request comes in: cookie, bearer token or HTTP Basic becomes a person with the rights of this moment."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from engine.ports import Clock

from ..limits import Limiter, Limits
from ..problems import Problem
from ..sight import admit
from .account_file import Account
from .accounts import CHALLENGE, Accounts
from .deputies import Deputies
from .directory import Directory
from .oidc_config import OidcConfig
from .principal import Principal, own_grants
from .security_log import SecurityLog
from .sessions import COOKIE, Sessions
from .single_sign_on import SingleSignOn

ON_BEHALF_OF = "akzess-on-behalf-of"
CSRF_HEADER = "x-csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """Everything that is needed to know who is calling."""

    accounts: Accounts
    directory: Directory
    sessions: Sessions
    deputies: Deputies
    limiter: Limiter
    security: SecurityLog
    provider: SingleSignOn | None = None

    @classmethod
    def of(
        cls,
        accounts: Accounts,
        store: Any,
        clock: Clock,
        tenant: int,
        limiter: Limiter | None = None,
        oidc: OidcConfig | None = None,
    ) -> FrontDoor:
        """Built on a store's directory, sessions and deputyships. Without a limiter there are no rates, without `oidc`
        only local accounts."""
        directory = Directory(accounts, store, clock, tenant)
        sessions = Sessions(store, clock, tenant)
        return cls(
            accounts=accounts,
            directory=directory,
            sessions=sessions,
            deputies=Deputies(directory, store, clock, tenant),
            limiter=limiter or Limiter(Limits(rates={}), lambda: 0.0),
            security=SecurityLog(store, clock, tenant),
            provider=SingleSignOn(oidc, store, clock, tenant, sessions) if oidc else None,
        )

    def principal(self, request: Request) -> Principal:
        """Who is calling, acting for somebody if the request says so; looked up once per request.

        Problem: 401, 403 `csrf` or `not-a-deputy`, 429.
        """
        known: Principal | None = getattr(request.state, "principal", None)
        if known is None:
            known = self._represented(request, self._caller(request))
            request.state.principal = known
            admit(known)
        return known

    def _represented(self, request: Request, caller: Principal) -> Principal:
        person = request.headers.get(ON_BEHALF_OF)
        if person is None or person == caller.person:
            return caller
        try:
            lent = self.deputies.lent(caller.person, person)
        except Problem as problem:
            self.security.note(problem.code, person=caller.person, address=caller.address)
            raise
        return replace(caller, grants=(*caller.grants, *lent), on_behalf_of=person)

    def _caller(self, request: Request) -> Principal:
        address = self.address(request)
        header = request.headers.get("authorization")
        if header:
            return _principal(self._by_header(request, header, address), address)
        token = session_token(request)
        session = self.sessions.find(token) if token else None
        account = self.directory.account(session.account) if session else None
        if session is None or account is None or account.person != session.person:
            raise Problem(401, "unauthenticated", headers=challenge(request))
        if request.method not in SAFE:
            given = request.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(given.encode("utf-8", "replace"), session.csrf.encode()):
                self.security.note("csrf", person=session.person, address=address)
                raise Problem(403, "csrf")
        return _principal(account, address, session.token_hash, session.csrf)

    def _by_header(self, request: Request, header: str, address: str) -> Account:
        scheme, _, value = header.partition(" ")
        if scheme.lower() == "bearer":
            try:
                return self.accounts.by_token(value.strip())
            except Problem:
                self.security.note("token-refused", address=address)
                raise
        if scheme.lower() == "basic":
            name, password = _basic(value)
            if name:
                return self.log_in(name, password, address)
        raise Problem(401, "unauthenticated", headers=challenge(request))

    def log_in(self, name: str, password: str, address: str) -> Account:
        """The local account of a name and a password. Problem: 401 `unauthenticated`, 429 `too-many-attempts`."""
        try:
            return self.accounts.log_in(name, password, address)
        except Problem as problem:
            kind = "login-blocked" if problem.status == 429 else "login-failed"
            self.security.note(kind, address=address)
            raise

    def address(self, request: Request) -> str:
        """Where the request comes from, for counting failures."""
        return self.limiter.address(request.scope)


def session_token(request: Request) -> str:
    """The value of the session cookie; "" without one."""
    return request.cookies.get(COOKIE, "")


def challenge(request: Request) -> dict[str, str]:
    """What a 401 asks for: Basic from programs; from a browser's page nothing that opens the browser's own dialog."""
    headers = request.headers
    if "sec-fetch-mode" in headers or "origin" in headers or "cookie" in headers:
        return {"WWW-Authenticate": 'AKZESS realm="AKZESS"'}
    return CHALLENGE


def _basic(value: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return "", ""
    return name, password


def _principal(account: Account, address: str, session: bytes = b"", csrf: str = "") -> Principal:
    grants = own_grants(account.groups, account.sites)
    return Principal(account.person, account.name, account.display, grants, session, csrf, address=address)
