"""The diagrams of a case: where its tokens are, which way they came, and the same as a list of steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from engine.handlers.standing import Token
from engine.kernel.definition import Node, Process
from engine.model import HistoryLine

from .file import CaseFile
from .timeline import person
from .words import Words, labelled

#: Lines of history that the path is drawn from, newest first; an older way is not drawn.
DRAWN = 1_000
_SCOPES = frozenset({"process"})
_UNTOLD = frozenset({"process", "startEvent", "parallelGateway"})


@dataclass(frozen=True, slots=True)
class Active:
    """An element that is entered and not left."""

    element_id: str
    activation: int
    since: datetime
    type: str


@dataclass(slots=True)
class Drawn:
    """One process of the case on its diagram. `callers`: (process, call activity) that led into it."""

    process: Process
    callers: list[tuple[str, str]] = field(default_factory=list)
    active: list[Active] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    flows: set[str] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the list that says the same as the diagram. `state`: active, incident, completed, cancelled …"""

    seq: int | None
    process_id: str
    element_id: str
    name: Words
    type: str
    state: str
    entered_at: datetime | None
    left_at: datetime | None
    by: str | None
    way: str


def drawn(file: CaseFile, lines: Iterable[HistoryLine], stuck: Iterable[str]) -> list[Drawn]:
    """Every process that the case is in or was in, its own first. `stuck`: elements with an open incident."""
    found: dict[str, Drawn] = {file.case.process_id: Drawn(file.bundle.processes[file.case.process_id])}
    for token in file.standing.tokens:
        _enter(file, found, token)
    for line in lines:
        node = file.nodes.get(line.element_id)
        if line.event != "element" or node is None or file.hidden(node.process.id):
            continue
        if node.type in _SCOPES:
            _sheet(file, found, node.process)
            continue
        sheet = _sheet(file, found, node.process)
        sheet.done[node.id] += 1
        sheet.flows.update(_taken(node, line))
    for element in stuck:
        node = file.nodes.get(element)
        if node is not None and node.process.id in found:
            found[node.process.id].incidents.add(element)
    for sheet in found.values():
        for call in file.callers.get(sheet.process.id, ()):
            caller = (file.nodes[call].process.id, call)
            if caller not in sheet.callers and caller[0] in found and found[caller[0]].done[call]:
                sheet.callers.append(caller)
    return list(found.values())


def active_steps(file: CaseFile, stuck: Iterable[str]) -> list[Step]:
    """The steps that are under way, outermost first."""
    troubled = set(stuck)
    found = []
    for token in file.standing.tokens:
        node = file.nodes[token.element_id]
        if node.type in _SCOPES or file.shown(token) is not token:
            continue
        state = "incident" if token.element_id in troubled or token.stuck else "active"
        name = labelled(node.labels, node.name or node.id)
        found.append(Step(None, node.process.id, node.id, name, node.type, state, token.since, None, None, ""))
    return found


def step(file: CaseFile, line: HistoryLine) -> Step | None:
    """The step of a history line; None for what the list leaves out (starts, joins, hidden parts)."""
    node = file.once(line.element_id)
    if line.event != "element" or node is None or node.type in _UNTOLD or file.hidden(node.process.id):
        return None
    taken = set(line.detail.get("took") or ())
    way = " · ".join(flow.name for flow in node.outgoing if flow.id in taken and flow.name)
    if not node.name and not way:
        return None
    return Step(
        seq=line.seq,
        process_id=node.process.id,
        element_id=node.id,
        name=labelled(node.labels, node.name or node.id),
        type=node.type,
        state=line.outcome,
        entered_at=line.started_at,
        left_at=line.at,
        by=person(line.actor)[0] if "by" in line.detail else None,
        way=way,
    )


def _enter(file: CaseFile, found: dict[str, Drawn], token: Token) -> None:
    if file.shown(token) is not token:
        return
    node = file.nodes[token.element_id]
    sheet = _sheet(file, found, node.process)
    if node.type in _SCOPES:
        outer = file.tokens.get(token.scope) if token.scope is not None else None
        caller = (outer.process_id, outer.element_id) if outer else None
        if caller and caller not in sheet.callers:
            sheet.callers.insert(0, caller)
        return
    sheet.active.append(Active(node.id, token.activation, token.since, node.type))


def _sheet(file: CaseFile, found: dict[str, Drawn], process: Process) -> Drawn:
    sheet = found.get(process.id)
    if sheet is None:
        sheet = found[process.id] = Drawn(process)
    return sheet


def _taken(node: Node, line: HistoryLine) -> list[str]:
    if line.outcome != "completed":
        return []
    if "took" in line.detail:
        return [str(flow) for flow in line.detail["took"]]
    return [flow.id for flow in node.outgoing] if len(node.outgoing) == 1 else []
