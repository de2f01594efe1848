"""Which element of a newer deployment takes the place of which older one: the same id, a person's word, or a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import FieldProblem, Invalid
from ..migrations import Pair
from .bundle import Bundle
from .definition import ACTIVITIES, CONTAINERS, Node, Process

_LIKELY = 3  # points from which on a guess is worth showing


class Plan:
    """The mapping between two deployments, resolved; elements without a counterpart are missing in it."""

    def __init__(self, old: Bundle, new: Bundle, mapping: Mapping[str, str]) -> None:
        """`mapping`: "element" or "process/element" of the older one → element of the newer one ("": none).

        Processes are named like elements, by their ids. Raises Invalid for names that are not there.
        """
        self.old, self.new = old, new
        self.by_hand = dict(mapping)
        self._processes: dict[str, Process] = {}
        self._nodes: dict[tuple[str, str], Node] = {}
        self._check_names()
        for process in old.processes.values():
            target = new.processes.get(mapping.get(process.id, process.id))
            if target is not None:
                self._processes[process.id] = target
                self._pair(process, target)
        self._check_targets()

    def _pair(self, old: Process, new: Process) -> None:
        for node in old.nodes.values():
            if node.id == old.id:
                self._nodes[old.id, node.id] = new.root
                continue
            found = new.nodes.get(self._wanted(old, node))
            if found is not None and found is not new.root:
                self._nodes[old.id, node.id] = found

    def _wanted(self, process: Process, node: Node) -> str:
        return self.by_hand.get(f"{process.id}/{node.id}", self.by_hand.get(node.id, node.id))

    def _check_names(self) -> None:
        known = set(self.old.processes)
        for process in self.old.processes.values():
            known |= {name for node in process.nodes for name in (node, f"{process.id}/{node}")}
        _refuse(
            sorted(self.by_hand.keys() - known), "gibt es in der alten Fassung nicht", "is not in the older version"
        )

    def _check_targets(self) -> None:
        reached = {node.id for node in self._nodes.values()}
        wrong = [name for name, target in self.by_hand.items() if target and target not in reached]
        _refuse(sorted(wrong), "hat kein Ziel in der neuen Fassung", "has no counterpart in the newer version")
        taken: dict[Node, str] = {}
        for (_, old), node in self._nodes.items():
            first = taken.setdefault(node, old)
            # Two tasks may become one; what is found again by its key in a case's state may not.
            if first != old and not (node.type in ACTIVITIES and node.type not in CONTAINERS and not node.boundaries):
                name = old if old in self.by_hand else first
                _refuse(
                    [name], f"und ein anderes würden beide zu {node.id}", f"and another would both become {node.id}"
                )

    def process(self, process_id: str) -> Process | None:
        """The process that takes the place of one."""
        return self._processes.get(process_id)

    def node(self, node: Node) -> Node | None:
        """The element that takes the place of one of the older deployment."""
        return self._nodes.get((node.process.id, node.id))

    def named(self, element_id: str) -> str | None:
        """The same where only the id is known, as in what a case remembers of persons; ids are few and speak for all."""
        for (_, old), node in self._nodes.items():
            if old == element_id:
                return node.id
        return None

    def key(self, process: Process, row_key: str) -> str | None:
        """The key of an event's row ("event", "event#1") in the newer deployment."""
        base, number, rest = row_key.partition("#")
        node = self._nodes.get((process.id, base))
        return None if node is None else f"{node.id}{number}{rest}"

    def flow(self, join: Node, flow_id: str) -> str | None:
        """The incoming flow of the newer join that stands for one of the older: the same id, else the same source."""
        target = self.node(join)
        if target is None:
            return None
        if flow_id in target.incoming:
            return flow_id
        source = next((n for n in join.process.nodes.values() if any(f.id == flow_id for f in n.outgoing)), None)
        begins = None if source is None else self.node(source)
        if begins is None:
            return None
        between = [flow.id for flow in begins.outgoing if flow.target == target.id]
        return between[0] if len(between) == 1 else None


def _refuse(names: list[str], what: str, what_en: str) -> None:
    if names:
        problems = tuple(
            FieldProblem(f"/mapping/{name.replace('/', '~1')[:120]}", "mapping", f"{name} {what}", f"{name} {what_en}")
            for name in names
        )
        raise Invalid(problems[0].message_en, problems)


def pairs(plan: Plan) -> list[Pair]:
    """Every element of the older deployment with its counterpart, or with a guess who could be it."""
    found = []
    for process in plan.old.processes.values():
        guesses = _guesses(plan, process)
        for node in process.nodes.values():
            target = plan.node(node)
            by_hand = node.id in plan.by_hand or f"{process.id}/{node.id}" in plan.by_hand
            if target is not None:
                reason, guess = ("person" if by_hand else "id"), ""
            else:
                guess, why = ("", "") if by_hand else guesses.get(node.id, ("", ""))
                reason = "person" if by_hand else why or "gone"
            given = target.id if target is not None else ""
            found.append(Pair(process.id, node.id, node.type, node.name, given, reason, guess))
    return found


def accepted(plan: Plan) -> Plan:
    """The plan with all guesses taken for granted."""
    guessed = {f"{pair.process_id}/{pair.element_id}": pair.suggestion for pair in pairs(plan) if pair.suggestion}
    return Plan(plan.old, plan.new, {**guessed, **plan.by_hand})


def _guesses(plan: Plan, process: Process) -> dict[str, tuple[str, str]]:
    """Vanished element → (likely successor, why); the best guess first, no successor twice, no tie decided."""
    target = plan.process(process.id)
    if target is None:
        return {}
    kept = {node.id for node in (plan.node(old) for old in process.nodes.values()) if node is not None}
    added = [node for node in target.nodes.values() if node.id not in kept]
    gone = [node for node in process.nodes.values() if plan.node(node) is None]
    scored = sorted(
        ((points, old.id, new.id, why) for old in gone for new in added for points, why in _alike(plan, old, new)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    best: dict[str, tuple[str, str]] = {}
    for points, old, new, why in scored:
        rivals = [s for s in scored if s[0] == points and (s[1] == old) != (s[2] == new)]
        if old not in best and new not in {one[0] for one in best.values()} and not rivals:
            best[old] = (new, why)
    return best


def _alike(plan: Plan, old: Node, new: Node) -> Iterator[tuple[int, str]]:
    if old.type != new.type or [e.kind for e in old.events] != [e.kind for e in new.events]:
        return
    points = 0
    reasons: list[str] = []
    if old.name and old.name.strip().casefold() == new.name.strip().casefold():
        points, reasons = points + 3, [*reasons, "name"]
    if _around(plan, old) & _around(None, new):
        points, reasons = points + 2, [*reasons, "neighbours"]
    if _work(old) and _work(old) == _work(new):
        points, reasons = points + 2, [*reasons, "work"]
    host = old.process.nodes.get(old.parent or "")
    if host is not None and (there := plan.node(host)) is not None and there.id == new.parent:
        points += 1
    if points >= _LIKELY and reasons:
        yield points, reasons[0]


def _around(plan: Plan | None, node: Node) -> frozenset[tuple[str, str]]:
    """Who stands before and after an element, and what it is attached to, by the ids of the newer deployment."""
    near = [("after", flow.target) for flow in node.outgoing]
    for other in node.process.nodes.values():
        near += [("before", other.id) for flow in other.outgoing if flow.target == node.id]
    if node.attached_to:
        near.append(("at", node.attached_to))
    if plan is None:
        return frozenset(near)
    found = ((side, plan.node(node.process.nodes[name])) for side, name in near)
    return frozenset((side, other.id) for side, other in found if other is not None)


def _work(node: Node) -> tuple[str, ...]:
    """What an element does, whatever it is called: its form, job, decision, process, messages."""
    said = (node.form, node.job_type, node.decision, node.called, *(event.name for event in node.events))
    return tuple(part for part in said if part)
