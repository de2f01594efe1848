"""What each request may see in the database: nothing until somebody has said who it is, then that person's sites.

The finer decision is the gate's (docs/access.md); this is what PostgreSQL's policies hold it to (docs/database-roles.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from starlette.types import ASGIApp, Receive, Scope, Send

from engine.commands import BroadcastSignal, Command, DeliverMessage, ReviveMessage
from store import sight

from .identity.principal import Grant, Principal
from .identity.roles import WORKER

#: Nobody's requests: letters of agencies, which their connector verifies, figures of agencies, an applicant's page, which
#: a code opens for one case, appointments, which a token opens, and how the installation is.
PLATFORM = ("/agencies", "/status", "/portal", "/booking", "/health", "/metrics", "/survey")


class Sighted:
    """ASGI: every request begins with the sight of nobody; the platform's own with that of the platform."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with a sight of its own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours = any(scope["path"] == path or scope["path"].startswith(f"{path}/") for path in PLATFORM)
        with sight.seeing(sight.everything() if ours else sight.nothing()):
            await self.app(scope, receive, send)


def admit(principal: Principal) -> None:
    """Widen the request's sight to what somebody may see at most, own and lent."""
    extend(principal.grants, principal.person)


def extend(grants: Iterable[Grant], person: str) -> None:
    """Widen the request's sight by grants and by whoever holds or lends them. A program that works off jobs sees all."""
    now = sight.current()
    if now.sites is None:
        return
    now.widen(frozenset({""}), {person})
    for grant in grants:
        now.widen(None if WORKER in grant.groups else grant.sites, {grant.lender} if grant.lender else ())


def of_command(command: Command) -> AbstractContextManager[sight.Sight]:
    """A message and a signal reach every case that waits for them, wherever it is; all else what the caller sees."""
    if isinstance(command, DeliverMessage | ReviveMessage | BroadcastSignal):
        return sight.seeing(sight.everything(sight.current().tenant))
    return sight.seeing(sight.current())
