"""Keeps applications before they are cases: sealed under a key of their own, saved under a version, deleted in time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from authority.intake.records import DraftState, IntakeContent, IntakeDraft, IntakeFile
from engine.errors import Conflict, NotFound, StaleVersion

from ..codec import dumps, loads
from ..evidence.keys import Keyring, new_key, opened, sealed
from ..memory import MemoryStore
from ..sql_store import SqlStore
from . import places
from .units import in_unit

R = TypeVar("R")

#: A draft that nobody has saved for so long is deleted (domain document 6).
KEPT = timedelta(days=30)
#: Files of one draft.
MOST_FILES = 40


class Drafts:
    """One per process."""

    def __init__(self, store: SqlStore | MemoryStore, keys: Keyring, now: Callable[[], datetime]) -> None:
        self._store = store
        self._keys = keys
        self.now = now

    # -- reading

    def of(self, tenant: int, draft_id: str) -> IntakeDraft:
        """A draft that has not expired. Error: NotFound."""
        found = self._find(IntakeDraft, {"tenant": tenant, "id": draft_id})
        if not found or found[0].expires_at <= self.now():
            raise NotFound("draft")
        return found[0]

    def by_reference(self, tenant: int, reference: str) -> IntakeDraft | None:
        """The draft with a number; None for one that is not there (any more)."""
        found = self._find(IntakeDraft, {"tenant": tenant, "reference": reference})
        return found[0] if found and found[0].expires_at > self.now() else None

    def by_subject(self, tenant: int, subject: str) -> list[IntakeDraft]:
        """What an account at the login provider has begun, newest first."""
        found = self._find(IntakeDraft, {"tenant": tenant, "subject": subject})
        alive = [one for one in found if one.expires_at > self.now()]
        return sorted(alive, key=lambda one: one.updated_at, reverse=True)

    def content(self, draft: IntakeDraft) -> dict[str, Any]:
        """What was typed; empty for a draft that has become a case. Errors: WrongKey, Tampered."""
        if draft.wrapped is None or not draft.content:
            return {}
        found: dict[str, Any] = loads(opened(self._key(draft), draft.content, places.answers(draft)).decode())
        return found

    def files(self, draft: IntakeDraft) -> list[IntakeFile]:
        """The files of a draft, oldest first."""
        found = self._find(IntakeFile, {"tenant": draft.tenant, "draft_id": draft.id})
        return sorted(found, key=lambda one: (one.uploaded_at, one.id))

    def file_name(self, draft: IntakeDraft, file: IntakeFile) -> str:
        """What the applicant calls a file."""
        named: dict[str, str] = json.loads(opened(self._key(draft), file.label, places.label(draft, file.id)))
        return named["fileName"]

    def file_content(self, draft: IntakeDraft, file: IntakeFile) -> bytes:
        """The bytes of a file. Error: NotFound."""
        found = self._find(IntakeContent, {"tenant": draft.tenant, "draft_id": draft.id, "file_id": file.id})
        if not found:
            raise NotFound("file")
        return opened(self._key(draft), found[0].content, places.content(draft, file.id))

    # -- writing

    def begin(
        self,
        *,
        tenant: int,
        draft_id: str,
        reference: str,
        code_hash: bytes,
        salt: bytes,
        language: str,
        content: Mapping[str, Any],
        subject: str | None = None,
    ) -> IntakeDraft:
        """A new, open draft. Error: AlreadyThere for a reference that is taken."""
        now, data_key, master = self.now(), new_key(), self._keys.current
        draft = IntakeDraft(
            tenant=tenant,
            id=draft_id,
            reference=reference,
            code_hash=code_hash,
            salt=salt,
            state=DraftState.OPEN.value,
            version=1,
            language=language,
            master=master.id,
            content=b"",
            created_at=now,
            updated_at=now,
            expires_at=now + KEPT,
            wrapped=master.wrap(data_key, places.owner(tenant, draft_id)),
            subject=subject,
        )
        draft = replace(draft, content=sealed(data_key, dumps(content).encode(), places.answers(draft)))
        self._store.put(draft)
        return draft

    def save(self, tenant: int, draft_id: str, expected: int, content: Mapping[str, Any], language: str) -> IntakeDraft:
        """The next version of an open draft. Errors: NotFound, StaleVersion, Conflict once it is being submitted."""

        def act(work: Any) -> IntakeDraft:
            draft = self._open(work, tenant, draft_id)
            if draft.version != expected:
                raise StaleVersion(f"the draft has version {draft.version}, not {expected}")
            now = self.now()
            after = replace(
                draft,
                version=draft.version + 1,
                content=sealed(self._key(draft), dumps(content).encode(), places.answers(draft)),
                language=language,
                updated_at=now,
                expires_at=now + KEPT,
            )
            work.put(after)
            return after

        return self._act(act)

    def add_file(self, draft: IntakeDraft, file: IntakeFile, name: str, content: bytes) -> IntakeFile:
        """Keep a file; one that came under the same key before is that one. Errors: NotFound, Conflict."""

        def act(work: Any) -> IntakeFile:
            current = self._open(work, draft.tenant, draft.id)
            before = self._find(IntakeFile, {"tenant": draft.tenant, "draft_id": draft.id})
            known = next((one for one in before if one.key == file.key), None)
            if known is not None:
                return known
            if len(before) >= MOST_FILES:
                raise Conflict("too many files")
            key = self._key(current)
            label = sealed(key, json.dumps({"fileName": name}).encode(), places.label(draft, file.id))
            row = replace(file, label=label)
            work.put(row)
            box = sealed(key, content, places.content(draft, file.id))
            work.put(IntakeContent(draft.tenant, draft.id, file.id, box))
            self._touch(work, current)
            return row

        return self._act(act)

    def remove_file(self, draft: IntakeDraft, file_id: str) -> None:
        """Forget a file; one that is not there is no error. Errors: NotFound, Conflict."""

        def act(work: Any) -> None:
            current = self._open(work, draft.tenant, draft.id)
            work.drop(IntakeFile, draft.tenant, draft.id, file_id)
            work.drop(IntakeContent, draft.tenant, draft.id, file_id)
            self._touch(work, current)

        self._act(act)

    def submitting(self, tenant: int, draft_id: str, content: Mapping[str, Any]) -> IntakeDraft:
        """Nobody changes the draft from now on; what it says is `content`. Again: as the first time. Error: NotFound.

        Its time begins anew: what was submitted on the last day must not run out before it is a case.
        """

        def act(work: Any) -> IntakeDraft:
            draft = self._locked(work, tenant, draft_id)
            if draft.state != DraftState.OPEN:
                return draft
            now = self.now()
            box = sealed(self._key(draft), dumps(content).encode(), places.answers(draft))
            after = replace(
                draft,
                state=DraftState.SUBMITTING.value,
                content=box,
                version=draft.version + 1,
                submitted_at=now,
                expires_at=now + KEPT,
            )
            work.put(after)
            return after

        return self._act(act)

    def stuck(self, tenant: int, draft_id: str) -> None:
        """It could not be made a case: the others go first now, and it runs out as long after as if it came now."""

        def act(work: Any) -> None:
            draft = self._locked(work, tenant, draft_id)
            if draft.state == DraftState.SUBMITTING:
                work.put(replace(draft, expires_at=self.now() + KEPT))

        self._act(act)

    def submitted(self, tenant: int, draft_id: str, case_id: str, business_key: str) -> IntakeDraft:
        """The case has everything: what was typed is destroyed with its key. Again: as the first time."""

        def act(work: Any) -> IntakeDraft:
            draft = self._locked(work, tenant, draft_id)
            if draft.state == DraftState.SUBMITTED:
                return draft
            for file in self.files(draft):
                work.drop(IntakeContent, tenant, draft_id, file.id)
                work.drop(IntakeFile, tenant, draft_id, file.id)
            after = replace(
                draft,
                state=DraftState.SUBMITTED.value,
                content=b"",
                wrapped=None,
                case_id=case_id,
                business_key=business_key,
                version=draft.version + 1,
                updated_at=self.now(),
            )
            work.put(after)
            return after

        return self._act(act)

    def delete(self, tenant: int, draft_id: str) -> None:
        """Forget a draft with its files. Errors: NotFound, Conflict once it is being submitted."""

        def act(work: Any) -> None:
            self._drop(work, self._open(work, tenant, draft_id))

        self._act(act)

    def half_submitted(self, tenant: int, before: datetime, limit: int = 20) -> Sequence[IntakeDraft]:
        """Drafts whose submission began before an instant and has not ended: a process died in between."""
        found = self._find(
            IntakeDraft,
            {"tenant": tenant, "state": DraftState.SUBMITTING.value},
            order=("expires_at", "id"),
            limit=limit,
        )
        return [one for one in found if one.submitted_at is not None and one.submitted_at < before]

    def forget(self, tenant: int, limit: int = 50) -> int:
        """Delete what is past its time; how many drafts."""
        now, count = self.now(), 0
        for state in (DraftState.OPEN, DraftState.SUBMITTED):
            found = self._find(
                IntakeDraft, {"tenant": tenant, "state": state.value}, order=("expires_at", "id"), limit=limit
            )
            for draft in found:
                if draft.expires_at <= now:
                    self._act(lambda work, draft=draft: self._drop(work, draft))  # type: ignore[misc]  # bound now
                    count += 1
        return count

    # -- inside

    def _find(self, record: type[R], equal: Mapping[str, Any], **how: Any) -> list[R]:
        found: list[R] = self._store.read().records(record, equal, **how)
        return found

    def _key(self, draft: IntakeDraft) -> bytes:
        if draft.wrapped is None:
            raise NotFound("draft")
        return self._keys[draft.master].unwrap(draft.wrapped, places.owner(draft.tenant, draft.id))

    def _locked(self, work: Any, tenant: int, draft_id: str) -> IntakeDraft:
        # Whoever changes it takes turns: two windows would otherwise write the same next version.
        work.lock_correlation(tenant, "intake-draft", draft_id)
        draft: IntakeDraft | None = work.get(IntakeDraft, tenant, draft_id)
        if draft is None or draft.expires_at <= self.now():
            raise NotFound("draft")
        return draft

    def _open(self, work: Any, tenant: int, draft_id: str) -> IntakeDraft:
        draft = self._locked(work, tenant, draft_id)
        if draft.state != DraftState.OPEN:
            raise Conflict("the application is submitted")
        return draft

    def _touch(self, work: Any, draft: IntakeDraft) -> None:
        now = self.now()
        work.put(replace(draft, updated_at=now, expires_at=now + KEPT))

    def _drop(self, work: Any, draft: IntakeDraft) -> None:
        for file in self.files(draft):
            work.drop(IntakeContent, draft.tenant, draft.id, file.id)
            work.drop(IntakeFile, draft.tenant, draft.id, file.id)
        work.drop(IntakeDraft, draft.tenant, draft.id)

    def _act(self, act: Callable[[Any], R]) -> R:
        return in_unit(self._store, act)
