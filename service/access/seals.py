"""Sealed folders: opened with a reason, for half an hour, for one login; every opening is on record."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from engine.desk import SealOpening

from ..context import TENANT, Context
from ..identity.principal import Principal

OPEN_FOR = timedelta(minutes=30)


def login_of(principal: Principal) -> str:
    """What an opening is tied to: the session, or for programs without one the account."""
    return principal.session.hex() if principal.session else f"account:{principal.account}"


def is_open(ctx: Context, principal: Principal, case_id: str, folder: str) -> bool:
    """Whether this login has the folder open now."""
    return folder in ctx.read.open_seals(TENANT, case_id, login_of(principal), ctx.clock.now())


def opening(ctx: Context, principal: Principal, case_id: str, folder: str, reason: str) -> SealOpening:
    """The record of an opening; once it is stored, the folder shows its contents to this login."""
    now = ctx.clock.now()
    return SealOpening(
        id=str(uuid4()),
        tenant=TENANT,
        case_id=case_id,
        folder=folder,
        person=principal.person,
        session=login_of(principal),
        reason=reason,
        opened_at=now,
        until=now + OPEN_FOR,
        on_behalf_of=principal.on_behalf_of,
    )
