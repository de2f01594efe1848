"""Who changed a case, who read it, who opened its sealed folders, as lines of an audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.desk import CaseAccess, SealOpening
from engine.errors import Invalid
from engine.model import HistoryLine

from ..resources.base import Text
from ..resources.casefile import AuditEntry
from .words import Words

_COMMANDS = {
    "StartCase": Words("Vorgang angelegt", "Case opened"),
    "CancelCase": Words("Vorgang abgebrochen", "Case cancelled"),
    "SuspendCase": Words("Vorgang angehalten", "Case suspended"),
    "ResumeCase": Words("Vorgang fortgesetzt", "Case resumed"),
    "ModifyCase": Words("Token von Hand versetzt", "Tokens moved by hand"),
    "MigrateCase": Words("Auf eine andere Fassung umgestellt", "Moved to another version"),
    "UndoMigration": Words("Umstellung zurückgenommen", "Move to another version undone"),
    "SetVariables": Words("Variablen von Hand geändert", "Variables changed by hand"),
    "ContinueCase": Words("Langer Schritt fortgesetzt", "Long step continued"),
    "CompleteTask": Words("Aufgabe erledigt", "Task completed"),
    "CompleteJob": Words("Auftrag einer Stelle erledigt", "Job done"),
    "FailJob": Words("Auftrag fehlgeschlagen", "Job failed"),
    "ThrowJobError": Words("Auftrag zurückgewiesen", "Job refused"),
    "FireTimer": Words("Frist abgelaufen", "Timer fired"),
    "DeliverMessage": Words("Nachricht angenommen", "Message taken"),
    "BroadcastSignal": Words("Signal angenommen", "Signal taken"),
    "RetryIncident": Words("Störung: erneut versucht", "Incident tried again"),
    "ResolveIncident": Words("Störung von Hand behoben", "Incident resolved by hand"),
    "PrioritiseTask": Words("Dringlichkeit geändert", "Priority changed"),
}
_PURPOSES = {
    "case": Words("Akte", "file"),
    "messages": Words("Schriftverkehr mit Stellen", "traffic with partners"),
    "decisions": Words("Entscheidungen", "decisions"),
    "documents": Words("Liste der Dokumente", "list of documents"),
    "task": Words("Aufgabe", "task"),
    "document": Words("Dokument", "document"),
}


_OPENED = {
    "SECURITY": Words("Ordner Sicherheit geöffnet", "Security folder opened"),
    "GESUNDHEIT": Words("Ordner Gesundheit geöffnet", "Health folder opened"),
    "CONFLICT-NONE": Words("Erklärung: nicht befangen", "Statement: no conflict"),
    "CONFLICT-DECLARED": Words("Erklärung: befangen, Vorgang gesperrt", "Statement: conflict, case locked"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `purpose` is what somebody read or opened for, `seq` and `hash` belong to changes."""

    at: datetime
    person: str
    on_behalf_of: str | None
    action: str
    purpose: str | None = None
    detail: Words | None = None
    seq: int | None = None
    hash: str | None = None


def change(line: HistoryLine, label: Callable[[str], Words]) -> Line | None:
    """The command of a history line; None for the lines of the elements that followed from it.

    `label` says what an element is called.
    """
    if line.event == "element":
        return None
    who, _, represented = line.actor.partition(" i. V. ")
    told = _COMMANDS.get(line.event, Words(line.event, line.event))
    element = str(line.detail.get("element") or line.detail.get("timer") or "")
    known = label(element) if element else None
    facts = " · ".join(
        str(line.detail[name])
        for name in ("element", "timer", "message", "job", "names", "error", "code", "reason")
        if line.detail.get(name)
    )
    detail = told
    if known is not None and known.de != element:
        detail = Words(f"{told.de}: {known.de} ({facts})", f"{told.en}: {known.en} ({facts})")
    elif facts:
        detail = Words(f"{told.de}: {facts}", f"{told.en}: {facts}")
    return Line(line.at, who, represented or None, line.event, None, detail, line.seq, line.hash.hex())


def read(entry: CaseAccess) -> Line:
    """A read of the case, on record once per hour and purpose."""
    kind, _, what = entry.purpose.partition(":")
    told = _PURPOSES.get(kind, Words(kind, kind))
    detail = Words(f"{told.de} {what}".strip(), f"{told.en} {what}".strip())
    return Line(entry.at, entry.person, entry.on_behalf_of, "read", entry.purpose, detail)


def opening(entry: SealOpening) -> Line:
    """The opening of a sealed folder, with the reason that was given."""
    told = _OPENED.get(entry.folder, Words(entry.folder, entry.folder))
    detail = Words(f"{told.de}: {entry.reason}", f"{told.en}: {entry.reason}")
    return Line(entry.opened_at, entry.person, entry.on_behalf_of, "seal.open", entry.folder, detail)


def resource(line: Line, names: Mapping[str, str]) -> AuditEntry:
    """A line as the API has it."""
    return AuditEntry(
        at=line.at,
        person=line.person,
        name="AKZESS" if line.person == "system" else names.get(line.person),
        on_behalf_of=names.get(line.on_behalf_of, line.on_behalf_of) if line.on_behalf_of else None,
        action=line.action,
        purpose=line.purpose,
        detail=Text(de=line.detail.de, en=line.detail.en) if line.detail else None,
        seq=line.seq,
        hash=line.hash,
    )


def number(cursor: str | None) -> int | None:
    """The line number of a page token. Errors: Invalid."""
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 15:
        raise Invalid("after: not a token of this list")
    return int(cursor)
