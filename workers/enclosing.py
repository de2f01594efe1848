"""Puts the case's own documents into what leaves for an agency: a process names a document, its bytes come from the file.

So no job carries a file, and nothing leaves that does not lie in the file of this case.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from connectors.base import (
    Accepted,
    Connector,
    HttpAnswer,
    Message,
    MessageType,
    Misconfigured,
    Operation,
    Receipt,
    Refused,
    Rejected,
    Reply,
    Request,
)
from documents.model import Document
from documents.ports import Cabinet
from store.queries import Queries

TENANT = 1
#: What an agency calls it when an enclosure is not there: where an operation has it, a task of the clerk follows.
MISSING = "ANHANG_FEHLT"


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


class Enclosing:
    """See `connectors.base.Connector`: the agency's own, with the content of documents that are only named.

    A document that cannot travel (not in this case's file, taken out, sealed, in quarantine, of a kind or size that the
    agency does not take) never leaves as something else: the call ends as ANHANG_FEHLT where the operation knows that
    error, which gives the clerk a task, and as an incident of the case everywhere else.
    """

    def __init__(self, inner: Connector, cabinet: Cabinet, read: Callable[[], Queries]) -> None:
        self.inner = inner
        self._cabinet = cabinet
        self._read = read
        self._takes = AGENCIES[inner.name]
        self.name: str = inner.name
        self.operations: Mapping[str, Operation] = inner.operations
        self.messages: Mapping[str, MessageType] = inner.messages

    def send(self, request: Request) -> Reply | Accepted:
        """See `Connector`. Errors beside the agency's: Refused, Misconfigured for an enclosure that is not there."""
        return self.inner.send(self._filled(request))

    def ask(self, request: Request) -> Reply | None:
        """See `Connector`. An agency without keys is asked by the content, so it is filled in here, too."""
        return self.inner.ask(self._filled(request))

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """See `Connector`."""
        return self.inner.receive(body, headers, now)

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """See `Connector`."""
        return self.inner.acknowledge(message, receipt)

    def reject(self, error: Rejected) -> HttpAnswer:
        """See `Connector`."""
        return self.inner.reject(error)

    def probe(self) -> None:
        """See `Connector`."""
        self.inner.probe()

    def __getattr__(self, name: str) -> Any:
        """What an agency's connector has beside the contract (its address for letters, whether it shows its bytes)."""
        return getattr(self.inner, name)

    def _filled(self, request: Request) -> Request:
        given = request.input
        if request.operation in self._takes.alone:
            return request if given.get("content") else replace(request, input=self._content(request, given))
        entries = given.get("documents")
        if not isinstance(entries, list):
            return request
        filled = [one if one.get("content") else self._content(request, one) for one in entries]
        return replace(request, input={**given, "documents": filled})

    def _content(self, request: Request, entry: Mapping[str, Any]) -> dict[str, Any]:
        case = self._read().case_by_key(TENANT, request.case_ref) if request.case_ref else None
        named = str(entry.get("documentId") or "")
        document = self._cabinet.document(TENANT, named) if named and case is not None else None
        reason = self._why_not(document, case.id if case is not None else "")
        if document is None or reason:
            raise self._missing(request, f"documents: {named or 'an entry without documentId'} {reason}")
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
        """Why a document cannot travel; nothing when it can."""
        if document is None or document.case_id != case_id:
            return "is not in the file of this case"
        if document.deleted_at is not None:
            return "was taken out of the file"
        if document.folder.sealed:
            return "lies in a sealed folder"
        if not document.version.scan.served:
            return "is in quarantine"
        if document.version.media_type not in self._takes.kinds:
            return f"is {document.version.media_type}, which the agency does not take"
        if document.version.blob.size > self._takes.largest:
            return "is larger than the agency takes"
        return ""


def enclosing(connectors: Iterable[Connector], cabinet: Cabinet, read: Callable[[], Queries]) -> list[Connector]:
    """The connectors, those that take documents with the file of the case behind them."""
    return [cast(Connector, Enclosing(one, cabinet, read)) if one.name in AGENCIES else one for one in connectors]
