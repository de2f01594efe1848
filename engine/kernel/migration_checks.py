"""What keeps a case from moving to another version of its procedure, found before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..migrations import Remark
from . import compensation, gateways, subscriptions
from .definition import EventDefinition, Node
from .migration_plan import Plan
from .state import Activation, State

_CATCHING = frozenset({"intermediateCatchEvent", "receiveTask"})


def obstacles(plan: Plan, state: State) -> list[Remark]:
    """Everything that stands in the way, element by element; an empty list when the case can move."""
    if state.queue:
        return [
            Remark(
                "in-the-middle",
                "",
                "Ein langer Schritt ist noch nicht zu Ende; bitte später noch einmal.",
                "A long step is not over yet; please try again later.",
            )
        ]
    found: list[Remark] = []
    for activation in state.live.values():
        target = plan.node(activation.node)
        if target is None:
            found.append(_gone(activation))
            continue
        found += _place(plan, activation, target)
        found += _kind(activation, target)
        found += _memory(plan, activation, target)
    if not found:
        found += _starved(plan, state)
    return found


def _remark(activation: Activation, code: str, message: str, message_en: str) -> Remark:
    return Remark(code, activation.node.id, message, message_en, activation.id)


def _gone(activation: Activation) -> Remark:
    node = activation.node
    if node.type == "process":
        return _remark(
            activation,
            "called-process-gone" if activation.scope else "process-gone",
            f"Den Prozess {node.id} gibt es in der neuen Fassung nicht.",
            f"The newer version has no process {node.id}.",
        )
    return _remark(
        activation,
        "element-gone",
        f"Der Vorgang steht bei {node.id}; dieses Element gibt es in der neuen Fassung nicht. Bitte zuordnen.",
        f"The case is at {node.id}, which the newer version does not have. Please map it.",
    )


def _place(plan: Plan, activation: Activation, target: Node) -> Iterator[Remark]:
    """The scopes around an element must be the same."""
    scope = activation.scope
    if scope is None or activation.is_instance or target.type == "process":
        return
    outer = plan.node(scope.node)
    if outer is not None and target.parent != outer.id:
        yield _remark(
            activation,
            "scope-differs",
            f"{target.id} liegt in der neuen Fassung in {target.parent}, der Vorgang ist in {outer.id}.",
            f"In the newer version {target.id} is inside {target.parent}, the case is inside {outer.id}.",
        )


def _kind(activation: Activation, target: Node) -> Iterator[Remark]:
    """An element must be of the same kind: what waits, how often, and by which means."""
    node = activation.node
    if node.type != target.type:
        yield _remark(
            activation,
            "type-changed",
            f"{target.id} ist in der neuen Fassung {target.type}, bisher {node.type}.",
            f"{target.id} is a {target.type} in the newer version, so far a {node.type}.",
        )
        return
    if bool(node.job_type) != bool(target.job_type) and not activation.is_body and node.type != "userTask":
        yield _remark(
            activation,
            "implementation-changed",
            f"Was bei {node.id} läuft, ist ein Auftrag in der einen Fassung und keiner in der anderen.",
            f"What runs at {node.id} is a job in one of the versions and none in the other.",
        )
    if _loop(node) != _loop(target) and (activation.is_body or activation.is_instance or target.loop is not None):
        yield _remark(
            activation,
            "loop-changed",
            f"{target.id} wird in der neuen Fassung anders wiederholt.",
            f"{target.id} is repeated in another way in the newer version.",
        )
    if node.type in _CATCHING and _kinds(node) != _kinds(target):
        yield _remark(
            activation,
            "event-changed",
            f"{target.id} wartet in der neuen Fassung auf eine andere Art von Ereignis.",
            f"{target.id} waits for another kind of event in the newer version.",
        )


def _loop(node: Node) -> tuple[Any, ...]:
    """What a running loop's memory is shaped by."""
    loop = node.loop
    return () if loop is None else (loop.standard, loop.sequential, loop.element, bool(loop.output), bool(loop.input))


def _kinds(node: Node) -> list[tuple[str, bool]]:
    def told(event: EventDefinition) -> tuple[str, bool]:
        return event.kind, bool(event.key)

    return [told(event) for _, event in subscriptions.keyed(node)]


def _memory(plan: Plan, activation: Activation, target: Node) -> Iterator[Remark]:
    """What an activation remembers by name must have a name in the newer version as well."""
    x, process = activation.x, activation.node.process
    for flow_id in x.get("in", ()):
        flow = plan.flow(activation.node, flow_id)
        if flow is None or not gateways.gathers(target):
            yield _remark(
                activation,
                "join-flow-gone",
                f"Bei {target.id} ist über {flow_id} schon etwas angekommen; den Weg gibt es nicht mehr.",
                f"A token has come to {target.id} along {flow_id}, which is no longer there.",
            )
    if "begin" in x and plan.node(process.nodes[x["begin"][0]]) is None:
        yield _remark(
            activation,
            "element-gone",
            f"{activation.node.id} wurde mit {x['begin'][0]} begonnen; das Element gibt es nicht mehr.",
            f"{activation.node.id} began with {x['begin'][0]}, which is no longer there.",
        )
    records = [(activation.node, record) for record in x.get("comp", ())]
    todo = x.get("c", {}).get("todo", ())
    records += [(activation.node, record) for _, record in todo]
    for name in _lost(plan, records):
        yield _remark(
            activation,
            "compensation-gone",
            f"{name} ist erledigt und könnte rückgängig zu machen sein; die neue Fassung kann das nicht.",
            f"{name} is done and may have to be undone; the newer version cannot do that.",
        )


def _lost(plan: Plan, records: Iterable[tuple[Node, compensation.Record]]) -> Iterator[str]:
    """Elements that could be undone so far and could not be in the newer version."""
    for near, record in records:
        node = near.process.nodes[record["n"]]
        target = plan.node(node)
        undone = compensation.handler_of(node) is None or (target and compensation.handler_of(target))
        if target is None or not undone:
            yield node.id
        yield from _lost(plan, [(node, nested) for nested in record.get("k", ())])


# -- joins at which nothing could ever arrive


def _starved(plan: Plan, state: State) -> Iterator[Remark]:
    """Parallel joins that would wait for ever: a branch was added that this case has passed already.

    Whoever reaches such a join waits for a flow that no token can come along. Those that wait so in the older version
    as well are not the migration's doing.
    """
    for scope in state.live.values():
        if not scope.children or scope.is_body:
            continue
        target = plan.node(scope.node)
        if target is None:
            continue
        before = set(
            _waiting_for_nobody(scope.node, [(c.node, dict(c.x.get("in", {}))) for c in scope.children.values()])
        )
        known = {(node.id, plan.flow(join, flow)) for join, flow in before if (node := plan.node(join)) is not None}
        tokens = []
        for child in scope.children.values():
            there = plan.node(child.node)
            if there is not None:
                tokens.append((there, {plan.flow(child.node, flow): n for flow, n in child.x.get("in", {}).items()}))
        for join, flow in _waiting_for_nobody(target, tokens):
            if (join.id, flow) not in known:
                yield Remark(
                    "join-starved",
                    join.id,
                    f"{join.id} würde für immer auf den Weg {flow} warten: dieser Vorgang ist daran schon vorbei.",
                    f"{join.id} would wait for {flow} for ever: this case has passed where it begins.",
                    scope.id,
                )


def _waiting_for_nobody(container: Node, tokens: list[tuple[Node, dict[Any, int]]]) -> Iterator[tuple[Node, str]]:
    process = container.process
    for join in process.nodes.values():
        if join.type != "parallelGateway" or join.parent != container.id or not gateways.gathers(join):
            continue
        arrived = next((told for node, told in tokens if node is join and told), {})
        elsewhere = {node.id for node, told in tokens if not (node is join and told)}
        if not arrived and not any(join.id in process.reachable(name) for name in elsewhere):
            continue
        for flow in join.incoming:
            if not arrived.get(flow) and not elsewhere & gateways.sources(join, flow):
                yield join, flow
