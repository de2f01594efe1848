"""Small faults planted in a procedure, one at a time: which of them would no scenario notice?

A mutant is a change of the compiled table of a bundle, not of its files: it is read once and each mutant costs only the
scenarios that walk over the changed element (mutation analysis after DeMillo, Lipton and Sayward, "Hints on test data
selection", 1978).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from engine.kernel.bundle import Bundle
from engine.kernel.definition import Flow, Node, Process

_PLACE = b'"processes":[]'
SHIFT = 'duration("P20D")'


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted fault: which element of which process, what was done to it, and the table that contains it.

    `walked`: elements and flows, one of which a scenario has to pass to have a chance to notice.
    """

    id: str
    process_id: str
    element_id: str
    kind: str
    text: Mapping[str, str]
    walked: frozenset[str]
    #: The table in pieces, which all mutants share but for one: what is around the processes, and each process.
    around: bytes
    processes: tuple[bytes, ...]

    @property
    def table(self) -> bytes:
        """The compiled table with the fault in it."""
        return self.around.replace(_PLACE, b'"processes":[' + b",".join(self.processes) + b"]", 1)


def mutants(bundle: Bundle, process_id: str | None = None) -> Iterator[Mutant]:
    """Every mutant of a bundle (or of one of its processes), process by process, in the order of the files."""
    table = orjson.loads(bundle.to_json())
    around = orjson.dumps(table | {"processes": []})
    parts = tuple(orjson.dumps(raw) for raw in table["processes"])
    for at, raw in sorted(enumerate(table["processes"]), key=lambda one: str(one[1]["id"])):
        if process_id not in (None, raw["id"]):
            continue
        process = bundle.processes[raw["id"]]
        alone = orjson.dumps(table | {"processes": [raw]})
        for node in process.nodes.values():
            for kind, plant in _KINDS:
                for number, (german, english, _, walked) in enumerate(plant(process, node)):
                    (changed,) = _changed(alone, bundle, process.id, node.id, plant, number)
                    processes = (*parts[:at], orjson.dumps(changed), *parts[at + 1 :])
                    name = f"{kind}:{node.id}" + (f":{number + 1}" if number else "")
                    text = {"de": german, "en": english}
                    yield Mutant(name, process.id, node.id, kind, text, walked, around, processes)


Plant = Callable[[Process, Node], Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]]


def _changed(alone: bytes, bundle: Bundle, process_id: str, node_id: str, plant: Plant, number: int) -> list[Any]:
    """The process, as it is stored, with one of the faults of one kind in one of its elements."""
    copy = Bundle.from_json(alone, bundle.resources)
    process = copy.processes[process_id]
    _, _, change, _ = next(islice(plant(process, process.nodes[node_id]), number, None))
    change()
    found: list[Any] = orjson.loads(copy.to_json())["processes"]
    return found


def _drop_flow(process: Process, node: Node) -> Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]:
    if len(node.outgoing) < 2 or node.type == "eventBasedGateway":
        return
    for flow in node.outgoing:

        def change(flow: Flow = flow) -> None:
            node.outgoing.remove(flow)  # its target keeps it: without, it would begin by itself
            if node.default == flow.id:
                node.default = None

        yield f"Fluss {flow.id} entfernt", f"flow {flow.id} removed", change, frozenset({flow.id})


def _swap_condition(process: Process, node: Node) -> Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]:
    if node.type not in ("exclusiveGateway", "inclusiveGateway"):
        return
    decided = [flow for flow in node.outgoing if flow.condition]
    other = next((flow for flow in node.outgoing if flow.id == node.default), None)
    for flow in decided:
        partner = other or next((one for one in decided if one is not flow), None)
        if partner is None or partner.target == flow.target:
            continue

        def change(flow: Flow = flow, partner: Flow = partner) -> None:
            for one, two in ((flow, partner), (partner, flow)):
                process.nodes[two.target].incoming.remove(two.id)
                process.nodes[two.target].incoming.append(one.id)
            flow.target, partner.target = partner.target, flow.target

        german = f"Ziele von {flow.id} und {partner.id} vertauscht"
        yield german, f"targets of {flow.id} and {partner.id} swapped", change, frozenset({flow.id, partner.id})


def _negate_condition(process: Process, node: Node) -> Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]:
    if node.default and len(node.outgoing) == 2:
        return  # the same as swapping the targets
    for flow in node.outgoing:
        if not flow.condition:
            continue

        def change(flow: Flow = flow) -> None:
            flow.condition = f"=not({(flow.condition or '')[1:]})"

        yield f"Bedingung an {flow.id} verneint", f"condition on {flow.id} negated", change, frozenset({node.id})


def _shift_timer(process: Process, node: Node) -> Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]:
    for number, event in enumerate(node.events):
        if event.kind != "timer" or event.timer == "cycle":
            continue
        value = event.value or ""
        literal = f'"{value}"'
        kind = "duration" if event.timer == "duration" else "date and time"
        base = value[1:] if value.startswith("=") else f"{kind}({literal})"

        def change(number: int = number, base: str = base) -> None:
            node.events[number].value = f"=({base}) + {SHIFT}"

        walked = frozenset({node.id, *([node.attached_to] if node.attached_to else [])})
        yield "Frist um 20 Tage verlängert", "timer 20 days later", change, walked


def _drop_boundary(process: Process, node: Node) -> Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]:
    if node.type != "boundaryEvent":
        return

    def change() -> None:
        del process.nodes[node.id]

    yield "Randereignis entfernt", "boundary event removed", change, frozenset({node.id})


def _drop_separation(process: Process, node: Node) -> Iterator[tuple[str, str, Callable[[], None], frozenset[str]]]:
    for other in node.separation:

        def change(other: str = other) -> None:
            node.separation.remove(other)

        german, english = f"Vier Augen gegenüber {other} entfernt", f"separation from {other} removed"
        yield german, english, change, frozenset({node.id})


_KINDS: tuple[tuple[str, Plant], ...] = (
    ("flow-dropped", _drop_flow),
    ("targets-swapped", _swap_condition),
    ("condition-negated", _negate_condition),
    ("timer-shifted", _shift_timer),
    ("boundary-dropped", _drop_boundary),
    ("separation-dropped", _drop_separation),
)
