"""Everything that was deployed together, and how it is stored: as JSON, so that a running case never parses XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any

import orjson

from .definition import EventDefinition, Flow, Loop, Node, Process

FORMAT = 1
_DERIVED = ("starts", "event_subprocesses", "boundaries", "children", "process")


class Bundle:
    """Everything that was deployed together: processes by id, DMN and form files by the ids they define."""

    def __init__(
        self,
        processes: Mapping[str, Process],
        decisions: Mapping[str, str],
        forms: Mapping[str, Mapping[str, Any]],
        resources: Mapping[str, bytes],
    ) -> None:
        self.processes = dict(processes)
        self.decision_resources = dict(decisions)  # decision id -> file name
        self.forms = dict(forms)
        self.resources = dict(resources)
        self.models: dict[str, Any] = {}  # decision models loaded so far, by file name

    def to_json(self) -> bytes:
        """The table as bytes, for the deployment row."""
        return orjson.dumps(
            {
                "format": FORMAT,
                "processes": [_process_to_json(process) for process in self.processes.values()],
                "decisions": self.decision_resources,
                "forms": self.forms,
            }
        )

    @classmethod
    def from_json(cls, data: bytes, resources: Mapping[str, bytes]) -> Bundle:
        """Load what `to_json` wrote."""
        raw = orjson.loads(data)
        if raw["format"] != FORMAT:
            raise ValueError(f"definition format {raw['format']} is not known to this version")
        processes = [_process_from_json(item) for item in raw["processes"]]
        return cls({p.id: p for p in processes}, raw["decisions"], raw["forms"], resources)

    def starts_of(self, process: Process) -> frozenset[str]:
        """Ids of the elements that a case of a process may begin with, by an event or by hand."""
        plain = {node.id for node in process.root.starts if node.type == "startEvent"}
        return frozenset(plain | {node.id for owner, node, _ in self.message_starts if owner is process})

    @cached_property
    def message_starts(self) -> list[tuple[Process, Node, EventDefinition]]:
        """Start events (and instantiating receivers) at process level that wait for a message or signal."""
        found = []
        for process in self.processes.values():
            for node in process.root.children:
                if node.type == "startEvent" or node.instantiate:
                    found += [(process, node, event) for event in node.events]
                if node.type == "eventBasedGateway" and node.instantiate:
                    for flow in node.outgoing:
                        target = process.nodes[flow.target]
                        found += [(process, target, event) for event in target.events]
        return found


def _slim(value: dict[str, Any], blank: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item != blank.get(key)}


_BLANK_NODE = {k: v for k, v in asdict(Node(id="", type="", parent=None)).items() if k not in _DERIVED}


def _process_to_json(process: Process) -> dict[str, Any]:
    nodes = []
    for node in process.nodes.values():
        raw = {name: getattr(node, name) for name in _BLANK_NODE}
        raw["outgoing"] = [asdict(flow) for flow in node.outgoing]
        raw["events"] = [asdict(event) for event in node.events]
        raw["loop"] = asdict(node.loop) if node.loop else None
        nodes.append(_slim(raw, {**_BLANK_NODE, "id": None, "type": None, "parent": 0}))
    return {"id": process.id, "name": process.name, "resource": process.resource, "nodes": nodes}


def _process_from_json(raw: Mapping[str, Any]) -> Process:
    nodes = {}
    for item in raw["nodes"]:
        item = dict(item)
        item["outgoing"] = [Flow(**flow) for flow in item.get("outgoing", ())]
        item["events"] = [EventDefinition(**event) for event in item.get("events", ())]
        item["loop"] = Loop(**item["loop"]) if item.get("loop") else None
        for pairs in ("inputs", "outputs"):
            item[pairs] = [(source, target) for source, target in item.get(pairs, ())]
        node = Node(**item)
        nodes[node.id] = node
    process = Process(raw["id"], raw["name"], raw["resource"], nodes)
    process.link()
    return process
