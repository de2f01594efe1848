"""Documents that were asked for: what is still open, and the message with which the process goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.model import Document, Source
from engine.commands import Command, DeliverMessage
from engine.errors import MessageMismatch

from .mapping import StatusMap
from .steps import last_day

#: The one item of a request that names no document of the catalogue.
OTHER = "OTHER"
#: States of the check of completeness (UT-COMPL) that leave something to hand in.
_OPEN = frozenset({"MISSING", "INCOMPLETE"})
#: Who a message of the page comes from.
SENDER = "status"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request: its activation, the codes of what is awaited, what the letter says, since and until when."""

    activation: int
    codes: tuple[str, ...]
    note: str
    since: datetime
    until: date | None

    @property
    def unnamed(self) -> bool:
        """Nothing is named, so the applicant says himself when everything is in."""
        return self.codes == (OTHER,)

    def received(self, documents: Iterable[Document]) -> list[Document]:
        """What the applicant handed in for this request, oldest first."""
        found = [d for d in documents if d.code in self.codes and d.version.uploaded_at >= self.since]
        return sorted(found, key=lambda document: document.version.uploaded_at)

    def complete(self, documents: Iterable[Document]) -> bool:
        """Whether every named document has come in."""
        return not self.unnamed and {d.code for d in self.received(documents)} >= set(self.codes)


def open_requests(
    engine: Any, mapping: StatusMap, case_id: str, subscriptions: Iterable[Any], timers: Iterable[Any]
) -> list[Asked]:
    """The open requests of a case, oldest first: in this order the message reaches them."""
    wanted = mapping.request
    waits = [row for row in subscriptions if row.element_id == wanted.element and row.name == wanted.message]
    ends = {row.activation: last_day(row.fire_at) for row in timers if row.element_id == wanted.timer}
    found = []
    for row in sorted(waits, key=lambda wait: (wait.created_at, wait.activation)):
        visible = engine.visible_at(case_id, row.activation)
        request = visible.get(wanted.variable)
        request = request if isinstance(request, Mapping) else {}
        codes = _codes(request, visible)
        note = request.get("text")
        note = note if isinstance(note, str) else ""
        found.append(Asked(row.activation, codes or (OTHER,), note, row.created_at, ends.get(row.activation)))
    return found


def _codes(request: Mapping[str, Any], visible: Mapping[str, Any]) -> tuple[str, ...]:
    """What the clerk named in the request, else what the check of completeness found missing."""
    named = request.get("items")
    if isinstance(named, list) and named:
        return tuple(dict.fromkeys(str(code) for code in named))
    checked = visible.get("completeness")
    items = checked.get("item") if isinstance(checked, Mapping) else None
    missing = [
        str(item["code"])
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, Mapping) and item.get("code") and item.get("state") in _OPEN
    ]
    return tuple(dict.fromkeys(missing))


def of_parties(documents: Iterable[Document]) -> list[Document]:
    """Those that the applicant handed in, or the employer at the applicant's request."""
    return [document for document in documents if document.source in (Source.APPLICANT, Source.EMPLOYER)]


def go_on(
    handle: Callable[[Command], Any],
    mapping: StatusMap,
    tenant: int,
    case_id: str,
    reference: str,
    asked: Asked,
    documents: Iterable[Document],
) -> None:
    """Deliver the message that the request waits for. Told twice counts once: its id is that of the request."""
    payload = {"newDocs": [{"code": d.code, "documentId": d.id} for d in asked.received(documents)]}
    command = DeliverMessage(
        tenant=tenant,
        source=SENDER,
        message_id=f"{case_id}.{asked.activation}",
        name=mapping.request.message,
        key=reference,
        payload=payload,
    )
    try:
        handle(command)
    except MessageMismatch:
        return  # another upload of the same moment was faster; the file is in the case either way
