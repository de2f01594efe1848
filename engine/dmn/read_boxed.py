"""Reads boxed expressions — the content of decisions and knowledge models — from their XML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

from .findings import Finding
from .read_table import read_table
from .reading import attribute, child, children, local_name, place, text_of, type_ref, variable_of
from .syntax import (
    Conditional,
    Context,
    ContextEntry,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    ListExpression,
    Literal,
    Place,
    Relation,
    Variable,
)

EXPRESSIONS: Final = frozenset(
    {
        "literalExpression",
        "context",
        "decisionTable",
        "invocation",
        "functionDefinition",
        "list",
        "relation",
        "conditional",
        "filter",
        "for",
        "some",
        "every",
    }
)
MAX_DEPTH: Final = 50


@dataclass(slots=True)
class ExpressionReader:
    """Turns expression elements into records and writes complaints into ``findings``."""

    findings: list[Finding]
    language: str = ""
    depth: int = 0

    def expression(self, element: etree._Element | None) -> Expression | None:
        """The expression an element is; None for none. Deeper nesting than ``MAX_DEPTH`` is complained about."""
        if element is None:
            return None
        if self.depth >= MAX_DEPTH:
            self._complain(place(element), "too-deep", f"expressions are nested more than {MAX_DEPTH} deep")
            return None
        self.depth += 1
        try:
            return self._read(element)
        finally:
            self.depth -= 1

    def function(self, element: etree._Element) -> FunctionDefinition:
        """A function definition (boxed or the logic of a knowledge model)."""
        kind = attribute(element, "kind") or "FEEL"
        if kind != "FEEL":
            self._complain(place(element), "external-function", f"functions of kind {kind} are not supported")
        parameters = tuple(variable_of(p) for p in children(element, "formalParameter"))
        return FunctionDefinition(place(element), parameters, self._inner(element), kind, type_ref(element))

    def _complain(self, where: Place, code: str, message: str) -> None:
        self.findings.append(Finding(where.element_id, code, message, where.line))

    def _inner(self, element: etree._Element | None) -> Expression | None:
        """The expression inside a wrapper such as ``in`` or ``contextEntry``."""
        return self.expression(next((e for e in children(element) if local_name(e) in EXPRESSIONS), None))

    def _read(self, element: etree._Element) -> Expression | None:
        where, kind, typed = place(element), local_name(element), type_ref(element)
        match kind:
            case "literalExpression":
                return self.literal(element)
            case "decisionTable":
                return read_table(element, self)
            case "functionDefinition":
                return self.function(element)
            case "context":
                return Context(where, tuple(self._entry(e) for e in children(element, "contextEntry")), typed)
            case "list":
                items = [e for e in children(element) if local_name(e) in EXPRESSIONS]
                return ListExpression(where, tuple(self.expression(e) for e in items), typed)
            case "relation":
                return self._relation(element, where, typed)
            case "invocation":
                bindings = tuple(self._binding(b) for b in children(element, "binding"))
                return Invocation(where, self._inner(element), bindings, typed)
            case "conditional":
                parts = [self._inner(child(element, part)) for part in ("if", "then", "else")]
                return Conditional(where, parts[0], parts[1], parts[2], typed)
            case "filter":
                source, match_part = self._inner(child(element, "in")), self._inner(child(element, "match"))
                return Filter(where, source, match_part, typed)
            case _:
                body = self._inner(child(element, "return" if kind == "for" else "satisfies"))
                variable = " ".join(attribute(element, "iteratorVariable").split())
                return Iterator(where, kind, variable, self._inner(child(element, "in")), body, typed)

    def literal(self, element: etree._Element) -> Literal:
        """A literal expression, complained about when its language is not FEEL."""
        language = attribute(element, "expressionLanguage") or self.language
        if language and "feel" not in language.lower():
            self._complain(place(element), "language", f"the expression language {language} is not supported")
        return Literal(place(element), text_of(child(element, "text")), type_ref(element))

    def _entry(self, element: etree._Element) -> ContextEntry:
        variable = child(element, "variable")
        return ContextEntry(variable_of(variable) if variable is not None else None, self._inner(element))

    def _binding(self, element: etree._Element) -> tuple[Variable, Expression | None]:
        parameter = child(element, "parameter")
        return (variable_of(parameter) if parameter is not None else Variable(""), self._inner(element))

    def _relation(self, element: etree._Element, where: Place, typed: str) -> Relation:
        columns = tuple(variable_of(c) for c in children(element, "column"))
        rows = []
        for row in children(element, "row"):
            cells = tuple(self.expression(e) for e in children(row) if local_name(e) in EXPRESSIONS)
            if len(cells) != len(columns):
                self._complain(place(row), "row-length", f"the row has {len(cells)} cells for {len(columns)} columns")
            rows.append(cells)
        return Relation(where, columns, tuple(rows), typed)
