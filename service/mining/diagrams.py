"""A deployment's diagrams as mining sees them: who waits where, what may lead to what, where the clock is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from authority.mining.model import Element, Model
from engine.kernel.definition import Node, Process, link_targets
from processes import AKZESS

#: What waits by itself, and is told by who has the ball meanwhile.
_WAITING = ("eventBasedGateway", "intermediateCatchEvent", "receiveTask")


@dataclass(frozen=True, slots=True)
class Guide:
    """What the diagrams do not say (`processes/akzess/mining.yaml`)."""

    holders: Mapping[str, str]
    agencies: Mapping[str, str]
    clock_start: str
    clock_stop: str
    pause_on: Mapping[str, str]
    pause_off: Mapping[str, str]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    pauses: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    waits: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@cache
def guide() -> Guide:
    """The one that ships with the procedure."""
    read: dict[str, Any] = yaml.safe_load((AKZESS / "mining.yaml").read_text(encoding="utf-8"))
    clock = read["clock"]
    state = {name: (one["reason"], one["state"]) for name, one in clock["pauses"].items()}
    return Guide(
        holders=read["holders"],
        agencies=read["agencies"],
        clock_start=clock["start"],
        clock_stop=clock["stop"],
        pause_on={name: reason for name, (reason, what) in state.items() if what == "on"},
        pause_off={name: reason for name, (reason, what) in state.items() if what == "off"},
        names={key: (one["de"], one["en"]) for key, one in read["names"].items()},
        pauses={key: (one["de"], one["en"]) for key, one in read["pauses"].items()},
        waits={key: (one["de"], one["en"]) for key, one in read["waits"].items()},
    )


def model(found: Mapping[str, Process], said: Guide | None = None) -> Model:
    """The processes of a bundle together: their elements have names of their own."""
    said = said or guide()
    elements: dict[str, Element] = {}
    into: dict[str, set[str]] = defaultdict(set)
    starts: dict[str, str] = {}
    for process in found.values():
        for node in process.nodes.values():
            elements[node.id] = _element(node, process.id, said)
            for source, target in _ways(node, found):
                into[target].add(source)
            for inner in node.starts:
                starts[inner.id] = node.id
    return Model(
        elements=elements,
        into={name: frozenset(sources) for name, sources in into.items()},
        starts=starts,
        clock_start=said.clock_start,
        clock_stop=said.clock_stop,
        pause_on=said.pause_on,
        pause_off=said.pause_off,
    )


def models(engine: Any) -> Callable[[int], Model]:
    """The diagrams of deployments by id, each read once."""

    @cache
    def of(deployment_id: int) -> Model:
        return model(engine.definition_table(deployment_id).processes)

    return of


def _ways(node: Node, found: Mapping[str, Process]) -> Iterable[tuple[str, str]]:
    for flow in node.outgoing:
        yield node.id, flow.target
    if node.type == "intermediateThrowEvent" and node.event is not None and node.event.kind == "link":
        for target in link_targets(node):
            yield node.id, target.id
    if node.called is not None and node.called in found:
        yield node.id, node.called


def _element(node: Node, process: str, said: Guide) -> Element:
    return Element(
        id=node.id,
        kind=node.type,
        process=process,
        holder=_holder(node, said),
        parent=node.parent or "",
        attached_to=node.attached_to or "",
        repeats=node.loop is not None,
        compensates=node.for_compensation,
        name_de=node.labels.get("de") or node.name,
        name_en=node.labels.get("en") or node.name,
    )


def _holder(node: Node, said: Guide) -> str:
    if node.id in said.holders:
        return said.holders[node.id]
    if node.type == "userTask":
        first = (node.groups or "").split(",")[0].strip()
        return first if first and not first.startswith("=") else "akz-clerk"
    if node.type == "serviceTask" and node.job_type:
        return said.agencies.get(node.job_type.split(".")[0], "system")
    if node.type in _WAITING and node.event is not None and node.event.kind == "link":
        return ""
    # What follows an event gateway is left in the instant in which it is entered: the gateway has waited.
    return "calendar" if node.type in _WAITING and not _after_gateway(node) else ""


def _after_gateway(node: Node) -> bool:
    return any(
        other.type == "eventBasedGateway" and any(flow.target == node.id for flow in other.outgoing)
        for other in node.process.nodes.values()
    )
