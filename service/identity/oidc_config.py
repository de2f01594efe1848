"""What an operator sets for single sign-on with OpenID Connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.base import Misconfigured
from connectors.settings import Secret, load

#: Signature algorithms that anybody may be allowed to use: no `none`, nothing with a shared secret.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """One provider. `base_url` is the public address of the application: the provider gets
    `base_url/login/oidc/callback` as redirect URI and `base_url/login/oidc/backchannel-logout`.

    `person`, `display`, `roles`, `sites` name claims ("realm_access.roles" looks inside); `person` must be the same for
    all accounts of one natural person, because four eyes count it. `role_names` and `site_names` translate the
    provider's names into ours; without them the names are the same. `jwks`: a file with the provider's public keys;
    without it they are fetched from the provider itself. `networks`, `ca_file`: as for agencies.
    """

    issuer: str
    client_id: str
    base_url: str
    client_secret: Secret = field(default_factory=lambda: Secret(""))
    name: str = "Single Sign-on"
    scopes: Sequence[str] = ("openid", "profile")
    person: str = "sub"
    display: str = "name"
    roles: str = "realm_access.roles"
    sites: str = "akzess_sites"
    role_names: Mapping[str, str] | None = None
    site_names: Mapping[str, str] | None = None
    algorithms: Sequence[str] = ("RS256", "PS256", "ES256")
    jwks: str = ""
    networks: Sequence[str] = ()
    ca_file: str = ""

    def __post_init__(self) -> None:
        wrong = set(self.algorithms) - ALGORITHMS
        if wrong or not self.algorithms:
            raise Misconfigured("oidc-algorithm", f"not acceptable: {', '.join(sorted(wrong)) or 'none at all'}")
        if self.jwks and not Path(self.jwks).is_file():
            raise Misconfigured("oidc-jwks", "no readable file with the provider's keys")
        if not self.client_id or not self.issuer:
            raise Misconfigured("oidc", "issuer and client_id are needed")

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the browser back to."""
        return f"{self.base_url.rstrip('/')}/login/oidc/callback"


def read_oidc(mapping: Mapping[str, Any]) -> OidcConfig:
    """The configuration from the settings' section `oidc`. Error: Misconfigured."""
    return load(OidcConfig, mapping)
