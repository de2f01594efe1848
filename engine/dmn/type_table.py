"""Resolves the names of types in a model and in the models it imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.feel import FeelSyntaxError, UnaryTests, compile_unary
from engine.feel import Type as FeelType

from .findings import Finding
from .syntax import Definitions, ItemDefinition
from .types import ANY, Allowed, Type, built_in, feel_type, list_of

MAX_NESTING: Final = 30
MAX_SIZE: Final = 1_000


@dataclass(slots=True)
class TypeTable:
    """All types a model can name; imported ones under ``import name.type name``."""

    definitions: Definitions
    imported: Mapping[str, TypeTable]
    findings: list[Finding] = field(default_factory=list)
    _known: dict[str, Type] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def resolve(self, reference: str, element_id: str = "", line: int = 0) -> Type:
        """The type a reference names; Any for an empty or unknown one (an unknown one is complained about)."""
        if not reference:
            return ANY
        found = self.find(reference)
        if found is None:
            message = f"the type {reference} is not defined"
            self.findings.append(Finding(element_id, "unknown-type", message, line))
            return ANY
        return found

    def find(self, reference: str) -> Type | None:
        """The type a reference names, None when there is none."""
        known = self._known.get(reference)
        if known is not None:
            return known
        item = self.definitions.item_definitions.get(reference)
        if item is not None:
            return self._define(item)
        simple = built_in(reference)
        if simple is not None:
            return ANY if simple.kind == "Any" else simple
        return self._elsewhere(reference)

    def feel_types(self) -> dict[str, FeelType]:
        """The FEEL type for each name a FEEL expression of this model may use after ``instance of``."""
        texts = {name: feel_type(self.resolve(name)) for name in self.definitions.item_definitions}
        for prefix, table in self.imported.items():
            for name, text in table.feel_types().items():
                texts[f"{prefix}.{name}" if prefix else name] = text
        return texts

    def component_names(self) -> set[str]:
        """The names of all components of all structures, for the parsing of paths."""
        found: set[str] = set()
        stack = list(self.definitions.item_definitions.values())
        while stack:
            item = stack.pop()
            found.update(component.name for component in item.components)
            stack.extend(item.components)
        for table in self.imported.values():
            found |= table.component_names()
        return found

    def _elsewhere(self, reference: str) -> Type | None:
        """A type of an imported model: ``import.type`` (since 1.2) or ``prefix:type`` (1.1)."""
        prefix, colon, name = reference.partition(":")
        if colon:
            namespace = self.definitions.prefixes.get(prefix, "")
            if namespace == self.definitions.namespace:
                return self.find(name)
            for table in self.imported.values():
                if table.definitions.namespace == namespace:
                    return table.find(name)
        for key, table in self.imported.items():
            if key and reference.startswith(f"{key}."):
                return table.find(reference[len(key) + 1 :])
            if not key and (found := table.find(reference)) is not None:
                return found
        return None

    def _define(self, item: ItemDefinition) -> Type:
        if item.name in self._open:
            self._complain(item, "type-cycle", f"the type {item.name} contains itself")
            return ANY
        if len(self._open) >= MAX_NESTING:
            self._complain(item, "too-deep", f"types refer to each other more than {MAX_NESTING} deep")
            return ANY
        self._open.append(item.name)
        try:
            defined = self._build(item, 0)
        finally:
            self._open.pop()
        if defined.size > MAX_SIZE:
            # Types that hold the one before twice double each time: a few lines would fill the memory.
            self._complain(item, "too-large", f"the type {item.name} is made of more than {MAX_SIZE} types")
            defined = ANY
        self._known[item.name] = defined
        return defined

    def _build(self, item: ItemDefinition, depth: int) -> Type:
        if depth > MAX_NESTING:
            self._complain(item, "too-deep", f"types are nested more than {MAX_NESTING} deep")
            return ANY
        allowed = self._tests(item, item.allowed_values)
        if item.is_function:
            base = self._function(item)
        elif item.components:
            parts = tuple((" ".join(c.name.split()), self._build(c, depth + 1)) for c in item.components)
            size = 1 + sum(part.size for _, part in parts)
            if size > MAX_SIZE:
                return Type("Any", "Any", size=size)
            text = ", ".join(f"{name}: {part.feel}" for name, part in parts)
            base = Type("structure", f"context<{text}>", item.name, parts, allowed=allowed, size=size)
        else:
            inner = self.resolve(item.type_ref, item.place.element_id, item.place.line)
            base = _refined(inner, item.name, allowed)
        constraint = self._tests(item, item.type_constraint)
        if item.is_collection:
            return list_of(base, item.name, constraint)
        return _refined(base, item.name, constraint) if constraint else base

    def _function(self, item: ItemDefinition) -> Type:
        where = item.place
        parameters = tuple(self.resolve(p.type_ref, where.element_id, where.line) for p in item.parameters)
        result = self.resolve(item.output_type_ref, where.element_id, where.line)
        feel = f"function<{', '.join(p.feel for p in parameters)}> -> {result.feel}"
        size = result.size + sum(parameter.size for parameter in parameters) + 1
        return Type("function", feel, item.name, parameters=parameters, result=result, size=size)

    def _tests(self, item: ItemDefinition, text: str) -> tuple[tuple[str, Allowed], ...]:
        if not text:
            return ()
        try:
            tests = compile_unary(text)
        except FeelSyntaxError as error:
            self._complain(item, "feel-syntax", f"allowed values: {error.message}")
            return ()
        return ((text, _AllowedValues(tests)),)

    def _complain(self, item: ItemDefinition, code: str, message: str) -> None:
        self.findings.append(Finding(item.place.element_id or item.name, code, message, item.place.line))


@dataclass(frozen=True, slots=True)
class _AllowedValues:
    """Whether a value is among the allowed ones."""

    tests: UnaryTests

    def __call__(self, value: Any) -> bool:
        return self.tests.evaluate({}, value).value is True


def _refined(base: Type, name: str, allowed: tuple[tuple[str, Allowed], ...]) -> Type:
    """``base`` under a new name with further tests."""
    return Type(
        base.kind,
        base.feel,
        name or base.name,
        base.components,
        base.item,
        base.parameters,
        base.result,
        base.allowed + allowed,
        base.size,
    )
