"""Which elements of a process come before which: possibly, or on every way."""

from __future__ import annotations

from ..kernel.definition import CONTAINERS, Node, Process, link_targets, starts_by_itself


class Order:
    """Possible and certain predecessors in one process; sub-processes count as part of their container's way."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._certain: dict[str, frozenset[str]] = {}
        for container in process.nodes.values():
            if container.type in CONTAINERS:
                self._certain.update(_certain(container))

    def only_after(self, writer: Node, reader: Node) -> bool:
        """True when the writer comes after the reader on every way, so that it can have written nothing yet."""
        if writer is reader:
            return False
        one, other = self._together(writer, reader)
        if one is other:
            return False  # one of them is inside the other
        if one.type == "eventSubProcess" or other.type == "eventSubProcess":
            return False  # it begins whenever its event occurs
        nodes = self.process
        return one.id in nodes.reachable(other.id) and other.id not in nodes.reachable(one.id)

    def surely_before(self, writer: Node, reader: Node) -> bool:
        """True when nobody gets to the reader without having completed the writer."""
        inner, outer = reader, writer
        while True:
            if outer.parent == inner.parent:
                return outer.id in self._certain.get(inner.id, frozenset())
            container = self.process.nodes.get(inner.parent or "")
            if container is None:
                return False
            inner = container

    def _together(self, one: Node, other: Node) -> tuple[Node, Node]:
        """The ancestors of two nodes (or themselves) that stand on the same level."""
        if one.parent == other.parent:
            return one, other
        ways = [self._upwards(one), self._upwards(other)]
        seen = {node.parent: node for node in ways[0]}
        for node in ways[1]:
            if node.parent in seen:
                return seen[node.parent], node
        return one, other

    def _upwards(self, node: Node) -> list[Node]:
        found = [node]
        while found[-1].parent is not None:
            found.append(self.process.nodes[found[-1].parent])
        return found


def _certain(container: Node) -> dict[str, frozenset[str]]:
    """For each node of a level the nodes completed before it on every way: a fixpoint over the flows.

    At a parallel join every branch has come, so what is certain on any of them is certain; elsewhere only what is
    certain on all.
    """
    members = {child.id: child for child in container.children}
    everything = frozenset(members)
    before: dict[str, frozenset[str]] = dict.fromkeys(members, everything)
    for node in members.values():
        if starts_by_itself(node) or node.type in ("startEvent", "eventSubProcess") or node.instantiate:
            before[node.id] = frozenset()
    sources: dict[str, list[str]] = {name: [] for name in members}
    for node in members.values():
        for flow in node.outgoing:
            if flow.target in sources:
                sources[flow.target].append(node.id)
        if node.type == "intermediateThrowEvent" and node.event is not None and node.event.kind == "link":
            for target in link_targets(node):
                sources[target.id].append(node.id)
    changed = True
    while changed:
        changed = False
        for node in members.values():
            if node.type == "boundaryEvent":
                found = before.get(node.attached_to or "", frozenset())
            elif not sources[node.id]:
                continue
            else:
                ways = [before[name] | {name} for name in sources[node.id]]
                found = frozenset.union(*ways) if node.type == "parallelGateway" else frozenset.intersection(*ways)
            if found != before[node.id]:
                before[node.id] = found
                changed = True
    return before
