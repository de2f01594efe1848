"""Whether a case went the ways its diagrams draw: every element that was entered needs a reason in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .model import Line, Model, Trace
from .path import floored

#: Commands by which people leave the drawn ways on purpose, and what that is called.
BY_HAND = {
    "ModifyCase": "MOVED",
    "MigrateCase": "MIGRATED",
    "UndoMigration": "MIGRATED",
    "ResolveIncident": "RESOLVED",
    "SetVariables": "CHANGED",
    "CancelCase": "CANCELLED",
}
#: Entered without a reason in the diagram and without a command that says why.
OFF_PATH = "OFF_PATH"


@dataclass(frozen=True, slots=True)
class Conformance:
    """`kinds`: in which ways the case left the diagram (none: it fits); `strayed`: elements entered without a flow."""

    kinds: frozenset[str]
    strayed: tuple[str, ...]
    entered: int

    @property
    def fitness(self) -> float:
        """The share of entries that the diagram explains (1: all)."""
        return 1.0 if not self.entered else 1 - len(self.strayed) / self.entered


def conformance(trace: Trace, model: Model) -> Conformance:
    """Replay a history on the diagrams.

    Which token went where is not recorded, only when an element was entered and left: an entry is explained by an
    element that was left in the same instant and leads there, or by its container, caller or host that was alive then.
    """
    lines = [line for line in trace.lines if line.event == "element"]
    leaving: dict[datetime, set[str]] = defaultdict(set)
    entering: dict[datetime, set[str]] = defaultdict(set)
    lives: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for line in lines:
        at, since = floored(line.at), line.started_at or floored(line.at)
        leaving[at].add(line.element)
        entering[since].add(line.element)
        lives[line.element].append((since, at))
    by_hand = {floored(line.at): BY_HAND[line.event] for line in trace.lines if line.event in BY_HAND}
    kinds, strayed, entered = set(by_hand.values()), [], 0
    for line in lines:
        since = line.started_at or floored(line.at)
        entered += 1
        if _explained(line, since, model, leaving, entering, lives):
            continue
        strayed.append(line.element)
        if since not in by_hand:
            kinds.add(OFF_PATH)
    return Conformance(frozenset(kinds), tuple(strayed), entered)


def _explained(
    line: Line,
    since: datetime,
    model: Model,
    leaving: dict[datetime, set[str]],
    entering: dict[datetime, set[str]],
    lives: dict[str, list[tuple[datetime, datetime]]],
) -> bool:
    element = model.elements.get(line.element)
    if element is None:
        return False  # of no diagram of this deployment
    sources = model.into.get(element.id, frozenset())
    if not sources.isdisjoint(leaving[since]) or model.starts.get(element.id) in entering[since]:
        return True

    def alive(name: str) -> bool:
        return any(a <= since <= b for a, b in lives.get(name, ()))

    if element.kind == "process":  # the case itself, or called
        return line.activation <= 1 or any(alive(name) for name in sources)
    if element.attached_to:
        return alive(element.attached_to)
    if element.kind == "eventSubProcess":
        return alive(element.parent)
    if element.kind == "startEvent":
        return alive(element.parent)
    if element.repeats:
        return _count(lives[element.id], since) > 1 or alive(element.id)
    return element.compensates


def _count(spans: Sequence[tuple[datetime, datetime]], since: datetime) -> int:
    return sum(a <= since <= b for a, b in spans)
