"""The decision requirement graph of one model, compiled: what each node needs and the order to evaluate it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .compiler import Compiler, Names
from .findings import Finding
from .functions import function_maker
from .run import Code
from .syntax import Decision, DecisionService, Definitions, FunctionDefinition, InputData, KnowledgeModel, Place
from .types import Type

Key = tuple[str, str]
"""Namespace and id."""


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement: the node it points to and the name under which the value is seen (``prefix`` of an import)."""

    key: Key
    prefix: str
    name: str


@dataclass(frozen=True, slots=True)
class InputNode:
    """A compiled input."""

    source: InputData
    wanted: Type


@dataclass(frozen=True, slots=True)
class DecisionNode:
    """A compiled decision."""

    source: Decision
    wanted: Type
    code: Code
    inputs: tuple[Need, ...]
    decisions: tuple[Need, ...]
    knowledge: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class KnowledgeNode:
    """A compiled business knowledge model; ``make`` gives its function for a scope."""

    source: KnowledgeModel
    make: Code
    wanted: Type
    knowledge: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class ServiceNode:
    """A decision service with its border resolved."""

    source: DecisionService
    wanted: Type
    outputs: tuple[Need, ...]
    encapsulated: tuple[Need, ...]
    input_decisions: tuple[Need, ...]
    input_data: tuple[Need, ...]


@dataclass(slots=True)
class Graph:
    """All nodes that a model can reach, its own and those of its imports."""

    inputs: dict[Key, InputNode] = field(default_factory=dict)
    decisions: dict[Key, DecisionNode] = field(default_factory=dict)
    knowledge: dict[Key, KnowledgeNode] = field(default_factory=dict)
    services: dict[Key, ServiceNode] = field(default_factory=dict)

    def include(self, other: Graph) -> None:
        """Adds the nodes of an imported model."""
        self.inputs.update(other.inputs)
        self.decisions.update(other.decisions)
        self.knowledge.update(other.knowledge)
        self.services.update(other.services)

    def needs(self, key: Key) -> Iterator[Key]:
        """The nodes that must be known before this one."""
        if (decision := self.decisions.get(key)) is not None:
            for need in (*decision.decisions, *decision.knowledge):
                yield need.key
        elif (knowledge := self.knowledge.get(key)) is not None:
            for need in knowledge.knowledge:
                # A knowledge model may call itself: recursion is bounded when it runs.
                if need.key != key:
                    yield need.key
        elif (service := self.services.get(key)) is not None:
            for need in (*service.outputs, *service.encapsulated):
                yield need.key

    def order(self, targets: Iterable[Key], given: frozenset[Key] = frozenset()) -> list[Key]:
        """The decisions to evaluate, each after those it requires; ``given`` ones are left out."""
        done: dict[Key, None] = {}
        stack: list[tuple[Key, bool]] = [(key, False) for key in reversed(list(targets))]
        while stack:
            key, ready = stack.pop()
            if key in done or key in given:
                continue
            if ready:
                done[key] = None
                continue
            stack.append((key, True))
            node = self.decisions[key]
            stack.extend((need.key, False) for need in reversed(node.decisions))
        return list(done)

    def cycle(self, start: Iterable[Key]) -> list[Key] | None:
        """A path of nodes that require each other in a circle, None when there is none."""
        state: dict[Key, int] = {}
        for root in start:
            if root in state:
                continue
            path: list[Key] = [root]
            stack = [self.needs(root)]
            state[root] = 1
            while stack:
                following = next(stack[-1], None)
                if following is None:
                    stack.pop()
                    state[path.pop()] = 2
                elif state.get(following) == 1:
                    return path[path.index(following) :]
                elif following not in state:
                    state[following] = 1
                    path.append(following)
                    stack.append(self.needs(following))
        return None


@dataclass(slots=True)
class GraphBuilder:
    """Compiles the nodes of one file into a ``Graph`` that already holds the nodes of its imports."""

    definitions: Definitions
    compiler: Compiler
    graph: Graph
    prefixes: Mapping[str, str]
    """Import name by namespace."""
    findings: list[Finding]

    def build(self) -> Graph:
        """The graph with this model's nodes added; dangling references and cycles are complained about."""
        own = self.definitions
        for name, data in own.inputs.items():
            wanted = self._type(data.variable.type_ref, data.place)
            self.graph.inputs[own.namespace, name] = InputNode(data, wanted)
        for name, model in own.knowledge.items():
            self.graph.knowledge[own.namespace, name] = self._knowledge(model)
        for name, service in own.services.items():
            self.graph.services[own.namespace, name] = self._service(service)
        for name, decision in own.decisions.items():
            self.graph.decisions[own.namespace, name] = self._decision(decision)
        keys = [(own.namespace, name) for name in (*own.decisions, *own.knowledge, *own.services)]
        circle = self.graph.cycle(keys)
        if circle is not None:
            names = " → ".join(self._title(key) for key in (*circle, circle[0]))
            self._complain(Place(circle[0][1]), "cycle", f"these require each other in a circle: {names}")
        return self.graph

    def _complain(self, where: Place, code: str, message: str) -> None:
        self.findings.append(Finding(where.element_id, code, message, where.line))

    def _type(self, reference: str, where: Place) -> Type:
        return self.compiler.types.resolve(reference, where.element_id, where.line)

    def _title(self, key: Key) -> str:
        own = self.definitions
        element = own.decisions.get(key[1]) or own.knowledge.get(key[1]) or own.services.get(key[1])
        return element.name if element is not None else key[1]

    def _decision(self, decision: Decision) -> DecisionNode:
        where = decision.place
        inputs = self._resolve(decision.required_inputs, "inputs", where)
        decisions = self._resolve(decision.required_decisions, "decisions", where)
        knowledge = self._resolve(decision.required_knowledge, "knowledge", where)
        names = _seen((*inputs, *decisions, *knowledge))
        wanted = self._type(decision.variable.type_ref, where)
        code = self.compiler.expression(decision.expression, names)
        return DecisionNode(decision, wanted, code, inputs, decisions, knowledge)

    def _knowledge(self, model: KnowledgeModel) -> KnowledgeNode:
        knowledge = self._resolve(model.required_knowledge, "knowledge", model.place)
        logic = model.logic or FunctionDefinition(model.place, (), None)
        names = _seen(knowledge) | {model.variable.name}
        make = function_maker(self.compiler, model.variable.name, logic, names)
        return KnowledgeNode(model, make, self._type(model.variable.type_ref, model.place), knowledge)

    def _service(self, service: DecisionService) -> ServiceNode:
        where = service.place
        if not service.output_decisions:
            self._complain(where, "no-output", "the decision service has no output decision")
        return ServiceNode(
            service,
            self._type(service.variable.type_ref, where),
            self._resolve(service.output_decisions, "decisions", where),
            self._resolve(service.encapsulated_decisions, "decisions", where),
            self._resolve(service.input_decisions, "decisions", where),
            self._resolve(service.input_data, "inputs", where),
        )

    def _resolve(self, keys: tuple[Key, ...], kind: str, where: Place) -> tuple[Need, ...]:
        """The targets of references; what does not exist is complained about and left out."""
        found = []
        for key in keys:
            name = self._name_of(key, kind)
            if name is None:
                self._complain(where, "unknown-reference", f"there is no {_KIND_NAMES[kind]} {'#'.join(key)}")
                continue
            prefix = "" if key[0] == self.definitions.namespace else self.prefixes.get(key[0], "")
            found.append(Need(key, prefix, name))
        return tuple(found)

    def _name_of(self, key: Key, kind: str) -> str | None:
        """The variable name of a node: of this file (perhaps not compiled yet) or of an import."""
        own, identifier = self.definitions, key[1]
        if key[0] == own.namespace:
            tables: tuple[Mapping[str, InputData | Decision | KnowledgeModel | DecisionService], ...]
            if kind == "knowledge":
                tables = (own.knowledge, own.services)
            else:
                tables = (own.inputs,) if kind == "inputs" else (own.decisions,)
            return next((table[identifier].variable.name for table in tables if identifier in table), None)
        nodes: tuple[Mapping[Key, InputNode | DecisionNode | KnowledgeNode | ServiceNode], ...]
        if kind == "knowledge":
            nodes = (self.graph.knowledge, self.graph.services)
        else:
            nodes = (self.graph.inputs,) if kind == "inputs" else (self.graph.decisions,)
        return next((known[key].source.variable.name for known in nodes if key in known), None)


_KIND_NAMES = {"inputs": "input data", "decisions": "decision", "knowledge": "knowledge model or service"}


def _seen(needs: Iterable[Need]) -> Names:
    """The names FEEL must know to read an expression with these requirements."""
    return frozenset(name for need in needs for name in (need.prefix, need.name) if name)
