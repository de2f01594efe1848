"""Which file of a deployment holds which process, form or decision; the files were checked when they were deployed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and the file it is in, with the graph around it."""

    id: str
    name: str
    graph_id: str
    graph_name: str
    resource: str


def _root(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def process_file(resources: Mapping[str, bytes], process_id: str) -> str:
    """The name of the file with this process; empty when there is none."""
    for name, content in resources.items():
        # Only files that mention the id are parsed.
        if name.endswith(".bpmn") and process_id.encode() in content:
            root = _root(content)
            if root is not None and any(found.get("id") == process_id for found in root.iter(BPMN)):
                return name
    return ""


def form_ids(resources: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """(form id, file name) of each form."""
    for name, content in resources.items():
        if name.endswith(".form"):
            found = json.loads(content).get("id")
            if isinstance(found, str):
                yield found, name


def decisions(resources: Mapping[str, bytes]) -> Iterator[Decision]:
    """Each decision with its graph."""
    for name, content in resources.items():
        root = _root(content) if name.endswith(".dmn") else None
        if root is None:
            continue
        for found in root.iterfind("{*}decision"):
            yield Decision(
                id=found.get("id", ""),
                name=found.get("name", ""),
                graph_id=root.get("id", ""),
                graph_name=root.get("name", ""),
                resource=name,
            )
