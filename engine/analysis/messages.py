"""Checks messages and signals: somebody has to send what is waited for, and somebody has to wait for what is sent."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ..kernel.bundle import Bundle
from ..kernel.definition import Node
from ..kernel.lint_problem import Problem
from .surroundings import Surroundings

_THROWING = frozenset({"endEvent", "intermediateThrowEvent", "sendTask"})


def check(bundle: Bundle, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    """Problems of messages and signals; without knowledge of the outside only what stays inside is looked at."""
    thrown: dict[str, set[str]] = {"message": set(), "signal": set(), "error": set(), "escalation": set()}
    caught: dict[str, set[str]] = {kind: set() for kind in thrown}
    everyone = [node for process in bundle.processes.values() for node in process.nodes.values()]
    for node in everyone:
        for event in node.events:
            if event.kind in thrown and event.name:
                (thrown if node.type in _THROWING else caught)[event.kind].add(event.name)
    for node in everyone:
        for event in node.events:
            name = event.name or ""
            if not name:
                continue
            if event.kind == "message" and node.type not in _THROWING:
                yield from _waited_for(node, name, thrown["message"], around)
            elif event.kind == "message" and not node.job_type and name not in caught["message"]:
                yield (
                    node,
                    Problem(
                        "message-not-received",
                        f"Auf die Nachricht „{name}“ wartet niemand; ein empfangendes Ereignis einsetzen oder sie weglassen.",
                        f"Nobody waits for the message “{name}”; put in an event that receives it, or leave it out.",
                    ),
                )
            elif event.kind == "signal" and node.type not in _THROWING and name not in thrown["signal"]:
                yield (
                    node,
                    Problem(
                        "signal-not-sent",
                        f"Das Signal „{name}“ sendet hier niemand; es müsste von außen kommen.",
                        f"Nobody here sends the signal “{name}”; it would have to come from outside.",
                        "info",
                    ),
                )
            elif event.kind == "escalation" and node.type in _THROWING and name not in caught["escalation"]:
                yield from _uncaught(node, name, everyone)


def _waited_for(node: Node, name: str, thrown: set[str], around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    if around.messages is None or name in thrown or name in around.messages:
        return
    near = difflib.get_close_matches(name, [*thrown, *around.messages], n=1, cutoff=0.75)
    german = (
        f" Gemeint ist wohl „{near[0]}“." if near else " In interfaces.yaml eintragen, wer sie sendet, oder weglassen."
    )
    english = f" “{near[0]}” is probably meant." if near else " Say in interfaces.yaml who sends it, or leave it out."
    yield (
        node,
        Problem(
            "message-not-sent",
            f"Die Nachricht „{name}“ sendet niemand: keine Fachstelle, kein Ereignis, niemand von außen.{german}",
            f"Nobody sends the message “{name}”: no agency, no event, nobody from outside.{english}",
        ),
    )


def _uncaught(node: Node, name: str, everyone: list[Node]) -> Iterator[tuple[Node, Problem]]:
    if any(
        e.kind == "escalation" and not e.name for other in everyone if other.type not in _THROWING for e in other.events
    ):
        return
    yield (
        node,
        Problem(
            "escalation-not-caught",
            f"Die Eskalation „{name}“ fängt niemand; sie bleibt ohne Wirkung.",
            f"Nobody catches the escalation “{name}”; it has no effect.",
        ),
    )
