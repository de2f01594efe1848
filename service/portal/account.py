"""Login of applicants through an identity provider (BundID-like), where the operator has one: OpenID Connect with PKCE.

Only that it is the same person as before is taken from it, as a hash of issuer and subject: no name, no address.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from connectors.settings import load
from engine.desk import WebSession

from ..context import TENANT
from ..identity.code_flow import CodeFlow
from ..identity.oidc_config import OidcConfig
from ..identity.provider import Provider
from ..identity.sessions import token_hash
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
        self._flow = CodeFlow(config, now, provider, logged="citizen_login")

    def depart(self) -> tuple[str, str]:
        """Where to send the browser, and the secret that it keeps meanwhile. Problem: 503 `login-provider`."""
        attempt, now = secrets.token_urlsafe(32), self._now()
        address = self._flow.endpoint()
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
        return self._flow.away(address, attempt, "openid"), attempt

    def arrive(self, query: Mapping[str, str], attempt: str) -> str:
        """The hash by which an account is known here; an attempt serves once.

        Problem: 400 `login-expired`, 401 `login-failed`, 503 `login-provider`.
        """
        begun: WebSession | None = self._store.read().session(token_hash(attempt)) if attempt else None
        fresh = begun is not None and self._now() < begun.expires_at and begun.detail.get("kind") == _KIND
        if not fresh or not self._flow.returns(query, attempt):
            raise Problem(400, "login-expired")
        if not self._store.drop(WebSession, token_hash(attempt)):
            raise Problem(400, "login-expired")  # somebody else used it just now
        claims = self._flow.claims(query, attempt)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            raise Problem(401, "login-failed")
        return hashlib.sha256(f"{self.config.issuer}#{subject}".encode()).hexdigest()
