"""Puts the case's own documents into what leaves for an agency: a process names a document, its bytes come from the file.

So no job carries a file, and nothing leaves that does not lie in the file of this case.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from connectors.base import Accepted, Connector, Misconfigured, Refused, Reply, Request
from connectors.wrapping import Wrapping
from documents.model import Document
from documents.ports import Cabinet
from store.queries import Queries

TENANT = 1
#: What an agency calls it when an enclosure is not there: where an operation has it, a task of the clerk follows.
MISSING = "ANHANG_FEHLT"
#: More documents than the file of a case can hold (`Filing.most`).
_MOST = 500


@dataclass(frozen=True, slots=True)
class Takes:
    """What an agency takes: media types, and bytes of one document; `alone`: operations whose input is one document.

    All its other operations take them in a list `documents`. Each has `documentId`, `mimeType`, `sha256` and `content`.
    """

    kinds: frozenset[str]
    largest: int
    alone: frozenset[str] = frozenset()


_COMMON = frozenset({"application/pdf", "image/jpeg", "image/png"})
AGENCIES = {
    # 15 million characters of base64
    "bundesagentur": Takes(_COMMON | {"image/bmp"}, 11_000_000),
    "kammern": Takes(_COMMON, 10_000_000, frozenset({"uploadDocument"})),
}


class Enclosing(Wrapping):
    """An agency's connector, with the content of documents that are only named.

    An entry of `documents` names one document (`documentId`), or all those of a kind by how their code begins (`code`),
    or both: the document, and where it is gone those of its kind. A document that cannot travel (not in this case's file,
    taken out, sealed, in quarantine, of a type or size that the agency does not take) never leaves as something else: the
    call ends as ANHANG_FEHLT where the operation knows that error, which gives the clerk a task, and as an incident of
    the case everywhere else.
    """

    def __init__(self, inner: Connector, cabinet: Cabinet, read: Callable[[], Queries]) -> None:
        super().__init__(inner)
        self._cabinet = cabinet
        self._read = read
        self._takes = AGENCIES[inner.name]

    def send(self, request: Request) -> Reply | Accepted:
        """See `Connector`. Errors beside the agency's: Refused, Misconfigured for an enclosure that is not there."""
        return self.inner.send(self._filled(request))

    def ask(self, request: Request) -> Reply | None:
        """See `Connector`. An agency without keys is asked by the content, so it is filled in here, too."""
        return self.inner.ask(self._filled(request))

    def _filled(self, request: Request) -> Request:
        given = request.input
        if request.operation in self._takes.alone:
            if given.get("content"):
                return request
            document = self._named(str(given.get("documentId") or ""))
            return replace(request, input=self._content(request, given, document, self._case_id(request)))
        entries = given.get("documents")
        if not isinstance(entries, list):
            return request
        found = list(self._enclosures(request, entries))
        if entries and not found:
            raise self._missing(request, "Unterlagen: nichts davon in der Akte / documents: none of them in the file")
        return replace(request, input={**given, "documents": found})

    def _enclosures(self, request: Request, entries: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Every document once: those that are named first, then those of a kind, newest first."""
        case_id, taken = self._case_id(request), {str(one["documentId"]) for one in entries if one.get("documentId")}
        for one in entries:
            plain = {name: value for name, value in one.items() if name != "code"}
            if one.get("content"):
                yield plain
                continue
            document = self._named(str(one.get("documentId") or ""))
            kind = str(one.get("code") or "")
            there = document is not None and document.case_id == case_id and document.deleted_at is None
            of_kind = [] if there or not kind else self._of_kind(case_id, kind)
            if not kind or there or (one.get("documentId") and not of_kind):
                yield self._content(request, plain, document, case_id)
            for found in of_kind:
                if found.id not in taken:
                    taken.add(found.id)
                    yield self._content(request, {**plain, "documentId": found.id}, found, case_id)

    def _named(self, document_id: str) -> Document | None:
        return self._cabinet.document(TENANT, document_id) if document_id else None

    def _of_kind(self, case_id: str, kind: str) -> list[Document]:
        """What lies in the open folders of the file under codes that begin so."""
        held = self._cabinet.of_case(TENANT, case_id, limit=_MOST) if case_id else []
        return [one for one in held if (one.code or "").startswith(kind) and not one.folder.sealed]

    def _case_id(self, request: Request) -> str:
        case = self._read().case_by_key(TENANT, request.case_ref) if request.case_ref else None
        return case.id if case is not None else ""

    def _content(
        self, request: Request, entry: Mapping[str, Any], document: Document | None, case_id: str
    ) -> dict[str, Any]:
        reason = self._why_not(document, case_id)
        if document is None or reason:
            named = (document.code if document is not None and document.case_id == case_id else None) or (
                entry.get("documentId") or "documents"
            )
            raise self._missing(request, f"{named}: {reason}")
        version = document.version
        return {
            **entry,
            "mimeType": version.media_type,
            "sha256": version.blob.sha256,
            "content": base64.b64encode(b"".join(self._cabinet.content(version))).decode("ascii"),
        }

    def _missing(self, request: Request, reason: str) -> Refused | Misconfigured:
        if MISSING in self.operations[request.operation].errors:
            return Refused(MISSING, reason)
        return Misconfigured("enclosure-missing", reason)

    def _why_not(self, document: Document | None, case_id: str) -> str:
        """Why a document cannot travel, for the clerk who gets the task; nothing when it can."""
        if document is None or document.case_id != case_id:
            return "nicht in der Akte / not in the file of this case"
        if document.deleted_at is not None:
            return "aus der Akte genommen / taken out of the file"
        if document.folder.sealed:
            return "in einem versiegelten Ordner / in a sealed folder"
        if not document.version.scan.served:
            return "in Quarantäne / in quarantine"
        if document.version.media_type not in self._takes.kinds:
            kind = document.version.media_type
            return f"{kind} nimmt die Stelle nicht an / {kind} is not taken by the agency"
        if document.version.blob.size > self._takes.largest:
            return "zu groß für die Stelle / larger than the agency takes"
        return ""


def enclosing(connectors: Iterable[Connector], cabinet: Cabinet, read: Callable[[], Queries]) -> list[Connector]:
    """The connectors, those that take documents with the file of the case behind them."""
    return [cast(Connector, Enclosing(one, cabinet, read)) if one.name in AGENCIES else one for one in connectors]
