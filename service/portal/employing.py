"""The employer's part: what the link shows, and where the answers go – into the application, a task of the case, the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from authority.intake import EmployerInvitation, IntakeFile, InvitationKind
from documents.model import Filing, Folder, Scan, Source
from documents.registry import Registry
from engine.commands import ClaimTask, Command, CompleteTask
from engine.deadlines import local_day
from engine.errors import NotFound
from engine.model import Actor, Task
from store.intake.drafts import Drafts

from . import declaration
from .form import Looked, WebForm

#: Who takes part as an employer (domain document 4.1).
GROUP = "employer"
#: Numbers of what an employer has begun by himself begin so.
BY_EMPLOYER = "A-"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an invitation asks for: the task for an employer, its form, and as what the answers lie in the file.

    `code` is the code of D6; `title` and `file_name` are those of the document.
    """

    task: str
    form: str
    code: str
    title: str
    file_name: str


_KINDS: Mapping[InvitationKind, _Kind] = {
    InvitationKind.EZB: _Kind(
        task="UT-BA",
        form="employer",
        code="EZB",
        title="Erklärung zum Beschäftigungsverhältnis",
        file_name="erklaerung-beschaeftigung.pdf",
    ),
    InvitationKind.AGREEMENT_81A: _Kind(
        task="UT-81A-AGREE",
        form="agreement",
        code="81A_AGREEMENT",
        title="Vereinbarung nach § 81a Abs. 2 AufenthG",
        file_name="vereinbarung-81a.pdf",
    ),
    InvitationKind.BA_INFO: _Kind(
        task="UT-BA-INFO",
        form="demand",
        code="BA_INFO",
        title="Antwort auf die Nachforderung der Bundesagentur für Arbeit",
        file_name="antwort-bundesagentur.pdf",
    ),
}
#: What of an application an employer's form begins with: the employer's own matters, nothing of the person.
_SHARED = ("employer", "job", "pay")


@dataclass(frozen=True, slots=True)
class Part:
    """What an employer sees: the form, what is in it already, whose application it is, and the task that waits, if any.

    `asked`: what the agency wants to know, in its words; `until`: the day that it named for the answer.
    """

    form: WebForm
    answers: Mapping[str, Any]
    person: str
    reference: str
    task: Task | None
    waiting: bool
    asked: tuple[str, ...] = ()
    until: date | None = None

    @property
    def by_himself(self) -> bool:
        """Begun without a link: nobody's application yet, and all of it is the employer's own."""
        return self.reference.startswith(BY_EMPLOYER)

    def look(self, answers: Mapping[str, Any], now: datetime) -> Looked:
        """What the rules say; the office's own answers are put in as they will be."""
        return self.form.look(self.form.own(answers), now)


class Employing:
    """One per process; `handle` is the engine's."""

    def __init__(
        self,
        drafts: Drafts,
        files: Registry | None,
        engine: Any,
        handle: Callable[[Command], Any],
        forms: Mapping[str, WebForm],
    ) -> None:
        self._drafts = drafts
        self._files = files
        self._engine = engine
        self._handle = handle
        self._forms = forms

    def part(self, read: Any, invitation: EmployerInvitation) -> Part:
        """What the invitation opens now. Error: NotFound when the application is gone."""
        kind = _KINDS[InvitationKind(invitation.kind)]
        form = self._forms[kind.form]
        if invitation.draft_id is not None:
            draft = self._drafts.of(invitation.tenant, invitation.draft_id)
            answers = self._drafts.content(draft).get("answers") or {}
            part = Part(form, _shared(answers), _person(answers), draft.reference, None, waiting=False)
            return replace(part, answers=answers) if part.by_himself else part
        if invitation.case_id is None:
            raise NotFound("invitation")
        rows = read.open_rows(invitation.tenant, invitation.case_id)
        task = next((row for row in rows.tasks if row.element_id == kind.task and GROUP in row.groups), None)
        standing = self._engine.standing(invitation.case_id, invitation.tenant)
        waiting = task is None and invitation.kind != InvitationKind.EZB
        person = _person(standing.variables) if invitation.invited_by == "applicant" else ""
        shared = _shared(standing.variables) if invitation.kind == InvitationKind.EZB else {}
        asked, until = self._demand(invitation, task)
        return Part(form, shared, person, standing.case.business_key, task, waiting, asked, until)

    def awaited(self, read: Any, tenant: int, case_id: str) -> InvitationKind:
        """What an employer is asked for in a case now: by the task that waits for one, else the declaration."""
        waiting = {row.element_id for row in read.open_rows(tenant, case_id).tasks if GROUP in row.groups}
        return next((name for name, kind in _KINDS.items() if kind.task in waiting), InvitationKind.EZB)

    def _demand(self, invitation: EmployerInvitation, task: Task | None) -> tuple[tuple[str, ...], date | None]:
        """Nothing of the case but the agency's own words (RT-BA-DECISION keeps them for the task)."""
        if task is None or invitation.kind != InvitationKind.BA_INFO:
            return (), None
        told = self._engine.visible_at(task.case_id, task.activation, task.tenant).get("bescheid") or {}
        items = tuple(str(one) for one in told.get("missingItem") or () if one)
        reason = (str(told["reason"]),) if told.get("reason") else ()
        until = told.get("employerDeadline")
        return items or reason, date.fromisoformat(str(until)[:10]) if until else None

    def answer(
        self,
        invitation: EmployerInvitation,
        part: Part,
        data: Mapping[str, Any],
        now: datetime,
        declared_at: datetime | None = None,
    ) -> None:
        """Take in answers that the rules accept, declared now or before the applicant took them over.

        Errors: Conflict, Invalid, Forbidden of the engine; those of drafts.
        """
        own = part.form.own(data)
        if part.by_himself:
            self._keep(invitation, own, now)
            return
        content = self._document(invitation, part, own, declared_at or now)
        if invitation.draft_id is not None:
            self._into_draft(invitation, own, content, now)
            return
        if invitation.case_id is None:
            raise NotFound("invitation")
        filed = self._file(invitation, content, now)
        if part.task is not None:
            actor = Actor(person=f"employer:{invitation.id}", groups=frozenset({GROUP}))
            key = f"employer-{invitation.id}-{part.task.id}"
            task = part.task
            self._handle(ClaimTask(actor=actor, tenant=invitation.tenant, task_id=task.id, request_key=f"{key}-claim"))
            day = local_day(now).isoformat()
            office = {"ezbReceivedOn": day, "ezbSigned": True, "ezbComplete": True}
            given = {**own, **office} if invitation.kind == InvitationKind.EZB else own
            if invitation.kind == InvitationKind.BA_INFO:
                sent = [{"documentId": filed, "type": "SONSTIGES"}] if filed else []
                given = {**own, "askedWhom": "EMPLOYER", "documents": sent}
            self._handle(
                CompleteTask(
                    actor=actor, tenant=invitation.tenant, task_id=task.id, answers=given, request_key=f"{key}-complete"
                )
            )

    def _keep(self, invitation: EmployerInvitation, own: Mapping[str, Any], now: datetime) -> None:
        """An employer has declared by himself: it lies under his number until an applicant takes it over."""
        draft = self._drafts.of(invitation.tenant, invitation.draft_id or "")
        content = {"declaration": dict(own), "declaredAt": now.isoformat(), "answers": _shared(own)}
        self._drafts.save(draft.tenant, draft.id, draft.version, content, draft.language)

    def _into_draft(self, invitation: EmployerInvitation, own: Mapping[str, Any], pdf: bytes, now: datetime) -> None:
        kind = _KINDS[InvitationKind(invitation.kind)]
        draft = self._drafts.of(invitation.tenant, invitation.draft_id or "")
        content = self._drafts.content(draft)
        answers = dict(content.get("answers") or {})
        for name in _SHARED:
            if name in own:
                answers[name] = {**(answers.get(name) or {}), **own[name]}
        saved = self._drafts.save(
            draft.tenant, draft.id, draft.version, {**content, "answers": answers}, draft.language
        )
        row = IntakeFile(
            tenant=draft.tenant,
            draft_id=draft.id,
            id=self._new_id(now),
            key=f"employer-{invitation.id}-{_sha256(pdf)[:16]}",
            code=kind.code,
            media_type="application/pdf",
            size=len(pdf),
            sha256=_sha256(pdf),
            scan=Scan.NOT_SCANNED.value,
            flags=(),
            label=b"",
            uploaded_at=now,
            source=Source.EMPLOYER.value,
        )
        self._drafts.add_file(saved, row, kind.file_name, pdf)

    def _file(self, invitation: EmployerInvitation, pdf: bytes, now: datetime) -> str | None:
        """Into the file of the case, once; its id, by which it goes on to the agency."""
        if self._files is None or invitation.case_id is None:
            return None
        kind = _KINDS[InvitationKind(invitation.kind)]
        cabinet = self._files.cabinet
        key = f"employer:{invitation.id}:{_sha256(pdf)}"
        earlier = cabinet.filed(invitation.tenant, key)
        if earlier is not None:
            return earlier.id
        blob = cabinet.keep(invitation.tenant, invitation.case_id, iter([pdf]))
        filed = cabinet.file(
            Filing(
                document_id=self._new_id(now),
                tenant=invitation.tenant,
                case_id=invitation.case_id,
                folder=Folder.NACHWEISE,
                code=kind.code,
                title=kind.title,
                source=Source.EMPLOYER,
                file_name=kind.file_name,
                media_type="application/pdf",
                blob=blob,
                scan=Scan.NOT_SCANNED,
                at=now,
                by="employer",
                by_name="",
                key=key,
            )
        )
        return filed.id

    def _document(self, invitation: EmployerInvitation, part: Part, own: Mapping[str, Any], now: datetime) -> bytes:
        firm = declaration.at_path(own, "employer.name")
        closing = (
            f"Elektronisch abgegeben über den Link für Arbeitgeber am {local_day(now):%d.%m.%Y}"
            + (f" für {firm}" if firm else "")
            + ". Die erklärende Person hat bestätigt, für den Arbeitgeber erklären zu dürfen, und die Richtigkeit versichert."
        )
        return declaration.pdf(
            _KINDS[InvitationKind(invitation.kind)].title,
            f"Zum Verfahren {part.reference}",
            closing,
            part.form.described("de"),
            own,
            now,
        )

    def _new_id(self, now: datetime) -> str:
        if self._files is None:
            raise NotFound("documents")
        return self._files.new_id(now)


def _shared(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answers[name] for name in _SHARED if isinstance(answers.get(name), Mapping)}


def _person(answers: Mapping[str, Any]) -> str:
    person = answers.get("applicant")
    names = [person.get("givenNames"), person.get("familyName")] if isinstance(person, Mapping) else []
    return " ".join(str(name) for name in names if name)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
