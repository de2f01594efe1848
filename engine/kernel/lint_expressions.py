"""Checks every expression of an element, so that none fails in a running case: FEEL behind "=", texts, timers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .. import feel, timers
from .definition import Node
from .expressions import Functions
from .lint_problem import Problem, error

_REFERENCE = datetime(2026, 1, 5, 12, tzinfo=UTC)  # any instant will do: only the length of a timer is looked at
_SHORT = timedelta(seconds=10)
_LONG = timedelta(days=50 * 366)


@dataclass(frozen=True, slots=True)
class Written:
    """An expression of an element: what it is for in both languages, its text, and when it is evaluated.

    `formula`: only FEEL may stand here, no plain text. `done`: evaluated when the element has done its work, so that it
    sees what the work has brought.
    """

    german: str
    english: str
    text: str
    formula: bool = False
    done: bool = False


def check_expressions(node: Node, functions: Functions) -> Iterator[Problem]:
    """Problems of an element's expressions."""
    for written in expressions_of(node):
        text, german, english = written.text, written.german, written.english
        if not text.startswith("="):
            if written.formula:
                yield error(
                    "expression-forbidden",
                    f"{german}: „{text[:80]}“ ist kein FEEL-Ausdruck (beginnt nicht mit =).",
                    f"{english}: “{text[:80]}” is no FEEL expression; let it begin with =.",
                )
            continue
        try:
            expression = feel.compile(text[1:], functions=functions)
        except feel.FeelSyntaxError as wrong:
            yield error(
                "expression-forbidden",
                f"{german}: {wrong.message} (Stelle {wrong.position + 1} von „{text[:80]}“).",
                f"{english}: {wrong.message} (at {wrong.position + 1} of “{text[:80]}”).",
            )
            continue
        for name in sorted(expression.calls):  # variables are data: none of them is a function
            yield error(
                "expression-forbidden",
                f"{german}: eine Funktion „{name[:80]}“ gibt es nicht.",
                f"{english}: there is no function “{name[:80]}”; docs/feel.md lists them.",
            )
    for event in node.events:
        if event.kind == "timer":
            yield from _timer(event.value or "", event.timer or "duration")


def expressions_of(node: Node) -> Iterator[Written]:
    """Every expression of an element, in the order in which it is read."""
    for flow in node.outgoing:
        if flow.condition:
            yield Written(f"Bedingung an {flow.id}", f"Condition of {flow.id}", flow.condition, True, True)
    for event in node.events:
        if event.kind == "conditional":
            yield Written("Bedingung", "Condition", event.value or "", True)
        if event.key:
            yield Written("Korrelationsschlüssel", "Correlation key", event.key)
        if event.kind == "timer" and (event.value or "").startswith("="):
            yield Written("Zeitausdruck", "Timer", event.value or "", True)
    for source, target in node.inputs:
        yield Written(f"Zuordnung zu {target}", f"Mapping to {target}", source)
    for source, target in node.outputs:
        yield Written(f"Zuordnung zu {target}", f"Mapping to {target}", source, done=True)
    if node.script is not None:
        yield Written("Skript", "Script", node.script, True)
    loop = node.loop
    if loop is not None:
        if loop.condition:
            yield Written("Schleifenbedingung", "Loop condition", loop.condition, True, True)
        if loop.cardinality and not loop.cardinality.isdigit():
            yield Written("loopCardinality", "loopCardinality", loop.cardinality, True)
        if loop.input:
            yield Written("inputCollection", "inputCollection", loop.input, True)
        if loop.output_element:
            yield Written("outputElement", "outputElement", loop.output_element, True, True)
    for german, english, text in (
        ("Bearbeiter", "Assignee", node.assignee),
        ("Gruppen", "Groups", node.groups),
        ("Personen", "Persons", node.users),
        ("Fälligkeit", "Due date", node.due),
        ("Wiedervorlage", "Follow-up date", node.follow_up),
        ("Priorität", "Priority", node.priority),
        ("Auftragsart", "Job type", node.job_type),
        ("Entscheidung", "Decision", node.decision),
        ("Prozess", "Process", node.called),
    ):
        if text:
            yield Written(german, english, text)


def _timer(text: str, kind: str) -> Iterator[Problem]:
    if text.startswith("="):
        return
    try:
        due = timers.first_due(text, kind, _REFERENCE, "Europe/Berlin")  # type: ignore[arg-type]  # checked by the reader
    except timers.TimerError as wrong:
        yield Problem("timer-invalid", f"Zeitangabe „{text[:80]}“: {wrong}.", f"Time “{text[:80]}”: {wrong}.", "error")
        return
    wait = due.fire_at - _REFERENCE
    if kind == "cycle" and wait < _SHORT and not text.split("/")[1].startswith("2"):
        yield Problem(
            "timer-short",
            "Ein Zyklus wiederholt sich höchstens alle 10 Sekunden.",
            "A cycle repeats every 10 seconds at most; make it longer.",
            "error",
        )
    elif kind == "duration" and wait < _SHORT:
        yield Problem(
            "timer-short",
            "Diese Dauer ist kürzer als 10 Sekunden.",
            "This duration is less than 10 seconds; check its unit.",
            "warning",
        )
    if wait > _LONG and kind != "date":
        yield Problem(
            "timer-long",
            "Diese Dauer ist länger als 50 Jahre.",
            "This duration is more than 50 years; check its unit.",
            "error",
        )
