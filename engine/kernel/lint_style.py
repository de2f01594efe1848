"""Checks what makes a diagram hard to read although it runs: the rules that modellers know from their linters."""

from __future__ import annotations

from collections.abc import Iterator

from .definition import ACTIVITIES, CONTAINERS, Node, Process
from .lint_problem import Problem

_NAMED = ACTIVITIES | {"eventSubProcess"}
_EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})


def check_style(process: Process) -> Iterator[tuple[Node, Problem]]:
    """Problems of readability, with the node each belongs to."""
    for node in process.nodes.values():
        for problem in (*_names(node), *_joins(node), *_splits(node), *_twice(node)):
            yield node, problem
    for container in process.nodes.values():
        if container.type in CONTAINERS:
            blank = [child for child in container.children if child.type == "startEvent" and not child.events]
            for extra in blank[1:]:
                yield (
                    extra,
                    Problem(
                        "several-starts",
                        "Ein zweites einfaches Startereignis auf dieser Ebene: Beide beginnen zugleich. Eines genügt.",
                        "A second plain start event on this level: both begin at once. One is enough.",
                    ),
                )


def _names(node: Node) -> Iterator[Problem]:
    decides = node.type in ("exclusiveGateway", "inclusiveGateway") and len(node.outgoing) > 1
    if not node.name and (node.type in _NAMED or (node.type in _EVENTS and node.events) or decides):
        yield Problem(
            "name-missing",
            "Dieses Element hat keinen Namen; Sachbearbeitung und Akte zeigen dann seine Kennung.",
            "This element has no name; clerks and the file then see its id.",
            "info",
        )
    if decides:
        for flow in node.outgoing:
            if not flow.name and flow.condition:
                yield Problem(
                    "flow-name-missing",
                    f"Der Fluss „{flow.id}“ hat eine Bedingung und keinen Namen; ihn benennen (Ja, Nein, …).",
                    f"The flow “{flow.id}” has a condition and no name; name it (Yes, No, …).",
                    "info",
                )


def _joins(node: Node) -> Iterator[Problem]:
    if node.type == "parallelGateway" and len(node.incoming) > 1 and len(node.outgoing) > 1:
        yield Problem(
            "joins-and-splits",
            "Dieses Gateway führt zusammen und verzweigt zugleich; zwei Gateways sind klarer.",
            "This gateway joins and splits at once; two gateways are clearer.",
            "info",
        )


def _splits(node: Node) -> Iterator[Problem]:
    plain = [flow for flow in node.outgoing if not flow.condition and flow.id != node.default]
    if node.type in ACTIVITIES | _EVENTS and len(plain) > 1:
        yield Problem(
            "implicit-split",
            "Hier beginnen mehrere Zweige zugleich, ohne dass ein Gateway es zeigt; ein paralleles Gateway einsetzen.",
            "Several branches begin here at once without a gateway to show it; put in a parallel gateway.",
            "info",
        )
    if node.type in ACTIVITIES and any(flow.condition for flow in node.outgoing) and not plain and not node.default:
        yield Problem(
            "default-missing",
            "Der Aktivität fehlt ein Standardfluss; ohne zutreffende Bedingung bleibt der Fall stehen.",
            "The activity lacks a default flow; when no condition holds the case gets stuck.",
        )


def _twice(node: Node) -> Iterator[Problem]:
    seen: set[tuple[str, str | None]] = set()
    for flow in node.outgoing:
        key = (flow.target, flow.condition)
        if key in seen:
            yield Problem(
                "duplicate-flow",
                f"Zwei gleiche Flüsse führen nach „{flow.target}“: Es würde zweimal betreten. Einen entfernen.",
                f"Two equal flows lead to “{flow.target}”: it would be entered twice. Take one away.",
            )
        seen.add(key)
