"""Login of applicants through an identity provider (BundID-like), where the operator has one: OpenID Connect with PKCE.

Only that it is the same person as before is taken from it, as a hash of issuer and subject: no name, no address.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import structlog

from connectors.settings import load
from engine.desk import WebSession

from ..context import TENANT
from ..identity.oidc_config import OidcConfig
from ..identity.provider import Provider, ProviderDown
from ..identity.sessions import token_hash
from ..identity.signed_claims import BadToken, TokenVerifier, UnknownKey
from ..identity.single_sign_on import challenge_of, derived
from ..problems import Problem

log = structlog.get_logger(__name__)

#: The browser keeps this one while it is away at the provider.
ATTEMPT_COOKIE, ATTEMPT_PATH = "akzess-citizen-login", "/portal/account"
ATTEMPT_LIFE = timedelta(minutes=10)
_KIND = "citizen"


@dataclass(frozen=True, slots=True)
class CitizenOidc(OidcConfig):
    """The applicants' provider; the settings are those of the clerks' (docs/identity.md), without roles and sites."""

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the browser back to."""
        return f"{self.base_url.rstrip('/')}/portal/account/callback"


def read_citizens(mapping: Mapping[str, Any]) -> CitizenOidc:
    """The configuration from the settings' section `oidc_citizens`. Error: Misconfigured."""
    return load(CitizenOidc, mapping)


class Account:
    """One provider's logins of applicants."""

    def __init__(
        self, config: CitizenOidc, store: Any, now: Callable[[], datetime], provider: Provider | None = None
    ) -> None:
        self.config = config
        self._store = store
        self._now = now
        self._provider = provider or Provider(config, now)
        self._verifier = TokenVerifier(config.issuer, config.client_id, config.algorithms, now)

    def depart(self) -> tuple[str, str]:
        """Where to send the browser, and the secret that it keeps meanwhile. Problem: 503 `login-provider`."""
        attempt, now = secrets.token_urlsafe(32), self._now()
        address = self._asked(lambda: self._provider.endpoint("authorization_endpoint"))
        self._store.put(
            WebSession(
                token_hash=token_hash(attempt),
                tenant=TENANT,
                person="",
                account="",
                csrf="",
                created_at=now,
                seen_at=now,
                expires_at=now + ATTEMPT_LIFE,
                detail={"kind": _KIND},
            )
        )
        query = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": "openid",
            "state": derived(attempt, "state"),
            "nonce": derived(attempt, "nonce"),
            "code_challenge": challenge_of(derived(attempt, "verifier")),
            "code_challenge_method": "S256",
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", attempt

    def arrive(self, query: Mapping[str, str], attempt: str) -> str:
        """The hash by which an account is known here; an attempt serves once.

        Problem: 400 `login-expired`, 401 `login-failed`, 503 `login-provider`.
        """
        begun: WebSession | None = self._store.read().session(token_hash(attempt)) if attempt else None
        fresh = begun is not None and self._now() < begun.expires_at and begun.detail.get("kind") == _KIND
        given = query.get("state", "").encode("utf-8", "replace")
        if not fresh or not hmac.compare_digest(given, derived(attempt, "state").encode()):
            raise Problem(400, "login-expired")
        if not self._store.drop(WebSession, token_hash(attempt)):
            raise Problem(400, "login-expired")  # somebody else used it just now
        claims = self._asked(lambda: self._claims(query, attempt))
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            raise Problem(401, "login-failed")
        return hashlib.sha256(f"{self.config.issuer}#{subject}".encode()).hexdigest()

    def _claims(self, query: Mapping[str, str], attempt: str) -> Mapping[str, Any]:
        issuer = query.get("iss")
        required = self._provider.document().get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or required) and issuer != self.config.issuer:
            raise BadToken("answered by another provider")
        if "error" in query or not query.get("code"):
            raise BadToken("the provider refused")
        token, nonce = self._provider.redeem(query["code"], derived(attempt, "verifier")), derived(attempt, "nonce")
        try:
            return self._verifier.id_token(token, self._provider.keys(), nonce)
        except UnknownKey:
            return self._verifier.id_token(token, self._provider.keys(again=True), nonce)

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except BadToken as error:
            log.warning("citizen_login.refused", reason=str(error)[:100])
            raise Problem(401, "login-failed") from None
        except ProviderDown as error:
            log.warning("citizen_login.provider", reason=str(error)[:100])
            raise Problem(503, "login-provider", headers={"Retry-After": "10"}) from None
