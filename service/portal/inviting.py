"""Links for employers: made by the applicant or a clerk, good for one application, two weeks, until somebody ends them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from authority.intake import EmployerInvitation, InvitationKind
from engine.errors import Conflict, NotFound

#: How long a link is good.
GOOD = timedelta(days=14)
#: Live links of one application: a new one is needed when one was lost, not a hundred.
MOST = 5


class Inviting:
    """One per process."""

    def __init__(self, store: Any, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def invite(
        self, tenant: int, kind: InvitationKind, by: str, *, draft_id: str | None = None, case_id: str | None = None
    ) -> tuple[str, EmployerInvitation]:
        """A new link's token, told once, and the invitation. Error: Conflict when there are too many."""
        now = self._now()
        if sum(one.live(now) for one in self.listed(tenant, draft_id=draft_id, case_id=case_id)) >= MOST:
            raise Conflict("too many links")
        token = secrets.token_urlsafe(32)
        invitation = EmployerInvitation(
            tenant=tenant,
            id=str(uuid4()),
            token_hash=hashed_link(token),
            kind=kind.value,
            created_at=now,
            expires_at=now + GOOD,
            invited_by=by,
            draft_id=draft_id,
            case_id=case_id,
        )
        self._store.put(invitation)
        return token, invitation

    def listed(
        self, tenant: int, *, draft_id: str | None = None, case_id: str | None = None
    ) -> list[EmployerInvitation]:
        """The links of a draft or a case, newest first."""
        equal = {"tenant": tenant, "draft_id": draft_id} if draft_id else {"tenant": tenant, "case_id": case_id}
        found: list[EmployerInvitation] = self._store.read().records(EmployerInvitation, equal)
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    def revoke(
        self, tenant: int, invitation_id: str, *, draft_id: str | None = None, case_id: str | None = None
    ) -> EmployerInvitation:
        """End a link. Error: NotFound for one of another application."""
        found = self.of(tenant, invitation_id)
        if (found.draft_id, found.case_id) != (draft_id, case_id):
            raise NotFound("invitation")
        after = found if found.revoked_at is not None else replace(found, revoked_at=self._now())
        self._store.put(after)
        return after

    def of(self, tenant: int, invitation_id: str) -> EmployerInvitation:
        """An invitation by id. Error: NotFound."""
        found = self._store.read().records(EmployerInvitation, {"tenant": tenant, "id": invitation_id}, limit=1)
        if not found:
            raise NotFound("invitation")
        invitation: EmployerInvitation = found[0]
        return invitation

    def opened(self, token: str) -> EmployerInvitation | None:
        """What a link opens; None for one that is unknown, over or ended: nobody learns which."""
        if len(token) > 100:
            return None
        found = self._store.read().records(EmployerInvitation, {"token_hash": hashed_link(token)}, limit=1)
        if not found or not found[0].live(self._now()):
            return None
        invitation: EmployerInvitation = found[0]
        if invitation.opened_at is None:
            invitation = replace(invitation, opened_at=self._now())
            self._store.put(invitation)
        return invitation

    def renewed(self, invitation: EmployerInvitation) -> EmployerInvitation:
        """Good for as long as a new link: whoever began by himself comes back as long as what he typed is kept."""
        after = replace(invitation, expires_at=self._now() + GOOD)
        self._store.put(after)
        return after

    def answered(self, invitation: EmployerInvitation) -> EmployerInvitation:
        """Note that the employer's part has come in."""
        after = replace(invitation, answered_at=self._now())
        self._store.put(after)
        return after


def hashed_link(token: str) -> bytes:
    """What is kept of a link's token."""
    return hashlib.sha256(b"employer:" + token.encode(errors="replace")).digest()
