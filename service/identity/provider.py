"""Talks to the OpenID provider over the house's own HTTP client: discovery, keys, and codes for tokens."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

from joserfc.jwk import KeySet

from connectors.base import ConnectorError
from connectors.http import HttpClient

from .oidc_config import OidcConfig
from .signed_claims import BadToken, public_keys

DEADLINE = 10.0
DISCOVERED_FOR = timedelta(hours=1)
#: Keys are fetched again for one that is not known, but not more often than this: strangers may name any kid.
KEYS_AT_MOST_EVERY = timedelta(minutes=1)


class ProviderDown(Exception):
    """The provider does not answer, or not in the way that it has to."""


class Provider:
    """One provider, as the operator configured it: no address that it names leads to another host."""

    def __init__(self, config: OidcConfig, now: Callable[[], datetime], http: HttpClient | None = None) -> None:
        self._config = config
        self._now = now
        self._http = http or HttpClient([config.issuer], networks=config.networks, ca_file=config.ca_file)
        self._guard = threading.Lock()
        self._document: Mapping[str, Any] = {}
        self._document_at: datetime | None = None
        self._keys: KeySet | None = None
        self._keys_at: datetime | None = None

    def document(self) -> Mapping[str, Any]:
        """The provider's description of itself (OpenID Connect Discovery). Error: ProviderDown."""
        with self._guard:
            fresh = self._document_at is not None and self._now() - self._document_at < DISCOVERED_FOR
            if not fresh:
                found = self._json("GET", f"{self._config.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self._config.issuer:
                    raise ProviderDown("the provider calls itself by another name")
                self._document, self._document_at = found, self._now()
            return self._document

    def endpoint(self, name: str) -> str:
        """An address from the description; "" when it has none. Error: ProviderDown."""
        found = self.document().get(name, "")
        return found if isinstance(found, str) else ""

    def keys(self, *, again: bool = False) -> KeySet:
        """The public keys; `again` when one was not among them. Errors: ProviderDown, BadToken."""
        if self._config.jwks:
            return public_keys(json.loads(Path(self._config.jwks).read_text(encoding="utf-8")))
        address = self.endpoint("jwks_uri")
        with self._guard:
            recent = self._keys_at is not None and self._now() - self._keys_at < KEYS_AT_MOST_EVERY
            if self._keys is None or (again and not recent):
                self._keys = public_keys(self._json("GET", address))
                self._keys_at = self._now()
            return self._keys

    def redeem(self, code: str, verifier: str) -> str:
        """The ID token for a code (RFC 6749, 4.1.3, with RFC 7636). Errors: ProviderDown; BadToken when refused."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._config.redirect_uri,
            "code_verifier": verifier,
            "client_id": self._config.client_id,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._config.client_secret:
            pair = f"{quote_plus(self._config.client_id)}:{quote_plus(self._config.client_secret.reveal())}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        found = self._json("POST", self.endpoint("token_endpoint"), headers, urlencode(fields).encode())
        token = found.get("id_token")
        if not isinstance(token, str):
            raise BadToken("no id_token")
        return token

    def _json(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, content: bytes = b""
    ) -> Mapping[str, Any]:
        try:
            response = self._http.call(
                method,
                url,
                deadline=DEADLINE,
                headers={"Accept": "application/json", **(headers or {})},
                content=content,
            )
        except ConnectorError as error:
            raise ProviderDown(getattr(error, "code", "") or type(error).__name__) from None
        if 400 <= response.status < 500:
            raise BadToken(f"the provider refused ({response.status})")
        try:
            found = json.loads(response.body)
        except (ValueError, RecursionError):
            found = None
        if response.status != 200 or not isinstance(found, dict):
            raise ProviderDown(f"status {response.status}")
        return found
