"""The net of one level of a diagram: places where tokens can be and transitions that move them, data left aside.

A level is a process or a sub-process; the sub-processes in it are single activities here and have a net of their own
(BPMN 2.0 chapter 13, read like the Petri nets of Dijkman, Dumas and Ouyang, "Semantics and analysis of business process
models in BPMN", 2008). Every decision may go any way, so what is found here is possible in the diagram, whatever the
conditions say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations

from .definition import ACTIVITIES, Flow, Node, link_targets

Place = str
Marking = frozenset[Place]
_WAITING = frozenset(
    {"userTask", "serviceTask", "receiveTask", "eventBasedGateway", "subProcess", "transaction", "callActivity"}
)
_LEAVING = frozenset({"terminate", "error", "cancel"})  # end events after which nothing of the level goes on
_MOST_SUBSETS = 6  # flows of an inclusive split whose subsets are tried; beyond: one, each, all


@dataclass(frozen=True, slots=True)
class Transition:
    """What one element may do: take tokens from all of `takes`, put one on each of `puts`, wipe out `wipes`.

    `joins`: an inclusive join, with one alternative per incoming flow (`takes` is then empty). `closes`: ends the level.
    `waits`: only somebody or something outside makes it happen; everything else happens at once.
    """

    element: str
    takes: tuple[Place, ...]
    puts: tuple[Place, ...]
    wipes: frozenset[Place] = frozenset()
    joins: bool = False
    closes: bool = False
    waits: bool = False


@dataclass(slots=True)
class Net:
    """Places by name, transitions by the places they take from, and where a level begins."""

    level: Node
    beginnings: tuple[Marking, ...] = ()
    transitions: list[Transition] = field(default_factory=list)
    #: What an inclusive join has to know: per join its flows, and per flow the places from which it can be reached.
    joins: dict[str, dict[Place, frozenset[Place]]] = field(default_factory=dict)
    #: The element that a flow leads to, by the flow's place.
    leads: dict[Place, str] = field(default_factory=dict)
    #: Elements that a token can get to without a non-interrupting boundary event.
    main: frozenset[str] = frozenset()


def build(level: Node, ends_by_itself: frozenset[str]) -> Net:
    """The net of a level. `ends_by_itself`: sub-processes of the level that can end without being interrupted."""
    net = Net(level)
    members = [child for child in level.children if child.type not in ("eventSubProcess", "boundaryEvent")]
    members = [child for child in members if not child.for_compensation]
    for node in members:
        net.transitions += _moves(node, ends_by_itself)
    net.leads = {flow_place(flow): node.id for node in members for flow in node.incoming}
    net.beginnings = tuple(_beginnings(level))
    net.main = frozenset(_main(level))
    _prepare_joins(net, members)
    return net


def flow_place(flow: Flow | str) -> Place:
    """The place of a token on a sequence flow."""
    return f"flow {flow if isinstance(flow, str) else flow.id}"


def inside(node: Node) -> Place:
    """The place of a token in an element that is at work, or at which a level begins."""
    return f"in {node.id}"


def waits(node: Node) -> bool:
    """True for elements at which a token stays until something outside the machine happens."""
    if node.type in ("sendTask", "scriptTask", "businessRuleTask"):
        return bool(node.job_type)
    if node.type == "intermediateCatchEvent":
        return node.event is None or node.event.kind != "link"
    return node.type in _WAITING


def _unfired(boundary: Node) -> Place:
    return f"armed {boundary.id}"


def _beginnings(level: Node) -> Iterator[Marking]:
    """One marking for each way in which a level can begin: by itself, or by one of its triggered starts."""
    if level.starts:
        yield frozenset(chain.from_iterable(_entered(node) for node in level.starts))
    for node in level.children:
        if (node.type == "startEvent" and node.events) or node.instantiate:
            yield frozenset(_entered(node))


def _main(level: Node) -> set[str]:
    nodes = level.process.nodes
    todo = [*level.starts, *(child for child in level.children if child.type == "startEvent" or child.instantiate)]
    found: set[str] = set()
    while todo:
        node = todo.pop()
        if node.id not in found:
            found.add(node.id)
            todo += [nodes[flow.target] for flow in node.outgoing]
            todo += [boundary for boundary in node.boundaries if boundary.interrupting]
            if node.type == "intermediateThrowEvent" and node.event is not None and node.event.kind == "link":
                todo += link_targets(node)
    return found


def _entered(node: Node) -> Iterator[Place]:
    """The places of a token that has just come to a node."""
    yield inside(node)
    if node.type in ACTIVITIES:
        yield from (_unfired(b) for b in node.boundaries if not b.interrupting)


def _moves(node: Node, ends_by_itself: frozenset[str]) -> Iterator[Transition]:
    gathers = node.type in ("parallelGateway", "inclusiveGateway") and len(node.incoming) > 1
    if gathers and node.type == "inclusiveGateway":
        yield Transition(node.id, (), (inside(node),), joins=True)
    elif gathers:
        yield Transition(node.id, tuple(map(flow_place, node.incoming)), (inside(node),))
    else:
        for incoming in node.incoming:
            yield Transition(node.id, (flow_place(incoming),), tuple(_entered(node)))
    armed = frozenset(_unfired(b) for b in node.boundaries if not b.interrupting)
    if not (node.type in ("subProcess", "transaction") and node.id not in ends_by_itself):
        closes = node.type == "endEvent" and any(event.kind in _LEAVING for event in node.events)
        for flows in _ways(node):
            puts = tuple(map(flow_place, flows))
            yield Transition(node.id, (inside(node),), puts, wipes=armed, closes=closes, waits=waits(node))
    for boundary in node.boundaries:
        if any(event.kind == "compensation" for event in boundary.events):
            continue
        for flows in _ways(boundary):
            puts = tuple(map(flow_place, flows))
            if boundary.interrupting:
                yield Transition(boundary.id, (inside(node),), puts, wipes=armed, waits=True)
            else:  # once per activation: more would only repeat what once shows
                yield Transition(boundary.id, (inside(node), _unfired(boundary)), (inside(node), *puts), waits=True)


def _ways(node: Node) -> Iterator[tuple[Flow | str, ...]]:
    """The sets of flows that a token may leave by; kernel.gateways.outgoing without the data."""
    flows = node.outgoing
    if node.type == "intermediateThrowEvent" and node.event is not None and node.event.kind == "link":
        for target in link_targets(node):
            yield tuple(target.outgoing)
        return
    if node.type in ("exclusiveGateway", "eventBasedGateway") and flows:
        yield from ((flow,) for flow in flows)
        return
    conditional = [flow for flow in flows if flow.condition and flow.id != node.default]
    if node.type == "parallelGateway" or not conditional:
        yield tuple(flows)
        return
    always = tuple(flow for flow in flows if not flow.condition and flow.id != node.default)
    default = tuple(flow for flow in flows if flow.id == node.default)
    if always or default:
        yield always + default
    for chosen in _subsets(conditional):
        yield always + chosen


def _subsets(flows: list[Flow]) -> Iterator[tuple[Flow, ...]]:
    sizes = range(1, len(flows) + 1) if len(flows) <= _MOST_SUBSETS else (1, len(flows))
    return chain.from_iterable(combinations(flows, size) for size in sizes)


def _prepare_joins(net: Net, members: list[Node]) -> None:
    """Which places lead to each flow of an inclusive join without passing the join (BPMN 2.0 section 13.4.3)."""
    feeders: dict[Place, set[Place]] = {}
    for transition in net.transitions:
        takes = transition.takes
        if transition.joins:
            node = net.level.process.nodes[transition.element]
            takes = tuple(map(flow_place, node.incoming))
        for put in transition.puts:
            feeders.setdefault(put, set()).update(takes)
    for node in members:
        if node.type != "inclusiveGateway" or len(node.incoming) < 2:
            continue
        net.joins[node.id] = {}
        for flow in map(flow_place, node.incoming):
            found: set[Place] = set()
            todo = [flow]
            while todo:
                for place in feeders.get(todo.pop(), ()):
                    if place not in found and place != inside(node):
                        found.add(place)
                        todo.append(place)
            net.joins[node.id][flow] = frozenset(found)
