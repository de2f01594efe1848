"""Reads the decision requirement graph of a DMN file: definitions, types, inputs, decisions, knowledge, services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .findings import DmnError, Finding
from .read_boxed import EXPRESSIONS, ExpressionReader
from .reading import attribute, child, children, local_name, place, text_of, variable_of
from .source import MODEL_NAMESPACES, parse
from .syntax import (
    Decision,
    DecisionService,
    Definitions,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    Place,
    Variable,
)

Reference = tuple[str, str]


def read(xml: bytes) -> tuple[Definitions, list[Finding]]:
    """The file as records and the complaints about its structure. Raises ``DmnError`` when it cannot be read at all."""
    root, version = parse(xml)
    reader = _Reader(root, version)
    return reader.definitions(), reader.findings


@dataclass(slots=True)
class _Reader:
    root: etree._Element
    version: str
    findings: list[Finding] = field(default_factory=list)

    def definitions(self) -> Definitions:
        namespace = attribute(self.root, "namespace")
        where = place(self.root)
        if not namespace:
            raise DmnError([Finding(where.element_id, "no-namespace", "the model has no namespace", where.line)])
        self._check_ids()
        language = attribute(self.root, "expressionLanguage")
        boxed = ExpressionReader(self.findings, language)
        items: dict[str, ItemDefinition] = {}
        inputs: dict[str, InputData] = {}
        decisions: dict[str, Decision] = {}
        knowledge: dict[str, KnowledgeModel] = {}
        services: dict[str, DecisionService] = {}
        imports: list[Import] = []
        for element in self._nodes():
            name = attribute(element, "name")
            # A node without an id is known by its name: the id of an element around it is not its own.
            where = Place(attribute(element, "id") or name, place(element).line)
            match local_name(element):
                case "import":
                    if attribute(element, "importType") in ("", *MODEL_NAMESPACES):
                        imports.append(Import(where, name, attribute(element, "namespace")))
                    else:
                        self._complain(where, "import-type", "only DMN models can be imported")
                case "itemDefinition":
                    if name in items:
                        self._complain(where, "duplicate-name", f"the type {name} is defined twice")
                    items[name] = self._item(element)
                case "inputData":
                    inputs[where.element_id] = InputData(where, name, self._variable(element, name))
                case "decision":
                    decisions[where.element_id] = self._decision(element, where, boxed, namespace)
                case "businessKnowledgeModel":
                    logic = child(element, "encapsulatedLogic")
                    knowledge[where.element_id] = KnowledgeModel(
                        where,
                        name,
                        self._variable(element, name),
                        boxed.function(logic) if logic is not None else None,
                        self._references(element, "knowledgeRequirement", "requiredKnowledge", namespace),
                    )
                case "decisionService":
                    services[where.element_id] = DecisionService(
                        where,
                        name,
                        self._variable(element, name),
                        self._hrefs(element, "outputDecision", namespace),
                        self._hrefs(element, "encapsulatedDecision", namespace),
                        self._hrefs(element, "inputDecision", namespace),
                        self._hrefs(element, "inputData", namespace),
                    )
        return Definitions(
            place(self.root),
            attribute(self.root, "name"),
            namespace,
            self.version,
            tuple(imports),
            {prefix: uri for prefix, uri in self.root.nsmap.items() if prefix},
            items,
            inputs,
            decisions,
            knowledge,
            services,
        )

    def _complain(self, where: Place, code: str, message: str) -> None:
        self.findings.append(Finding(where.element_id, code, message, where.line))

    def _nodes(self) -> Iterator[etree._Element]:
        """The elements of the model; those without a name cannot be reached and are complained about."""
        for element in children(self.root):
            if local_name(element) in _NAMED and not attribute(element, "name"):
                where = place(element)
                self._complain(where, "no-name", f"a {local_name(element)} has no name")
            yield element

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for element in self.root.iter(f"{{{etree.QName(self.root).namespace}}}*"):
            identifier = element.get("id")
            if identifier is None:
                continue
            if identifier in seen:
                self._complain(place(element), "duplicate-id", f"the id {identifier} is used twice")
            seen.add(identifier)

    def _variable(self, element: etree._Element, name: str) -> Variable:
        """The information item of a node; older files leave it out, then the node's own name counts."""
        variable = child(element, "variable")
        if variable is None:
            return Variable(name)
        read_variable = variable_of(variable)
        return read_variable if read_variable.name else Variable(name, read_variable.type_ref)

    def _item(self, element: etree._Element) -> ItemDefinition:
        function = child(element, "functionItem")
        allowed = child(element, "allowedValues")
        constraint = child(element, "typeConstraint")
        parameters: tuple[Variable, ...] = ()
        if function is not None:
            parameters = tuple(variable_of(p) for p in children(function, "parameters"))
        return ItemDefinition(
            place(element),
            attribute(element, "name"),
            text_of(child(element, "typeRef")),
            attribute(element, "isCollection") in ("true", "1"),
            text_of(child(allowed, "text")),
            text_of(child(constraint, "text")),
            tuple(self._item(component) for component in children(element, "itemComponent")),
            function is not None,
            parameters,
            attribute(function, "outputTypeRef"),
        )

    def _decision(self, element: etree._Element, where: Place, boxed: ExpressionReader, namespace: str) -> Decision:
        expressions = [e for e in children(element) if local_name(e) in EXPRESSIONS]
        if len(expressions) > 1:
            self._complain(where, "two-expressions", "a decision has one expression")
        name = attribute(element, "name")
        return Decision(
            where,
            name,
            self._variable(element, name),
            self._references(element, "informationRequirement", "requiredInput", namespace),
            self._references(element, "informationRequirement", "requiredDecision", namespace),
            self._references(element, "knowledgeRequirement", "requiredKnowledge", namespace),
            boxed.expression(expressions[0]) if expressions else None,
            text_of(child(element, "question")),
            text_of(child(element, "allowedAnswers")),
            text_of(child(element, "description")),
        )

    def _references(self, element: etree._Element, kind: str, target: str, namespace: str) -> tuple[Reference, ...]:
        found: list[Reference] = []
        for requirement in children(element, kind):
            found.extend(self._hrefs(requirement, target, namespace))
        return tuple(found)

    def _hrefs(self, element: etree._Element, tag: str, namespace: str) -> tuple[Reference, ...]:
        """The targets of hrefs such as ``#id`` (this model) or ``namespace#id`` (an imported one)."""
        found: list[Reference] = []
        for reference in children(element, tag):
            uri, hash_sign, identifier = attribute(reference, "href").rpartition("#")
            if not hash_sign or not identifier:
                self._complain(place(reference), "href", f"a {tag} has no reference")
                continue
            found.append((uri or namespace, identifier))
        return tuple(found)


_NAMED = frozenset({"itemDefinition", "inputData", "decision", "businessKnowledgeModel", "decisionService"})
