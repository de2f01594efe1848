"""History lines as sentences that a clerk reads: who did what when, without ids of elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from engine.kernel.definition import Node
from engine.model import HistoryLine

from ..resources.casefile import Kind
from .file import CaseFile
from .words import Words

KINDS: tuple[Kind, ...] = get_args(Kind)
#: What is left out unless it is asked for: every fork of the way.
SILENT = frozenset({"path"})

_COMMANDS: Mapping[str, tuple[Kind, Words]] = {
    "StartCase": ("case", Words("Vorgang angelegt", "Case opened")),
    "CancelCase": ("case", Words("Vorgang abgebrochen", "Case cancelled")),
    "SuspendCase": ("case", Words("Vorgang angehalten", "Case suspended")),
    "ResumeCase": ("case", Words("Vorgang fortgesetzt", "Case resumed")),
    "ModifyCase": ("case", Words("Vorgang von Hand an eine andere Stelle gesetzt", "Case moved by hand")),
    "MigrateCase": (
        "case",
        Words("Auf eine andere Fassung des Verfahrens umgestellt", "Moved to another version of the procedure"),
    ),
    "UndoMigration": (
        "case",
        Words("Umstellung auf eine andere Fassung zurückgenommen", "Move to another version undone"),
    ),
    "SetVariables": ("case", Words("Daten von Hand geändert", "Data changed by hand")),
    "RetryIncident": ("incident", Words("Störung: erneut versucht", "Incident: tried again")),
    "ResolveIncident": ("incident", Words("Störung von Hand behoben", "Incident resolved by hand")),
    "PrioritiseTask": ("task", Words("Dringlichkeit einer Aufgabe geändert", "Priority of a task changed")),
}
_DONE = Words("„{what}“ erledigt", "“{what}” completed")
_DROPPED = Words("„{what}“ ist nicht mehr nötig", "“{what}” is no longer needed")
_LETTER = Words("Schreiben versandt: {what}", "Letter sent: {what}")
_LETTER_FAILED = Words("Schreiben nicht versandt: {what}", "Letter not sent: {what}")
_REFUSED = Words("{what}: zurückgewiesen", "{what}: refused")
_FINISHED = Words("{what}: abgeschlossen", "{what}: finished")
_ENDED_EARLY = Words("{what}: vorzeitig beendet", "{what}: ended early")
_DECIDED = Words("Regelwerk angewandt: {what}", "Rules applied: {what}")
_CHOSEN = Words("{question} {answer}", "{question} {answer}")
_HEARD = Words("{whom}: {what}", "{whom}: {what}")
_GAVE_UP = Words("Störung: {what}", "Incident: {what}")

_WAITS = frozenset({"intermediateCatchEvent", "receiveTask", "boundaryEvent"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `actor` is None for what nobody did; `target` is a tab of the page that says more."""

    seq: int
    at: datetime
    kind: Kind
    title: Words
    element_id: str
    actor: str | None = None
    on_behalf_of: str | None = None
    detail: Words | None = None
    target: str | None = None


def entry(file: CaseFile, line: HistoryLine, kinds: frozenset[str]) -> Entry | None:
    """The sentence of a history line; None when it says nothing to this reader, or is of another kind."""
    found = _element(file, line) if line.event == "element" else _command(file, line)
    if found is None or (found.kind not in kinds if kinds else found.kind in SILENT):
        return None
    return found


def person(actor: str) -> tuple[str | None, str | None]:
    """The person of a history line and whom they stood in for."""
    who, _, represented = actor.partition(" i. V. ")
    return (None if who == "system" else who), represented or None


def _command(file: CaseFile, line: HistoryLine) -> Entry | None:
    if line.event in ("FailJob", "ThrowJobError"):
        return _job(file, line)
    told = _COMMANDS.get(line.event)
    if told is None:
        return None
    reason = str(line.detail.get("reason") or "")
    return _entry(line, told[0], told[1], detail=Words(reason, reason) if reason else None)


def _job(file: CaseFile, line: HistoryLine) -> Entry | None:
    element = str(line.detail.get("element") or "")
    node = file.once(element)
    if node is None or file.untold(node.process.id):
        return None
    what = file.label(element)
    code = str(line.detail.get("error") or line.detail.get("code") or line.detail.get("incident") or "")
    title = (_REFUSED if line.event == "ThrowJobError" else _GAVE_UP).filled(what=what)
    return _entry(line, "incident", title, detail=Words(code, code) if code else None, element=element)


def _element(file: CaseFile, line: HistoryLine) -> Entry | None:
    node = file.once(line.element_id)
    if node is None or node.id in file.guide.quiet or file.untold(node.process.id):
        return None
    sentence = file.guide.timeline.get(node.id)
    if sentence is not None:
        return _entry(line, sentence.kind, sentence.text) if line.outcome == "completed" else None
    teller = _TELLERS.get(node.type)
    return teller(file, node, line) if teller else None


def _user_task(file: CaseFile, node: Node, line: HistoryLine) -> Entry:
    text = _DONE if line.outcome == "completed" else _DROPPED
    return _entry(line, "task", text.filled(what=file.label(node.id)))


def _service(file: CaseFile, node: Node, line: HistoryLine) -> Entry | None:
    if line.outcome != "completed":
        return None  # the line of the refusal tells it
    return _entry(line, "partner", file.label(node.id))


def _call(file: CaseFile, node: Node, line: HistoryLine) -> Entry:
    what = file.label(node.id)
    if node.called == "letter":
        return _entry(line, "letter", (_LETTER if line.outcome == "completed" else _LETTER_FAILED).filled(what=what))
    return _entry(line, "step", (_FINISHED if line.outcome == "completed" else _ENDED_EARLY).filled(what=what))


def _rule(file: CaseFile, node: Node, line: HistoryLine) -> Entry | None:
    if "decision" not in line.detail:
        return None
    return _entry(line, "decision", _DECIDED.filled(what=file.label(node.id)), target="decisions")


def _event(file: CaseFile, node: Node, line: HistoryLine) -> Entry | None:
    if line.outcome != "completed" or node.event is None:
        return None
    known: Mapping[str, Kind] = {"timer": "deadline", "message": "partner", "error": "incident", "signal": "step"}
    kind = known.get(node.event.kind)
    if kind is None or (kind == "partner" and (node.event.name or "").startswith("akzess.")):
        return None
    awaited = file.guide.messages.get(node.event.name or "") if kind == "partner" else None
    if awaited is not None:
        return _entry(line, "partner", _HEARD.filled(whom=awaited.whom, what=file.label(node.id)))
    return _entry(line, kind, file.label(node.id))


def _fork(file: CaseFile, node: Node, line: HistoryLine) -> Entry | None:
    taken = set(line.detail.get("took") or ())
    flows = [flow for flow in node.outgoing if flow.id in taken and flow.name]
    if not node.name or not flows:
        return None
    answers = " · ".join(flow.name for flow in flows)
    return _entry(line, "path", _CHOSEN.filled(question=file.label(node.id), answer=answers))


def _scope(file: CaseFile, node: Node, line: HistoryLine) -> Entry | None:
    if not node.name:
        return None
    return _entry(
        line, "step", (_FINISHED if line.outcome == "completed" else _ENDED_EARLY).filled(what=file.label(node.id))
    )


_TELLERS = {
    "userTask": _user_task,
    "serviceTask": _service,
    "sendTask": _service,
    "callActivity": _call,
    "businessRuleTask": _rule,
    "exclusiveGateway": _fork,
    "inclusiveGateway": _fork,
    "subProcess": _scope,
    "transaction": _scope,
    "eventSubProcess": _scope,
    **dict.fromkeys(_WAITS, _event),
}


def _entry(
    line: HistoryLine,
    kind: Kind,
    title: Words,
    *,
    detail: Words | None = None,
    element: str = "",
    target: str | None = None,
) -> Entry:
    who, represented = person(line.actor)
    if line.event == "element" and "by" not in line.detail:
        who = represented = None  # what follows from a person's act is the procedure's doing
    return Entry(
        seq=line.seq,
        at=line.at,
        kind=kind,
        title=title,
        element_id=element or line.element_id,
        actor=who,
        on_behalf_of=represented,
        detail=detail,
        target=target,
    )
