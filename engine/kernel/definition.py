"""A process as a table: nodes and flows with everything that the machine needs, linked with each other."""

from __future__ import annotations

from dataclasses import dataclass, field

# Containers hold other nodes; activities can have boundary events and loops.
CONTAINERS = frozenset({"process", "subProcess", "transaction", "eventSubProcess"})
ACTIVITIES = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
    }
)


@dataclass(slots=True)
class Flow:
    """A sequence flow; `condition` is an expression text (with leading "=") or None."""

    id: str
    source: str
    target: str
    condition: str | None = None
    name: str = ""


@dataclass(slots=True)
class EventDefinition:
    """What an event waits for or throws.

    kind: message, timer, signal, error, escalation, conditional, compensation, link, terminate, cancel.
    name: message/signal name, error or escalation code (None catches all), link name, compensated activity.
    key: correlation key expression. timer: duration, date or cycle, with the expression in `value`.
    """

    kind: str
    name: str | None = None
    key: str | None = None
    timer: str | None = None
    value: str | None = None
    follows: str | None = None
    wait: bool = True  # compensation: waitForCompletion


@dataclass(slots=True)
class Loop:
    """Multi-instance (`input`/`cardinality`) or standard loop (`standard`) characteristics."""

    standard: bool = False
    sequential: bool = False
    cardinality: str | None = None
    input: str | None = None
    element: str | None = None
    output: str | None = None
    output_element: str | None = None
    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None


@dataclass(slots=True)
class Node:
    """A flow node (or a process, the outermost container) with everything that the machine needs to run it."""

    id: str
    type: str
    parent: str | None
    name: str = ""
    line: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    outgoing: list[Flow] = field(default_factory=list)
    incoming: list[str] = field(default_factory=list)
    default: str | None = None
    events: list[EventDefinition] = field(default_factory=list)
    parallel_multiple: bool = False
    attached_to: str | None = None
    interrupting: bool = True
    loop: Loop | None = None
    inputs: list[tuple[str, str]] = field(default_factory=list)
    outputs: list[tuple[str, str]] = field(default_factory=list)
    keep_result: bool = False  # outputs stand beside the result, not in its place (akzess:keepResult)
    headers: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    job_type: str | None = None
    retries: int = 12
    form: str | None = None
    assignee: str | None = None
    groups: str | None = None
    users: str | None = None
    due: str | None = None
    follow_up: str | None = None
    priority: str | None = None
    script: str | None = None
    decision: str | None = None
    result: str | None = None
    called: str | None = None
    propagate_all: bool = True
    sees_all: bool = False  # a call whose process sees its caller's variables beside the inputs
    separation: list[str] = field(default_factory=list)
    applicant_text: str | None = None
    stage: str | None = None
    for_compensation: bool = False
    handler: str | None = None  # compensation boundary: the activity that undoes
    instantiate: bool = False

    # Filled in by Process.link; not stored.
    starts: list[Node] = field(default_factory=list)
    event_subprocesses: list[Node] = field(default_factory=list)
    boundaries: list[Node] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    process: Process = field(default=None)  # type: ignore[assignment]  # set by link, before any use

    @property
    def event(self) -> EventDefinition | None:
        """The first event definition, None for a plain event."""
        return self.events[0] if self.events else None

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@dataclass(slots=True, eq=False)
class Process:
    """One executable process of a bundle."""

    id: str
    name: str
    resource: str
    nodes: dict[str, Node]
    root: Node = field(default=None)  # type: ignore[assignment]  # set by link
    reach: dict[str, frozenset[str]] = field(default_factory=dict)
    sources: dict[str, frozenset[str]] = field(default_factory=dict)  # of a join's flows, by flow (see gateways)
    watched: frozenset[str] = frozenset()

    def link(self) -> None:
        """Connect nodes with their containers, boundary events and implicit starts."""
        self.root = self.nodes[self.id]
        for node in self.nodes.values():
            node.process = self
            if node.parent is not None:
                self.nodes[node.parent].children.append(node)
            if node.attached_to:
                self.nodes[node.attached_to].boundaries.append(node)
        for node in self.nodes.values():
            if node.type in CONTAINERS:
                node.event_subprocesses = [c for c in node.children if c.type == "eventSubProcess"]
                node.starts = [c for c in node.children if starts_by_itself(c)]
        self.watched = frozenset(name for node in self.nodes.values() for name in node.separation)

    def reachable(self, node_id: str) -> frozenset[str]:
        """Ids of the nodes that a token at `node_id` can get to along flows and boundary events (itself excluded)."""
        known = self.reach.get(node_id)
        if known is None:
            seen: set[str] = set()
            todo = [node_id]
            while todo:
                node = self.nodes[todo.pop()]
                onward = [flow.target for flow in node.outgoing]
                for boundary in node.boundaries:
                    onward.append(boundary.id)
                if node.type == "intermediateThrowEvent" and node.event and node.event.kind == "link":
                    onward += [link.id for link in link_targets(node)]
                for target in onward:
                    if target not in seen:
                        seen.add(target)
                        todo.append(target)
            known = self.reach[node_id] = frozenset(seen)
        return known


def starts_by_itself(node: Node) -> bool:
    """True for what a container starts when it is entered: plain start events and nodes that nothing leads to.

    BPMN 2.0 section 13.2 (process instantiation): flow objects without incoming flows begin with the process.
    """
    if node.type == "startEvent":
        return not node.events
    if node.incoming or node.attached_to or node.for_compensation or node.type in ("eventSubProcess", "boundaryEvent"):
        return False
    if node.type == "receiveTask" and node.instantiate:
        return False
    if node.type == "eventBasedGateway" and node.instantiate:
        return False
    return not (node.type == "intermediateCatchEvent" and node.event is not None and node.event.kind == "link")


def link_targets(node: Node) -> list[Node]:
    """The catching link events of the same container with the name of a throwing one."""
    name = node.event.name if node.event else None
    return [
        other
        for other in node.process.nodes.values()
        if other.type == "intermediateCatchEvent"
        and other.parent == node.parent
        and other.event is not None
        and other.event.kind == "link"
        and other.event.name == name
    ]
