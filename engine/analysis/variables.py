"""Which variables an expression at an element can know: for the editor's suggestions and for the check of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..kernel.bundle import Bundle
from ..kernel.definition import Node, Process
from .order import Order
from .surroundings import NOTHING_KNOWN, Surroundings
from .writes import PREDEFINED, Names, callers, handed_out, local_names, results_of


@dataclass(frozen=True, slots=True)
class Known:
    """One variable at one place. `certain`: it has been written on every way that leads there.

    `type` is a FEEL type or "" when nobody says; `written` are the elements that write it, none for constants and for
    what the application brings.
    """

    name: str
    type: str = ""
    certain: bool = False
    written: tuple[str, ...] = ()


@dataclass(slots=True)
class Sight:
    """All that is known at one element; `open`: there may be more than anybody has said."""

    variables: dict[str, Known] = field(default_factory=dict)
    open: bool = False

    def add(self, name: str, type_: str, certain: bool, written: str = "") -> None:
        """One more source of a name."""
        old = self.variables.get(name, Known(name))
        places = (*old.written, written) if written and written not in old.written else old.written
        self.variables[name] = Known(name, old.type or type_, old.certain or certain, places)

    def add_all(self, sources: Iterable[tuple[str, str, bool, str]]) -> None:
        """Many sources, as `add` takes them: each variable is made once."""
        types: dict[str, str] = {}
        certain: set[str] = set()
        places: dict[str, dict[str, None]] = {}
        for name, type_, sure, written in sources:
            places.setdefault(name, {})[written] = None
            if type_ and not types.get(name):
                types[name] = type_
            if sure:
                certain.add(name)
        for name, new in places.items():
            old = self.variables.get(name)
            if old is None:
                self.variables[name] = Known(name, types.get(name, ""), name in certain, tuple(new))
            else:
                both = dict.fromkeys((*old.written, *new))
                self.variables[name] = Known(
                    name, old.type or types.get(name, ""), old.certain or name in certain, tuple(both)
                )


def known_at(
    bundle: Bundle, element: str, around: Surroundings = NOTHING_KNOWN, process: str | None = None
) -> tuple[Known, ...]:
    """The variables known at an element, by name. `process`: where two processes have elements of one name.

    An unknown element knows nothing.
    """
    return tuple(sorted(Analysis(bundle, around).of(element, process).variables.values(), key=lambda known: known.name))


class Analysis:
    """The variables of a whole bundle; what it has worked out once it keeps."""

    def __init__(self, bundle: Bundle, around: Surroundings = NOTHING_KNOWN) -> None:
        self.bundle = bundle
        self.around = around
        self._orders = {name: Order(process) for name, process in bundle.processes.items()}
        self._out: dict[tuple[str, str], Names] = {}
        self._begin: dict[str, Sight] = {}
        self._by_process: dict[str, list[tuple[Node, Names]]] = {}

    def of(self, element: str, process: str | None = None) -> Sight:
        """What is known at an element before it has done its work, its own inputs included."""
        for found in self.bundle.processes.values():
            if element in found.nodes and process in (None, found.id):
                return self.at(found.nodes[element])
        return Sight()

    def at(self, node: Node) -> Sight:
        """The same for a node."""
        sight = self._copy(self.beginning(node.process))
        order = self._orders[node.process.id]
        sources: list[tuple[str, str, bool, str]] = []
        for writer, names in self._writers(node.process):
            if (writer is node and not self._repeats(node)) or order.only_after(writer, node):
                continue
            before = order.surely_before(writer, node)
            sight.open = sight.open or names.open
            sources += [(name, type_, before, writer.id) for name, type_ in names.types.items()]
        sight.add_all(sources)
        for inner in self._around(node):
            for name in local_names(inner):
                sight.add(name, "", True, inner.id)
        return sight

    def after(self, node: Node, before: Sight | None = None) -> Sight:
        """What an output mapping of a node sees: all of `at` (`before`, where known) and what its work has brought."""
        sight = self._copy(before if before is not None else self.at(node))
        brought = results_of(self.bundle, node, self.around)
        sight.open = sight.open or brought.open
        for name, type_ in brought.types.items():
            sight.add(name, type_, True, node.id)
        return sight

    def written(self, node: Node) -> Names:
        """What a node hands out, kept."""
        key = (node.process.id, node.id)
        if key not in self._out:
            self._out[key] = handed_out(self.bundle, node, self.around)
        return self._out[key]

    def _writers(self, process: Process) -> list[tuple[Node, Names]]:
        """The elements of a process that hand out anything, with what."""
        if process.id not in self._by_process:
            nodes = [node for node in process.nodes.values() if node.type != "process"]
            found = [(node, self.written(node)) for node in nodes]
            self._by_process[process.id] = [(node, names) for node, names in found if names.types or names.open]
        return self._by_process[process.id]

    def beginning(self, process: Process) -> Sight:
        """What a process begins with: constants, what its callers hand in, or what an application brings."""
        if process.id in self._begin:
            return self._begin[process.id]
        sight = self._begin[process.id] = Sight()
        for name in PREDEFINED:
            sight.add(name, "string", True)
        for name in self.around.constants:
            sight.add(name, "context", True)
        calling = callers(self.bundle, process)
        started = [node for node in process.root.children if node.type == "startEvent"]
        if not calling or any(node.events for node in started):
            sight.open = sight.open or self.around.start is None
            for name in self.around.start or ():
                sight.add(name, "", False)
        for node in calling:
            for _, target in node.inputs:
                sight.add(target.split(".")[0], "", len(calling) == 1, node.id)
            if not node.inputs or node.sees_all:
                outer = self.at(node)
                sight.open = sight.open or outer.open
                for known in outer.variables.values():
                    sight.add(known.name, known.type, False, "")
        return sight

    def _around(self, node: Node) -> Iterator[Node]:
        inner: Node | None = node
        while inner is not None and inner.type != "process":
            yield inner
            inner = node.process.nodes.get(inner.parent or "")

    def _repeats(self, node: Node) -> bool:
        return node.loop is not None or node.id in node.process.reachable(node.id)

    def _copy(self, sight: Sight) -> Sight:
        return Sight(dict(sight.variables), sight.open)
