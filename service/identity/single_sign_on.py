"""Login through the authority's provider: OpenID Connect, authorization code with PKCE, state and nonce."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog

from engine.desk import Person, WebSession
from engine.ports import Clock

from ..problems import Problem
from .oidc_config import OidcConfig
from .provider import Provider, ProviderDown
from .roles import CENTRAL, ROLES
from .sessions import Opened, Sessions, token_hash
from .signed_claims import BadToken, TokenVerifier, UnknownKey

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
        self._provider = provider or Provider(config, clock.now)
        self._verifier = TokenVerifier(config.issuer, config.client_id, config.algorithms, clock.now)

    def depart(self, back_to: str) -> Departure:
        """Begin a login. Problem: 400 `login-return` for an address that is not a page of ours, 503 `login-provider`."""
        if _PATH.fullmatch(back_to) is None:
            raise Problem(400, "login-return")
        attempt = secrets.token_urlsafe(32)
        now = self._clock.now()
        address = self._asked(lambda: self._provider.endpoint("authorization_endpoint"))
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
        query = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": " ".join(self.config.scopes),
            "state": derived(attempt, "state"),
            "nonce": derived(attempt, "nonce"),
            "code_challenge": challenge_of(derived(attempt, "verifier")),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in address else "?"
        return Departure(f"{address}{joint}{urlencode(query)}", attempt)

    def arrive(self, query: Mapping[str, str], attempt: str, before: str) -> Arrival:
        """Finish a login; an attempt serves once. `before` is the session cookie from before the login.

        Problem: 400 `login-expired` (no such attempt, state), 401 `login-failed`, 403 `no-role`, 503 `login-provider`.
        """
        begun = self._store.get(WebSession, token_hash(attempt)) if attempt else None
        fresh = begun is not None and self._clock.now() < begun.expires_at and begun.detail.get("kind") == "login"
        given = query.get("state", "").encode("utf-8", "replace")
        if begun is None or not fresh or not hmac.compare_digest(given, derived(attempt, "state").encode()):
            raise Problem(400, "login-expired")
        if not self._store.drop(WebSession, token_hash(attempt)):
            raise Problem(400, "login-expired")  # somebody else used it just now
        claims = self._asked(lambda: self._claims(query, attempt))
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
            claims = self._asked(lambda: self._verified(lambda keys: self._verifier.logout_token(token, keys)))
        except Problem as problem:
            raise Problem(400, "logout-token") if problem.status == 401 else problem from None
        if claims.get("sid"):
            return self._sessions.end_of(provider_session=self._sid(claims["sid"]))
        person = self._store.read().person_by_account(self._tenant, self._account(str(claims["sub"])))
        return self._sessions.end_of(person=person.person) if person is not None else 0

    def farewell(self) -> str | None:
        """Where the browser may end its session at the provider, too; None when the provider has no such address."""
        try:
            address = self._provider.endpoint("end_session_endpoint")
        except (ProviderDown, BadToken):
            return None
        back = f"{self.config.base_url.rstrip('/')}/app/"
        query = urlencode({"client_id": self.config.client_id, "post_logout_redirect_uri": back})
        return f"{address}?{query}" if address else None

    def _claims(self, query: Mapping[str, str], attempt: str) -> Mapping[str, Any]:
        issuer = query.get("iss")
        required = self._provider.document().get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or required) and issuer != self.config.issuer:
            raise BadToken("answered by another provider")
        if "error" in query or not query.get("code"):
            raise BadToken("the provider refused")
        token = self._provider.redeem(query["code"], derived(attempt, "verifier"))
        nonce = derived(attempt, "nonce")
        return self._verified(lambda keys: self._verifier.id_token(token, keys, nonce))

    def _verified(self, verify: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
        try:
            return verify(self._provider.keys())
        except UnknownKey:
            return verify(self._provider.keys(again=True))

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except BadToken as error:
            log.warning("login.refused", reason=str(error)[:100])
            raise Problem(401, "login-failed") from None
        except ProviderDown as error:
            log.warning("login.provider", reason=str(error)[:100])
            raise Problem(503, "login-provider", headers={"Retry-After": "10"}) from None

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


def derived(attempt: str, purpose: str) -> str:
    """A secret of an attempt, from the one that its browser keeps."""
    return _text(hmac.digest(attempt.encode("utf-8", "replace"), f"akzess {purpose}".encode(), hashlib.sha256))


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return _text(hashlib.sha256(verifier.encode()).digest())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
