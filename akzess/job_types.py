"""Job types of diagrams that look like a connector's and are none: a misspelt one would wait for an external worker for ever."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from connectors.registry import discover
from engine.errors import Finding

_ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def check(resources: Mapping[str, bytes]) -> list[Finding]:
    """A warning for each service task whose job type names a connector but no operation of it, or nearly a connector."""
    return [
        finding
        for name, content in sorted(resources.items())
        if name.endswith(".bpmn")
        for finding in _of(name, content)
    ]


def _of(name: str, content: bytes) -> Iterator[Finding]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return  # said already, by whoever reads the models
    for node in root.iter(f"{{{_ZEEBE}}}taskDefinition"):
        job_type = node.get("type", "")
        task = node.getparent().getparent() if node.getparent() is not None else None  # type: ignore[union-attr]  # just asked
        element = "" if task is None else str(task.get("id", ""))
        line = node.sourceline if isinstance(node.sourceline, int) else 0
        if message := _doubt(job_type):
            yield Finding(name, element, "job-type", message, "warning", line)


def _doubt(job_type: str) -> str:
    """What is odd about a job type; nothing for one that is computed or somebody else's."""
    queue, _, operation = job_type.partition(".")
    if job_type.startswith("="):
        return ""
    agencies = discover()
    if queue in agencies:
        known = list(agencies[queue].connector.operations)
        return "" if operation in known else f"{queue} has no operation {operation!r}{_near(operation, known)}"
    near = _near(queue, list(agencies), cutoff=0.8)
    return f"no connector is called {queue!r}{near}; it will wait for an external worker" if near else ""


def _near(word: str, known: Sequence[str], cutoff: float = 0.6) -> str:
    found = difflib.get_close_matches(word, known, n=1, cutoff=cutoff)
    return f"; did you mean {found[0]!r}?" if found else ""
