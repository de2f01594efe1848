"""Checks every expression of an element: FEEL behind "=", plain text only where it may stand, timers that can be armed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .. import feel, timers
from .definition import Node
from .expressions import Functions
from .lint_problem import Problem

_REFERENCE = datetime(2026, 1, 5, 12, tzinfo=UTC)  # any instant will do: only the length of a timer is looked at
_SHORT = timedelta(seconds=10)
_LONG = timedelta(days=50 * 366)


def check_expressions(node: Node, functions: Functions) -> Iterator[Problem]:
    """Problems of an element's expressions."""
    for what, text, must_be_feel in _expressions(node):
        if not text.startswith("="):
            if must_be_feel:
                yield Problem(
                    "expression-forbidden",
                    f"{what}: „{text[:80]}“ ist kein FEEL-Ausdruck (beginnt nicht mit =).",
                    f"{what}: “{text[:80]}” is no FEEL expression; let it begin with =.",
                    "error",
                )
            continue
        try:
            expression = feel.compile(text[1:], functions=functions)
        except feel.FeelSyntaxError as error:
            yield Problem(
                "expression-forbidden",
                f"{what}: {error.message} (Stelle {error.position + 1} von „{text[:80]}“).",
                f"{what}: {error.message} (at {error.position + 1} of “{text[:80]}”).",
                "error",
            )
            continue
        for name in sorted(expression.calls):  # variables are data: none of them is a function
            yield Problem(
                "expression-forbidden",
                f"{what}: eine Funktion „{name[:80]}“ gibt es nicht.",
                f"{what}: there is no function “{name[:80]}”; docs/feel.md lists them.",
                "error",
            )
    for event in node.events:
        if event.kind == "timer":
            yield from _timer(event.value or "", event.timer or "duration")


def _expressions(node: Node) -> Iterator[tuple[str, str, bool]]:
    for flow in node.outgoing:
        if flow.condition:
            yield f"Bedingung an {flow.id}", flow.condition, True
    for event in node.events:
        if event.kind == "conditional":
            yield "Bedingung", event.value or "", True
        if event.key:
            yield "Korrelationsschlüssel", event.key, False
        if event.kind == "timer" and (event.value or "").startswith("="):
            yield "Zeitausdruck", event.value or "", True
    for source, target in (*node.inputs, *node.outputs):
        yield f"Zuordnung zu {target}", source, False
    if node.script is not None:
        yield "Skript", node.script, True
    loop = node.loop
    if loop is not None:
        if loop.condition:
            yield "Schleifenbedingung", loop.condition, True
        if loop.cardinality and not loop.cardinality.isdigit():
            yield "loopCardinality", loop.cardinality, True
        if loop.input:
            yield "inputCollection", loop.input, True
        if loop.output_element:
            yield "outputElement", loop.output_element, True
    optional = {
        "Bearbeiter": node.assignee,
        "Gruppen": node.groups,
        "Personen": node.users,
        "Fälligkeit": node.due,
        "Wiedervorlage": node.follow_up,
        "Priorität": node.priority,
        "Auftragsart": node.job_type,
        "Entscheidung": node.decision,
        "Prozess": node.called,
    }
    for what, text in optional.items():
        if text:
            yield what, text, False


def _timer(text: str, kind: str) -> Iterator[Problem]:
    if text.startswith("="):
        return
    try:
        due = timers.first_due(text, kind, _REFERENCE, "Europe/Berlin")  # type: ignore[arg-type]  # checked by the reader
    except timers.TimerError as error:
        yield Problem("timer-invalid", f"Zeitangabe „{text[:80]}“: {error}.", f"Time “{text[:80]}”: {error}.", "error")
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
