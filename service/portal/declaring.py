"""An employer declares without a link: it lies under a number and a code until the applicant takes it over, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from authority.intake import EmployerInvitation, IntakeDraft, InvitationKind
from engine.errors import Conflict, NotFound

from ..context import TENANT
from .desk import PortalDesk
from .employing import BY_EMPLOYER, Employing, Part

#: The first letter of an employer's number.
MARK = BY_EMPLOYER[0]


class Declaring:
    """One per request; the employer's own draft opens nothing of any application, and no application opens it."""

    def __init__(self, desk: PortalDesk, parts: Employing, store: Any) -> None:
        self._desk = desk
        self._parts = parts
        self._store = store

    def begin(self, new_id: str, language: str) -> tuple[IntakeDraft, str, EmployerInvitation]:
        """A place for a declaration: its number, its code (told once), and what the employer fills it in by."""
        draft, code = self._desk.begin(new_id, language, mark=MARK)
        _, invitation = self._desk.inviting.invite(TENANT, InvitationKind.EZB, "employer", draft_id=draft.id)
        return draft, code, invitation

    def keep(self, invitation: EmployerInvitation, part: Part, answers: Mapping[str, Any]) -> None:
        """Keep what is typed so far, right or wrong; what was kept last counts.

        Errors: Conflict for a part that came by a link or was sent, and those of drafts.
        """
        if not part.by_himself or invitation.answered_at is not None:
            raise Conflict("nothing is kept of this part")
        draft = self._desk.drafts.of(TENANT, invitation.draft_id or "")
        content = {**self._desk.drafts.content(draft), "answers": part.form.own(answers)}
        self._desk.drafts.save(TENANT, draft.id, draft.version, content, draft.language)

    def resumed(self, source: IntakeDraft) -> EmployerInvitation:
        """By what an employer goes on with his own declaration. Error: NotFound."""
        return self._desk.inviting.renewed(self._invitation(source))

    def _invitation(self, source: IntakeDraft) -> EmployerInvitation:
        found = self._desk.inviting.listed(TENANT, draft_id=source.id)
        if not found:
            raise NotFound("declaration")
        return found[0]

    def declared(self, reference: str, code: str) -> IntakeDraft | None:
        """The declaration that number and code open; None for all others, at the same cost."""
        return self._desk.opens(reference, code, MARK)

    def take_over(
        self, source: IntakeDraft, read: Any, *, draft_id: str | None = None, case_id: str | None = None
    ) -> None:
        """Put a declaration into an application or a case, as if its employer had come by the applicant's link.

        It is gone from under its own number then. If the process dies in between, the repeat finds everything as it was
        and adds nothing twice. Errors: Conflict when nothing was declared yet, NotFound, and those of `Employing.answer`.
        """
        content = self._desk.drafts.content(source)
        if "declaration" not in content:
            raise Conflict("nothing was declared yet")
        at = datetime.fromisoformat(str(content["declaredAt"]))
        moved = replace(self._invitation(source), draft_id=draft_id, case_id=case_id, answered_at=at)
        part = self._parts.part(read, moved)
        self._parts.answer(moved, part, content["declaration"], self._desk.now(), at)
        self._store.put(moved)
        self._desk.drafts.delete(TENANT, source.id)
