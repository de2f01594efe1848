"""Who writes which variable: every name that an element can put into a scope, and what is seen only inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..kernel.bundle import Bundle
from ..kernel.definition import Node, Process
from .surroundings import Surroundings

#: What the machine itself gives to every case and to handlers of errors and escalations.
PREDEFINED = ("caseId", "caseRef", "startedAt")
CAUGHT = frozenset({"errorCode", "errorMessage", "escalationCode"})
_TYPES = {
    "number": "number",
    "checkbox": "boolean",
    "datetime": "date",
    "checklist": "list",
    "taglist": "list",
    "dynamiclist": "list",
    "filepicker": "list",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names with the type of each ("" unknown); `open`: there may be others that nobody has told us about."""

    types: Mapping[str, str]
    open: bool = False


NONE = Names({})
ANY = Names({}, True)


def results_of(bundle: Bundle, node: Node, around: Surroundings) -> Names:
    """What an element's work brings: answers of a form, an agency's reply, a message's payload, a called process."""
    if node.type == "userTask":
        schema = bundle.forms.get(node.form or "")
        return Names(dict(_fields(schema["components"]))) if schema else ANY
    if node.events:
        return _of_events(bundle, node, around)
    if node.job_type:
        known = (around.operations or {}).get(node.job_type)
        return ANY if known is None else Names(dict.fromkeys(known, ""))
    if node.type == "callActivity":
        called = bundle.processes.get(node.called or "")
        return ANY if called is None else _of_process(bundle, called, around)
    if node.result:
        return Names({node.result: ""})
    return NONE


def handed_out(bundle: Bundle, node: Node, around: Surroundings) -> Names:
    """What an element writes into the scopes around it when it is completed."""
    types: dict[str, str] = {}
    leaves_open = False
    if node.loop is not None and node.loop.output:
        types[_name(node.loop.output)] = "list"
    if node.outputs:
        results = results_of(bundle, node, around)
        for source, target in node.outputs:
            bare = source[1:].strip() if source.startswith("=") else ""
            types[_name(target)] = "context" if "." in target else results.types.get(bare, "")
    elif node.type != "callActivity" or node.propagate_all:
        results = results_of(bundle, node, around)
        types |= results.types
        leaves_open = results.open
    return Names(types, leaves_open)


def local_names(node: Node) -> tuple[str, ...]:
    """What is seen only inside an element: its input mappings and the item of a loop."""
    found = [_name(target) for _, target in node.inputs]
    if node.loop is not None and not node.loop.standard:
        found.append("loopCounter")
        found += [_name(node.loop.element)] if node.loop.element else []
    elif node.loop is not None:
        found.append("loopCounter")
    return tuple(found)


def _of_events(bundle: Bundle, node: Node, around: Surroundings) -> Names:
    if node.type in ("endEvent", "intermediateThrowEvent", "sendTask"):
        return NONE
    types: dict[str, str] = {}
    leaves_open = False
    for event in node.events:
        if event.kind in ("error", "escalation"):
            types |= dict.fromkeys(CAUGHT, "string")
            leaves_open = True  # what was thrown may carry variables
        elif event.kind in ("message", "signal"):
            inside = set(_thrown(bundle, event.kind, event.name or ""))
            outside = (around.messages or {}).get(event.name or "") if event.kind == "message" else None
            types |= dict.fromkeys(inside | (outside or frozenset()), "")
            leaves_open = leaves_open or (outside is None and not inside)
    return Names(types, leaves_open)


def _thrown(bundle: Bundle, kind: str, name: str) -> Iterator[str]:
    """Input mappings of throwing events are the payload of what they throw."""
    for process in bundle.processes.values():
        for node in process.nodes.values():
            if node.type in ("endEvent", "intermediateThrowEvent", "sendTask"):
                for event in node.events:
                    if event.kind == kind and event.name == name:
                        yield from (_name(target) for _, target in node.inputs)


def _of_process(bundle: Bundle, process: Process, around: Surroundings, deep: int = 0) -> Names:
    """All variables that a called process may leave in its scope."""
    types: dict[str, str] = {}
    leaves_open = deep > 8  # calls in a circle are a finding of their own
    for node in process.nodes.values() if not leaves_open else ():
        if node.type == "callActivity" and not node.outputs and node.propagate_all:
            called = bundle.processes.get(node.called or "")
            inner = ANY if called is None else _of_process(bundle, called, around, deep + 1)
        else:
            inner = handed_out(bundle, node, around) if node.type != "process" else NONE
        types |= inner.types
        leaves_open = leaves_open or inner.open
    for caller in callers(bundle, process):
        types |= dict.fromkeys((_name(target) for _, target in caller.inputs), "")
    return Names(types, leaves_open)


def callers(bundle: Bundle, process: Process) -> list[Node]:
    """Call activities that name a process."""
    return [n for p in bundle.processes.values() for n in p.nodes.values() if n.called == process.id]


def _fields(components: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        kind = str(component.get("type", ""))
        for key in ("key", "path"):
            if isinstance(component.get(key), str) and component[key]:
                dotted = "." in component[key] or kind == "group"
                yield _name(component[key]), "context" if dotted else _TYPES.get(kind, "string")
        if kind != "dynamiclist" and isinstance(component.get("components"), list):
            yield from _fields(component["components"])


def _name(target: str) -> str:
    return target.split(".")[0]
