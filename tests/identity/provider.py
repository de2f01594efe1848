"""A small OpenID provider over real HTTP: code flow, PKCE, keys, back-channel logout; and every way to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from akzess.http_server import Listener

CLIENT = "akzess"
SECRET = "geheim & lang"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Login:
    """A person at the provider, and what the application is told about them."""

    sub: str
    name: str
    roles: list[str]
    sites: list[str]
    person: str = ""
    sid: str = "session-1"
    locked: bool = False


@dataclass
class Code:
    """What a code stands for until it is redeemed."""

    login: Login
    nonce: str
    challenge: str
    redirect_uri: str
    used: bool = False


@dataclass
class Provider:
    """The provider's state. `forge` changes the ID token just before it is handed out (header and claims, or the whole
    text); `answer` changes the parameters that go back with the browser."""

    now: Callable[[], datetime]
    issuer: str = ""
    redirect_uri: str = "https://akzess.example/login/oidc/callback"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}))
    codes: dict[str, Code] = field(default_factory=dict)
    forge: Callable[[dict[str, Any], dict[str, Any]], str | None] | None = None
    answer: Callable[[dict[str, str]], dict[str, str]] = lambda given: given
    jwks_more: list[dict[str, Any]] = field(default_factory=list)
    jwks_asked: int = 0
    document_more: dict[str, Any] = field(default_factory=dict)

    def app(self) -> Starlette:
        """The application behind the provider's address."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._document),
                Route("/jwks", self._jwks),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _document(self, request: Request) -> Response:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "backchannel_logout_supported": True,
        }
        return JSONResponse(found | self.document_more)

    async def _jwks(self, request: Request) -> Response:
        self.jwks_asked += 1
        return JSONResponse({"keys": [self.key.as_dict(private=False), *self.jwks_more]})

    async def _token(self, request: Request) -> Response:
        async with request.form() as form:
            given = {name: str(value) for name, value in form.items()}
        return await run_in_threadpool(self._redeem, request.headers.get("authorization", ""), given)

    def _redeem(self, authorization: str, given: Mapping[str, str]) -> Response:
        expected = base64.b64encode(b"akzess:geheim+%26+lang").decode()
        code = self.codes.get(given.get("code", ""))
        verifier = given.get("code_verifier", "")
        if not hmac.compare_digest(authorization, f"Basic {expected}"):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        proved = code is not None and _challenge(verifier) == code.challenge
        if code is None or code.used or not proved or given.get("redirect_uri") != code.redirect_uri:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        code.used = True
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(code)})

    def id_token(self, code: Code) -> str:
        """The signed token, or whatever `forge` makes of it."""
        login, at = code.login, int(self.now().timestamp())
        header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "azp": CLIENT,
            "sub": login.sub,
            "sid": login.sid,
            "iat": at,
            "exp": at + 300,
            "nonce": code.nonce,
            "name": login.name,
            "person": login.person or login.sub,
            "realm_access": {"roles": login.roles},
            "akzess_sites": login.sites,
        }
        forged = self.forge(header, claims) if self.forge else None
        return self.sign(header, claims) if forged is None else forged

    def sign(self, header: dict[str, Any], claims: dict[str, Any], key: Any = None) -> str:
        """A JWT with whatever header and claims."""
        algorithm = str(header["alg"])
        return str(jwt.encode(header, claims, key or self.key, algorithms=[algorithm]))

    def visit(self, address: str, login: Login) -> str:
        """A person comes to the authorization endpoint and logs in: the address that the browser is sent back to."""
        query = dict(httpx2.URL(address).params)
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert query["redirect_uri"] == self.redirect_uri
        back = {"state": query["state"]}
        if login.locked:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = Code(login, query["nonce"], query["code_challenge"], query["redirect_uri"])
        return f"{urlsplit(self.redirect_uri).path}?{urlencode(self.answer(back))}"

    def logout_token(self, login: Login, **more: Any) -> str:
        """What the provider sends when somebody has logged out; None for a claim leaves it out."""
        at = int(self.now().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": at,
            "exp": at + 120,
            "jti": secrets.token_urlsafe(8),
            "events": {LOGOUT: {}},
            "sub": login.sub,
            "sid": login.sid,
        }
        claims = {name: value for name, value in (claims | more).items() if value is not None}
        return self.sign({"alg": "RS256", "kid": "k1", "typ": "logout+jwt"}, claims)

    def public_pem(self) -> bytes:
        """The public key as everybody can read it: what a forger would sign with HS256."""
        return bytes(self.key.as_pem(private=False))


def unsigned(header: Mapping[str, Any], claims: Mapping[str, Any], signature: str = "") -> str:
    """A token that nobody signed."""
    return f"{_part(header)}.{_part(claims)}.{signature}"


def with_shared_secret(secret: bytes, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token signed with HS256, made by hand because libraries refuse a public key as a secret."""
    body = f"{_part(header)}.{_part(claims)}"
    return f"{body}.{_text(hmac.digest(secret, body.encode(), hashlib.sha256))}"


def by_hand(key: RSAKey, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """RS256 whatever the header says: libraries refuse to write some of the headers that forgers write."""
    body = f"{_part(header)}.{_part(claims)}"
    return f"{body}.{_text(key.private_key.sign(body.encode(), PKCS1v15(), SHA256()))}"


def stranger() -> RSAKey:
    """A key that is not the provider's."""
    return RSAKey.generate_key(2048, {"kid": "k1"})


def _part(value: Mapping[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _challenge(verifier: str) -> str:
    return _text(hashlib.sha256(verifier.encode()).digest())


@contextmanager
def running(now: Callable[[], datetime]) -> Iterator[Provider]:
    """A provider that listens on loopback."""
    listener = Listener()
    provider = Provider(now, issuer=listener.url)
    listener.serve(provider.app())
    try:
        yield provider
    finally:
        listener.close()
