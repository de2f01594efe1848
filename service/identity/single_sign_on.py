"""Login through the authority's provider: OpenID Connect, authorization code with PKCE, state and nonce."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog

from engine.desk import Person, WebSession
from engine.ports import Clock

from ..problems import Problem
from .code_flow import CodeFlow
from .oidc_config import OidcConfig
from .provider import Provider, ProviderDown
from .roles import CENTRAL, ROLES
from .sessions import Opened, Sessions, token_hash
from .signed_claims import BadToken

log = structlog.get_logger(__name__)

#: The browser keeps this one while it is away at the provider; all secrets of the attempt are derived from it.
ATTEMPT_COOKIE = "__Host-akzess-login"
ATTEMPT_LIFE = timedelta(minutes=10)
_PATH = re.compile(r"/app(?:[/?][!-\[\]-~]*)?")


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the secret that it keeps meanwhile."""

    location: str
    attempt: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A session that was opened, and the page that the person wanted."""

    opened: Opened
    back_to: str


class SingleSignOn:
    """One provider's logins and logouts."""

    def __init__(
        self,
        config: OidcConfig,
        store: Any,
        clock: Clock,
        tenant: int,
        sessions: Sessions,
        provider: Provider | None = None,
    ) -> None:
        self.config = config
        self._store = store
        self._clock = clock
        self._tenant = tenant
        self._sessions = sessions
        self._flow = CodeFlow(config, clock.now, provider)

    def depart(self, back_to: str) -> Departure:
        """Begin a login. Problem: 400 `login-return` for an address that is not a page of ours, 503 `login-provider`."""
        if _PATH.fullmatch(back_to) is None:
            raise Problem(400, "login-return")
        attempt = secrets.token_urlsafe(32)
        now = self._clock.now()
        address = self._flow.endpoint()
        self._store.put(
            WebSession(
                token_hash=token_hash(attempt),
                tenant=self._tenant,
                person="",
                account="",
                csrf="",
                created_at=now,
                seen_at=now,
                expires_at=now + ATTEMPT_LIFE,
                detail={"kind": "login", "return": back_to},
            )
        )
        return Departure(self._flow.away(address, attempt, " ".join(self.config.scopes)), attempt)

    def arrive(self, query: Mapping[str, str], attempt: str, before: str) -> Arrival:
        """Finish a login; an attempt serves once. `before` is the session cookie from before the login.

        Problem: 400 `login-expired` (no such attempt, state), 401 `login-failed`, 403 `no-role`, 503 `login-provider`.
        """
        begun = self._store.get(WebSession, token_hash(attempt)) if attempt else None
        fresh = begun is not None and self._clock.now() < begun.expires_at and begun.detail.get("kind") == "login"
        if begun is None or not fresh or not self._flow.returns(query, attempt):
            raise Problem(400, "login-expired")
        if not self._store.drop(WebSession, token_hash(attempt)):
            raise Problem(400, "login-expired")  # somebody else used it just now
        claims = self._flow.claims(query, attempt)
        person = self._person(claims)
        self._store.put(person)
        opened = self._sessions.open(
            person.person,
            person.account,
            before=before,
            provider_session=self._sid(claims.get("sid")),
            detail={"subject": str(claims["sub"])},
        )
        return Arrival(opened, str(begun.detail.get("return", "/app/")))

    def log_out(self, token: str) -> int:
        """Back-channel logout: end what the provider's token names; how many sessions. Problem: 400, 503."""
        try:
            claims = self._flow.asked(
                lambda: self._flow.verified(lambda keys: self._flow.verifier.logout_token(token, keys))
            )
        except Problem as problem:
            raise Problem(400, "logout-token") if problem.status == 401 else problem from None
        if claims.get("sid"):
            return self._sessions.end_of(provider_session=self._sid(claims["sid"]))
        person = self._store.read().person_by_account(self._tenant, self._account(str(claims["sub"])))
        return self._sessions.end_of(person=person.person) if person is not None else 0

    def farewell(self) -> str | None:
        """Where the browser may end its session at the provider, too; None when the provider has no such address."""
        try:
            address = self._flow.provider.endpoint("end_session_endpoint")
        except (ProviderDown, BadToken):
            return None
        back = f"{self.config.base_url.rstrip('/')}/app/"
        query = urlencode({"client_id": self.config.client_id, "post_logout_redirect_uri": back})
        return f"{address}?{query}" if address else None

    def _account(self, subject: str) -> str:
        return f"oidc:{subject}"

    def _sid(self, sid: Any) -> str | None:
        return f"{self.config.issuer}#{sid}" if isinstance(sid, str) and sid else None

    def _person(self, claims: Mapping[str, Any]) -> Person:
        config = self.config
        subject, person = claims.get("sub"), found(claims, config.person)
        if not isinstance(subject, str) or not subject or not isinstance(person, str) or not person:
            raise Problem(401, "login-failed")
        roles = _names(found(claims, config.roles), config.role_names) & ROLES
        sites = _names(found(claims, config.sites), config.site_names)
        if not roles or not (sites or roles & CENTRAL):
            raise Problem(403, "no-role")
        account = self._account(subject)
        before = self._store.read().person_by_account(self._tenant, account)
        if before is not None and not before.active:
            raise Problem(403, "no-role")
        display = found(claims, config.display)
        return Person(
            tenant=self._tenant,
            person=person,
            account=account,
            name=display[:200] if isinstance(display, str) and display else person,
            changed_at=self._clock.now(),
            groups=tuple(sorted(roles)),
            sites=tuple(sorted(sites)),
            language=before.language if before else "de",
            preferences=before.preferences if before else {},
        )


def found(claims: Mapping[str, Any], path: str) -> Any:
    """A claim by its name, or inside others by a path with dots; None when there is none."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _names(value: Any, names: Mapping[str, str] | None) -> frozenset[str]:
    given = value if isinstance(value, list) else str(value).split() if isinstance(value, str) else []
    texts = [item for item in given if isinstance(item, str)]
    return frozenset(texts if names is None else (names[item] for item in texts if item in names))
