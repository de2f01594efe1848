"""Account and password for a token that expires."""

from __future__ import annotations

from fastapi import APIRouter

from ..bodies import StrictRoute
from ..context import Caller, Ctx
from ..schemas import Credentials
from ..views import Exact

router = APIRouter(tags=["login"], route_class=StrictRoute, default_response_class=Exact)


@router.post("/login")
def log_in(ctx: Ctx, body: Credentials) -> Exact:
    """A bearer token, good for ten hours."""
    account = ctx.accounts.log_in(body.account, body.password)
    token, until = ctx.accounts.token(account)
    return Exact({"token": token, "expiresAt": until.isoformat(), "account": account.name})


@router.get("/me")
def me(actor: Caller) -> Exact:
    """Who the server takes the caller for."""
    return Exact(
        {
            "person": actor.person,
            "account": actor.account,
            "groups": sorted(actor.groups),
            "sites": sorted(actor.sites),
        }
    )
