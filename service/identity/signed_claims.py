"""Verifies tokens that the provider signed: pinned keys, few algorithms, every claim that OpenID Connect asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

#: Seconds by which the provider's clock may differ from ours.
LEEWAY = 60
LONGEST_TOKEN = 20_000
#: Header members that name or carry a key: whoever forges a token would bring his own.
_FOREIGN_KEYS = frozenset({"jku", "x5u", "jwk", "x5c", "x5t", "x5t#S256"})
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class BadToken(Exception):
    """The token proves nothing; the text says why, for the log only."""


class UnknownKey(BadToken):
    """Its key is not among those that are known: they may have been changed."""


class TokenVerifier:
    """Checks ID tokens (OpenID Connect Core 3.1.3.7) and logout tokens (Back-Channel Logout 2.6)."""

    def __init__(self, issuer: str, client_id: str, algorithms: Sequence[str], now: Callable[[], datetime]) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._algorithms = list(algorithms)
        self._now = now

    def id_token(self, token: str, keys: KeySet, nonce: str) -> Mapping[str, Any]:
        """The claims of an ID token that answers the request with this nonce. Errors: BadToken, UnknownKey."""
        claims = self._claims(token, keys)
        if not isinstance(claims.get("exp"), int | float):
            raise BadToken("no exp")
        if claims.get("nonce") != nonce:
            raise BadToken("nonce")
        return claims

    def logout_token(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        """The claims of a logout token. Errors: BadToken, UnknownKey."""
        claims = self._claims(token, keys)
        events = claims.get("events")
        if not isinstance(events, Mapping) or LOGOUT_EVENT not in events or "nonce" in claims:
            raise BadToken("not a logout token")
        if not (claims.get("sub") or claims.get("sid")) or not isinstance(claims.get("jti"), str):
            raise BadToken("nobody to log out")
        if self._now().timestamp() - float(claims["iat"]) > 10 * LEEWAY:
            raise BadToken("old")
        return claims

    def _claims(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise BadToken("too long")
        try:
            found = jwt.decode(token, lambda guest: _key(guest, keys), algorithms=self._algorithms, registry=_REGISTRY)
        except BadToken:
            raise
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise BadToken(type(error).__name__) from None
        self._require(found.claims)
        return found.claims

    def _require(self, claims: Mapping[str, Any]) -> None:
        now = self._now().timestamp()
        audience = claims.get("aud")
        several = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self._issuer:
            raise BadToken("iss")
        if self._client_id not in several:
            raise BadToken("aud")
        if (len(several) > 1 or "azp" in claims) and claims.get("azp") != self._client_id:
            raise BadToken("azp")
        if not _number(claims.get("iat")) or claims["iat"] > now + LEEWAY:
            raise BadToken("iat")
        if "exp" in claims and not (_number(claims["exp"]) and now < claims["exp"] + LEEWAY):
            raise BadToken("exp")
        if "nbf" in claims and not (_number(claims["nbf"]) and claims["nbf"] <= now + LEEWAY):
            raise BadToken("nbf")


_REGISTRY = JWSRegistry(strict_check_header=False)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _key(guest: Any, keys: KeySet) -> Any:
    header = guest.headers()
    if _FOREIGN_KEYS & set(header):
        raise BadToken("the token brings its own key")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise BadToken("no kid")
    for key in keys.keys:
        if key.kid == kid:
            return key
    raise UnknownKey("kid")


def public_keys(document: Any) -> KeySet:
    """The signature keys of a JWKS document; shared secrets and encryption keys are left out. Error: BadToken."""
    try:
        usable = [
            key
            for key in document["keys"]
            if key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig" and "d" not in key
        ]
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadToken(f"jwks: {type(error).__name__}") from None
