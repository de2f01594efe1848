"""An application becomes a case, once: frozen, started under its own key, its files filed, then forgotten here.

Every step may be repeated: the start has the draft's key, a file the key of its upload, and a draft that was being submitted
when the process died is finished by the next request or by the chore.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any, Protocol

import structlog

from authority.intake import DraftState, EmployerInvitation, IntakeDraft, IntakeFile
from documents.intake import MOST
from documents.model import Filing, Folder, Scan, Source
from documents.ports import Cabinet
from engine.commands import Command, StartCase
from engine.deadlines import local_day
from engine.model import Actor
from store.intake.drafts import Drafts

from ..turns import in_turn

log = structlog.get_logger(__name__)

PROCESS = "akzess-main"
_FAST_TRACK = "fast-track-81a"
#: A submission that began so long ago and has not ended was left by a process that died.
LEFT = timedelta(minutes=1)

Prepare = Callable[[str, dict[str, Any], str], tuple[dict[str, Any], str]]


class Writing(Protocol):
    """The store's short writes."""

    def put(self, record: Any) -> None: ...

    def read(self) -> Any: ...


class Submitting:
    """One per process; `handle` is the engine's, with the wake-up of workers."""

    def __init__(
        self,
        drafts: Drafts,
        store: Writing,
        cabinet: Cabinet | None,
        handle: Callable[[Command], Any],
        prepare: Prepare,
    ) -> None:
        self._drafts = drafts
        self._store = store
        self._cabinet = cabinet
        self._handle = handle
        self._prepare = prepare

    def submit(self, draft: IntakeDraft, data: Mapping[str, Any], declared: Mapping[str, Any]) -> IntakeDraft:
        """Make a case of an open draft, or finish what was begun; the draft with its case.

        `data` is what the form submits, `declared` what the applicant confirmed: both as they were checked.
        """
        if draft.state == DraftState.OPEN:
            files = [
                {"code": file.code, "documentId": file.id, "sha256": file.sha256} for file in self._drafts.files(draft)
            ]
            day = local_day(self._drafts.now()).isoformat()
            variables = {**data, **declared, "docs": files, "applicationDate": day}
            draft = self._drafts.submitting(draft.tenant, draft.id, {"submitted": variables})
        return self.finish(draft)

    def finish(self, draft: IntakeDraft) -> IntakeDraft:
        """Go on with a draft that is being submitted; of one that was, nothing is done."""
        if draft.state != DraftState.SUBMITTING:
            return draft
        variables = dict(self._drafts.content(draft)["submitted"])
        process = _FAST_TRACK if variables.get("purpose") == "FG7" else PROCESS
        prepared, site = self._prepare(process, variables, "")
        started = self._handle(
            StartCase(
                actor=Actor(person=f"applicant:{draft.id}", groups=frozenset({"applicant"})),
                tenant=draft.tenant,
                process_id=process,
                variables=prepared,
                site=site,
                request_key=f"portal-submission-{draft.id}",
            )
        )
        for file in self._drafts.files(draft):
            self._file(draft, file, started.case_id)
        for invitation in self._store.read().records(
            EmployerInvitation, {"tenant": draft.tenant, "draft_id": draft.id}
        ):
            self._store.put(_moved(invitation, started.case_id))
        return self._drafts.submitted(draft.tenant, draft.id, started.case_id, started.business_key)

    def finish_left(self, tenant: int, now: datetime) -> int:
        """Finish what processes that died have begun; how many. One that cannot be finished keeps no other one waiting.

        Error: that of the first one that failed, after all had their turn.
        """
        left = self._drafts.half_submitted(tenant, now - LEFT)
        return in_turn(partial(self._finish_left, draft) for draft in left)

    def _finish_left(self, draft: IntakeDraft) -> int:
        try:
            self.finish(draft)
        except Exception as error:
            log.error("portal.submission_stuck", draft=draft.id, kind=type(error).__name__)
            self._drafts.stuck(draft.tenant, draft.id)
            raise
        return 1

    def _file(self, draft: IntakeDraft, file: IntakeFile, case_id: str) -> None:
        if self._cabinet is None:
            return
        key = f"portal:{draft.id}:{file.id}"
        if self._cabinet.filed(draft.tenant, key) is not None:
            return
        blob = self._cabinet.keep(draft.tenant, case_id, _pieces(self._drafts.file_content(draft, file)))
        name = self._drafts.file_name(draft, file)
        source = Source(file.source)
        self._cabinet.file(
            Filing(
                document_id=file.id,
                tenant=draft.tenant,
                case_id=case_id,
                folder=Folder.NACHWEISE,
                code=file.code,
                title=name,
                source=source,
                file_name=name,
                media_type=file.media_type,
                blob=blob,
                scan=Scan(file.scan),
                flags=file.flags,
                at=file.uploaded_at,
                by="employer" if source is Source.EMPLOYER else "applicant",
                by_name="",
                key=key,
                most=MOST,
            )
        )


def _moved(invitation: EmployerInvitation, case_id: str) -> EmployerInvitation:
    return replace(invitation, draft_id=None, case_id=case_id)


def _pieces(content: bytes) -> Any:
    stream = BytesIO(content)
    return iter(lambda: stream.read(64 * 1024), b"")
