"""Which variables an element of a draft knows: written before it on some or on every way, and the law's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import NotFound
from engine.kernel.bundle import Bundle
from engine.kernel.definition import Node, Process

from .desk import Designer

#: What every case has from its beginning (docs/procedure-process.md).
_ALWAYS = {"parameter": "context", "businessKey": "string", "site": "string", "startedAt": "date and time"}


def known_at(designer: Designer, files: Mapping[str, bytes], path: str, element: str) -> list[dict[str, Any]]:
    """Name, type ("" when not known), the elements that write it, and whether each way there does; by name.

    Empty while the draft has errors: nothing is known of files that cannot be read. Error: NotFound.
    """
    table, _ = designer.check(files)
    if not table:
        return []
    bundle = Bundle.from_json(table, files)
    for process in bundle.processes.values():
        if process.resource == path and element in process.nodes:
            return _known(bundle, process, process.nodes[element])
    raise NotFound(element[:80])


def _known(bundle: Bundle, process: Process, node: Node) -> list[dict[str, Any]]:
    before = _before(process, node.id)
    found: dict[str, set[str]] = {}
    for other in process.nodes.values():
        if other.id in before:
            for name in _writes(bundle, other):
                found.setdefault(name, set()).add(other.id)
    own = {target.split(".")[0] for _, target in node.inputs}
    rows = [{"name": name, "type": kind, "written_by": [], "always": True} for name, kind in _ALWAYS.items()]
    rows += [{"name": name, "type": "", "written_by": [node.id], "always": True} for name in sorted(own)]
    taken = own | set(_ALWAYS)
    rows += [
        {"name": name, "type": "", "written_by": sorted(by), "always": False}
        for name, by in sorted(found.items())
        if name not in taken
    ]
    return rows


def _before(process: Process, element: str) -> set[str]:
    """Elements from which a token can come to an element, those around it included."""
    found: set[str] = set()
    todo = [element]
    while todo:
        node = process.nodes[todo.pop()]
        earlier = [flow.source for other in process.nodes.values() for flow in other.outgoing if flow.target == node.id]
        earlier += [node.attached_to] if node.attached_to else []
        earlier += [node.parent] if node.parent else []
        for name in earlier:
            if name in process.nodes and name not in found:
                found.add(name)
                todo.append(name)
    return found


def _writes(bundle: Bundle, node: Node) -> set[str]:
    names = {target.split(".")[0] for _, target in node.outputs}
    if node.result:
        names.add(node.result.split(".")[0])
    if node.form and not node.outputs:
        names |= set(_keys(bundle.forms.get(node.form, {})))
    return names


def _keys(schema: Mapping[str, Any]) -> list[str]:
    found = []
    for field in schema.get("components") or ():
        if field.get("key"):
            found.append(str(field["key"]).split(".")[0])
        found += _keys(field)
    return found
