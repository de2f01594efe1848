"""Traffic with partners out of the evidence ledger: what went when to whom, and what they confirmed; no content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.base import Connector
from connectors.ledger import Part
from store.evidence import Entry

from ..resources.casefile import PartName
from .file import CaseFile
from .words import Words

_PARTS = {
    Part.REQUEST: Words("Anfrage: {what}", "Request: {what}"),
    Part.ANSWER: Words("Antwort auf: {what}", "Answer to: {what}"),
    Part.MESSAGE: Words("Nachricht: {what}", "Message: {what}"),
    Part.ACKNOWLEDGEMENT: Words("Empfang bestätigt: {what}", "Receipt confirmed: {what}"),
}
_NAMES: Mapping[Part, PartName] = {
    Part.REQUEST: "request",
    Part.ANSWER: "answer",
    Part.MESSAGE: "message",
    Part.ACKNOWLEDGEMENT: "acknowledgement",
}
_OUTCOMES = {
    "reply": Words("angenommen und beantwortet", "taken and answered"),
    "accepted": Words("entgegengenommen", "accepted"),
    "refused": Words("zurückgewiesen", "refused"),
    "unavailable": Words("nicht erreichbar", "unavailable"),
    "misconfigured": Words("Einstellung fehlerhaft", "misconfigured"),
    "outcome-unknown": Words("Ausgang unbekannt", "outcome unknown"),
    "unknown": Words("der Stelle nicht bekannt", "not known to the partner"),
    "message-id-reuse": Words("zurückgewiesen: Kennung schon verwendet", "refused: id used before"),
}
#: Outcomes with which the other side has shown that it read the message.
_READ = frozenset({"reply", "accepted", "refused"})


@dataclass(frozen=True, slots=True)
class Traffic:
    """One message. `proof` is the number of the entry that a proof of receipt can be made of."""

    number: int
    exchange: str
    part: PartName
    at: datetime
    ours: bool
    agency: str
    partner: Words
    operation: str
    summary: Words
    outcome: Words | None
    status: int | None
    key: str
    message_id: str
    size: int
    sha256: str
    receipt: Mapping[str, str]
    signature: str
    proof: int | None


def traffic(file: CaseFile, entries: Iterable[Entry], agencies: Mapping[str, Connector]) -> list[Traffic]:
    """The messages that the reader may see, in the order given."""
    rows = [row for row in entries if _readable(file, row.agency)]
    proven = {row.exchange for row in rows if _answers(row)}
    return [_view(file, row, agencies, row.exchange in proven) for row in rows]


def _readable(file: CaseFile, agency: str) -> bool:
    partner = file.guide.partners.get(agency)
    return partner is None or file.reads(partner.reads)


def _answers(row: Entry) -> bool:
    first = row.outcome.partition(" ")[0]
    return row.part in (Part.ANSWER, Part.ACKNOWLEDGEMENT) and row.status is not None and first in _READ


def _view(file: CaseFile, row: Entry, agencies: Mapping[str, Connector], proven: bool) -> Traffic:
    word, _, code = row.outcome.partition(" ")
    outcome = _OUTCOMES.get(word, Words(word, word)) if word else None
    if outcome is not None and code:
        outcome = Words(f"{outcome.de} ({code})", f"{outcome.en} ({code})")
    return Traffic(
        number=row.id,
        exchange=row.exchange,
        part=_NAMES[row.part],
        at=row.at,
        ours=row.part.ours,
        agency=row.agency,
        partner=file.guide.partner(row.agency),
        operation=row.operation,
        summary=_PARTS[row.part].filled(what=label(agencies, row.agency, row.operation)),
        outcome=outcome,
        status=row.status,
        key=row.key,
        message_id=row.message_id,
        size=row.size,
        sha256=row.sha256.hex(),
        receipt=dict(row.receipt),
        signature=row.signature,
        proof=row.id if proven and row.part in (Part.REQUEST, Part.MESSAGE) else None,
    )


def label(agencies: Mapping[str, Connector], agency: str, operation: str) -> Words:
    """What an operation or message of an agency is called."""
    connector = agencies.get(agency)
    if connector is None:
        return Words(operation, operation)
    found = connector.operations.get(operation) or connector.messages.get(operation)
    return Words(found.label_de, found.label_en) if found else Words(operation, operation)
