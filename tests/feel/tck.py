"""Runs those models of the DMN Technology Compatibility Kit whose decisions are literal expressions only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from lxml import etree

from engine import feel

ROOT = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "dmn-tck"
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, slots=True)
class Case:
    """One expected value of one decision."""

    name: str
    outcome: str  # "passed", "refused" (a syntax error where a value is expected) or "wrong"
    wants_value: bool
    detail: str


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in node if _local(child) == name), None)


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if _local(child) == name]


@dataclass(frozen=True, slots=True)
class Model:
    """The decisions of a model: name to text, required decisions, and result type."""

    texts: dict[str, str]
    types: dict[str, feel.Type]
    inputs: frozenset[str]
    results: dict[str, feel.Type | None]


def _item_type(node: etree._Element, known: dict[str, feel.Type]) -> feel.Type:
    reference = _child(node, "typeRef")
    if reference is not None and reference.text:
        name = reference.text.strip().split(":")[-1] if ":" in reference.text else reference.text.strip()
        found = known.get(name) or feel.type_named(name)
    else:
        fields = tuple((part.get("name") or "", _item_type(part, known)) for part in _children(node, "itemComponent"))
        found = feel.Type("context", fields=fields)
    return feel.Type("list", (found,)) if node.get("isCollection") == "true" else found


def literal_model(path: Path) -> Model | None:
    """The model, or None when it needs more of DMN than literal expressions."""
    root = etree.parse(path).getroot()
    kinds = {_local(node) for node in root} - {"", "description", "extensionElements", "DMNDI"}
    if not kinds <= {"decision", "inputData", "itemDefinition"}:
        return None
    types: dict[str, feel.Type] = {}
    for _ in range(3):  # item definitions refer to each other in any order
        for node in _children(root, "itemDefinition"):
            types[node.get("name") or ""] = _item_type(node, types)
    if any(_local(node) == "allowedValues" for node in root.iter()):
        return None
    texts: dict[str, str] = {}
    results: dict[str, feel.Type | None] = {}
    for decision in _children(root, "decision"):
        literal = _child(decision, "literalExpression")
        if literal is None:
            return None
        text = _child(literal, "text")
        name = decision.get("name") or ""
        texts[name] = (text.text or "") if text is not None else ""
        variable = _child(decision, "variable")
        reference = None if variable is None else variable.get("typeRef")
        results[name] = None if not reference else types.get(reference) or feel.type_named(reference)
    inputs = frozenset(node.get("name") or "" for node in _children(root, "inputData"))
    return Model(texts, types, inputs, results)


def _value(node: etree._Element) -> Any:
    if node.get(f"{_XSI}nil") == "true":
        return None
    inner = next((child for child in node if _local(child) in ("value", "list", "component")), None)
    if inner is None:
        return None
    kind = _local(inner)
    if kind == "list":
        return None if inner.get(f"{_XSI}nil") == "true" else [_value(item) for item in _children(inner, "item")]
    if kind == "component":
        return {part.get("name") or "": _value(part) for part in _children(node, "component")}
    return _scalar(inner)


def _scalar(node: etree._Element) -> Any:
    if node.get(f"{_XSI}nil") == "true":
        return None
    text = node.text or ""
    kind = (node.get(f"{_XSI}type") or "xsd:string").split(":")[-1]
    if kind == "string":
        return text
    if kind in ("decimal", "double", "integer", "int", "float"):
        return Decimal(text)
    if kind == "boolean":
        return text == "true"
    reader = {"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}[kind]
    return feel.compile(f"{reader}(text)").evaluate({"text": text.strip()}).value


def same(wanted: Any, got: Any) -> bool:
    """Whether a result is the expected one; numbers may differ after the 8th digit, as the kit's own runners allow."""
    if isinstance(wanted, Decimal) and isinstance(got, Decimal):
        return wanted == got or abs(Fraction(wanted) - Fraction(got)) <= Fraction(1, 10**8)
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(same(a, b) for a, b in zip(wanted, got, strict=True))
    if isinstance(wanted, dict) and isinstance(got, dict):
        return wanted.keys() == got.keys() and all(same(value, got[key]) for key, value in wanted.items())
    if wanted is None or got is None:
        return wanted is got
    return feel.to_text(wanted) == feel.to_text(got) if type(wanted) is type(got) else False


def _evaluate(model: Model, name: str, given: dict[str, Any]) -> Any:
    """The value of a decision, those it mentions first."""
    names = frozenset(model.texts) | model.inputs
    expression = feel.compile(model.texts[name], names=names, types=model.types)
    context = dict(given)
    for other in expression.names & model.texts.keys():
        if other not in context:
            context[other] = _evaluate(model, other, given)
    value = expression.evaluate(context, now=NOW).value
    wanted = model.results[name]
    return value if wanted is None else feel.coerce(value, wanted)[0]


def cases() -> Iterator[Case]:
    """Every case of every model that has literal expressions only."""
    for path in sorted(ROOT.glob("compliance-level-*/*/*.dmn")):
        model = literal_model(path)
        if model is None:
            continue
        for tests in sorted(path.parent.glob("*-test-*.xml")):
            root = etree.parse(tests).getroot()
            if (root.findtext("{*}modelName") or "").strip() != path.name:
                continue
            for test in root.iter("{*}testCase"):
                yield from _run(path, model, test)


def _run(path: Path, model: Model, test: etree._Element) -> Iterator[Case]:
    given = {node.get("name") or "": _value(node) for node in _children(test, "inputNode")}
    for result in _children(test, "resultNode"):
        name = result.get("name") or ""
        expected = _child(result, "expected")
        wanted = None if expected is None else _value(expected)
        where = f"{path.stem}/{test.get('id')}/{name}"
        text = model.texts.get(name)
        if text is None:
            continue
        try:
            got = _evaluate(model, name, given)
        except feel.FeelSyntaxError as error:
            outcome = "passed" if wanted is None else "refused"
            yield Case(where, outcome, wanted is not None, f"{text!r}: {error}")
            continue
        outcome = "passed" if same(wanted, got) else "wrong"
        yield Case(where, outcome, wanted is not None, f"{text!r}: expected {wanted!r}, got {got!r}")


if __name__ == "__main__":
    found = list(cases())
    for case in found:
        if case.outcome != "passed":
            print(case.outcome, case.name, case.detail.replace("\n", " ")[:300])
    for kind in (True, False):
        group = [case for case in found if case.wants_value is kind]
        passed = sum(case.outcome == "passed" for case in group)
        print("value" if kind else "null", passed, "of", len(group))
