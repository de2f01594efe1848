"""Which elements and flows of a procedure its scenarios have walked on, read off the histories they leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.kernel.bundle import Bundle
from engine.kernel.definition import CONTAINERS, Process
from engine.model import HistoryLine


@dataclass(slots=True)
class Coverage:
    """How often each element and each sequence flow was passed; ids are unique within a bundle."""

    elements: Counter[str] = field(default_factory=Counter)
    flows: Counter[str] = field(default_factory=Counter)

    def add(self, other: Coverage) -> None:
        """Count another coverage in."""
        self.elements.update(other.elements)
        self.flows.update(other.flows)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one kind of thing was covered, and which were not (ids in the order of the file)."""

    covered: int
    total: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessCoverage:
    """The coverage of one process: elements (without boundary events), boundary events, sequence flows."""

    process_id: str
    resource: str
    elements: Share
    boundaries: Share
    flows: Share


def of_history(bundle: Bundle, lines: Iterable[HistoryLine]) -> Coverage:
    """What one case (with the processes it called) has passed."""
    nodes = {node.id: node for process in bundle.processes.values() for node in process.nodes.values()}
    found = Coverage()
    for line in lines:
        node = nodes.get(line.element_id)
        if line.event != "element" or node is None:
            continue
        found.elements[node.id] += 1
        if line.outcome != "completed":
            continue
        took = line.detail.get("took")
        if took is None:
            took = [flow.id for flow in node.outgoing]
        found.flows.update(took)
    return found


def report(bundle: Bundle, coverage: Coverage) -> list[ProcessCoverage]:
    """The coverage of every process of a bundle, by process id."""
    return [_process(process, coverage) for _, process in sorted(bundle.processes.items())]


def _process(process: Process, coverage: Coverage) -> ProcessCoverage:
    nodes = [node for node in process.nodes.values() if node.type not in ("process",)]
    plain = [n.id for n in nodes if n.type != "boundaryEvent" and not (n.type in CONTAINERS and not n.children)]
    return ProcessCoverage(
        process.id,
        process.resource,
        _share(plain, coverage.elements),
        _share([n.id for n in nodes if n.type == "boundaryEvent"], coverage.elements),
        _share([flow.id for n in nodes for flow in n.outgoing], coverage.flows),
    )


def _share(ids: list[str], counts: Counter[str]) -> Share:
    missing = tuple(item for item in ids if not counts[item])
    return Share(len(ids) - len(missing), len(ids), missing)
