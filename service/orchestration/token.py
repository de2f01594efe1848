"""Gives a program a bearer token for its account: OAuth 2.0 client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from ..context import Ctx
from ..problems import Problem
from .route import OrchestrationRoute

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute)

_NEVER_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _refused(status: int, error: str) -> JSONResponse:
    return JSONResponse({"error": error}, status_code=status, headers=_NEVER_STORE)


def _basic(header: str) -> tuple[str, str]:
    """Client id and secret of an Authorization header (RFC 6749, 2.3.1); empty when it has none."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)


@router.post("/oauth/token")
async def token(ctx: Ctx, request: Request) -> JSONResponse:
    """The same accounts as everywhere: `client_id` is the account, `client_secret` its password."""
    async with request.form(max_fields=20) as form:  # empty for another media type
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    name, secret = fields.get("client_id", ""), fields.get("client_secret", "")
    if not secret:
        name, secret = _basic(request.headers.get("authorization", ""))
    if not secret:
        return _refused(401, "invalid_client")
    if fields.get("grant_type") != "client_credentials":
        return _refused(400, "unsupported_grant_type")
    try:
        account = await run_in_threadpool(ctx.accounts.log_in, name, secret)
    except Problem as problem:
        if problem.status != 401:
            raise
        return _refused(401, "invalid_client")
    value, until = ctx.accounts.token(account)
    left = int((until - ctx.clock.now()).total_seconds())
    return JSONResponse({"access_token": value, "token_type": "Bearer", "expires_in": left}, headers=_NEVER_STORE)
