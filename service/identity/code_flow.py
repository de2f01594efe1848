"""The way to a provider and back, the same for clerks and applicants: authorization code with PKCE, state and nonce."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog

from ..problems import Problem
from .oidc_config import OidcConfig
from .provider import Provider, ProviderDown
from .signed_claims import BadToken, TokenVerifier, UnknownKey

log = structlog.get_logger(__name__)

T = TypeVar("T")


class CodeFlow:
    """One provider. All secrets of an attempt are derived from the one that its browser keeps; `logged` begins log lines."""

    def __init__(
        self, config: OidcConfig, now: Callable[[], datetime], provider: Provider | None = None, logged: str = "login"
    ) -> None:
        self.config = config
        self.provider = provider or Provider(config, now)
        self.verifier = TokenVerifier(config.issuer, config.client_id, config.algorithms, now)
        self._logged = logged

    def endpoint(self) -> str:
        """Where logins begin at the provider. Problem: 503 `login-provider`."""
        return str(self.asked(lambda: self.provider.endpoint("authorization_endpoint")))

    def away(self, endpoint: str, attempt: str, scope: str) -> str:
        """Where to send the browser."""
        query = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": scope,
            "state": derived(attempt, "state"),
            "nonce": derived(attempt, "nonce"),
            "code_challenge": challenge_of(derived(attempt, "verifier")),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def returns(self, query: Mapping[str, str], attempt: str) -> bool:
        """Whether the browser comes back from this attempt."""
        given = query.get("state", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, derived(attempt, "state").encode())

    def claims(self, query: Mapping[str, str], attempt: str) -> Mapping[str, Any]:
        """What the provider says of who came back. Problem: 401 `login-failed`, 503 `login-provider`."""
        return self.asked(lambda: self._redeemed(query, attempt))

    def _redeemed(self, query: Mapping[str, str], attempt: str) -> Mapping[str, Any]:
        issuer = query.get("iss")
        required = self.provider.document().get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or required) and issuer != self.config.issuer:
            raise BadToken("answered by another provider")
        if "error" in query or not query.get("code"):
            raise BadToken("the provider refused")
        token = self.provider.redeem(query["code"], derived(attempt, "verifier"))
        nonce = derived(attempt, "nonce")
        return self.verified(lambda keys: self.verifier.id_token(token, keys, nonce))

    def verified(self, verify: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
        """With the provider's keys, fetched again once when the token names one that is not known. Error: BadToken."""
        try:
            return verify(self.provider.keys())
        except UnknownKey:
            return verify(self.provider.keys(again=True))

    def asked(self, ask: Callable[[], T]) -> T:
        """What came of it. Problem: 401 `login-failed`, 503 `login-provider`."""
        try:
            return ask()
        except BadToken as error:
            log.warning(f"{self._logged}.refused", reason=str(error)[:100])
            raise Problem(401, "login-failed") from None
        except ProviderDown as error:
            log.warning(f"{self._logged}.provider", reason=str(error)[:100])
            raise Problem(503, "login-provider", headers={"Retry-After": "10"}) from None


def derived(attempt: str, purpose: str) -> str:
    """A secret of an attempt, from the one that its browser keeps."""
    return _text(hmac.digest(attempt.encode("utf-8", "replace"), f"akzess {purpose}".encode(), hashlib.sha256))


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return _text(hashlib.sha256(verifier.encode()).digest())


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
