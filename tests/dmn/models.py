"""Builds small DMN files for the tests, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from engine.dmn import Model, load

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(content: str, *, namespace: str = "urn:test", schema: str = NAMESPACE, more: str = "") -> bytes:
    """A DMN file with the given elements."""
    head = f'<definitions xmlns="{schema}" id="model" name="test" namespace="{namespace}" {more}>'
    return f"{head}{content}</definitions>".encode()


def input_data(name: str, type_ref: str = "") -> str:
    """An input whose id is ``in_`` and its name."""
    return f'<inputData id="in_{name}" name="{name}"><variable name="{name}"{_typed(type_ref)}/></inputData>'


def literal(text: str, type_ref: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression{_typed(type_ref)}><text>{escape(text)}</text></literalExpression>"


def decision(
    name: str,
    logic: str,
    *,
    inputs: Sequence[str] = (),
    decisions: Sequence[str] = (),
    knowledge: Sequence[str] = (),
    type_ref: str = "",
) -> str:
    """A decision whose id is its name, requiring inputs and others by their names (or hrefs with ``#``)."""
    needs = "".join(
        f'<informationRequirement><requiredInput href="{_href(each, "in_")}"/></informationRequirement>'
        for each in inputs
    )
    needs += "".join(
        f'<informationRequirement><requiredDecision href="{_href(each)}"/></informationRequirement>'
        for each in decisions
    )
    needs += "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(each)}"/></knowledgeRequirement>' for each in knowledge
    )
    variable = f'<variable name="{name}"{_typed(type_ref)}/>'
    return f'<decision id="{name}" name="{name}">{variable}{needs}{logic}</decision>'


def table(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    rules: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    input_values: Mapping[str, str] | None = None,
) -> str:
    """A decision table: columns as name to type, rules as cells in column order. Cell ids are ``r<rule>c<column>``."""
    columns = "".join(
        f'<input id="c{number}" label="{escape(text)}"><inputExpression{_typed(kind)}><text>{escape(text)}</text>'
        f"</inputExpression>{_values('inputValues', input_values, text)}</input>"
        for number, (text, kind) in enumerate(inputs.items(), start=1)
    )
    columns += "".join(
        f'<output id="o_{name}" name="{name}"{_typed(kind)}>{_values("outputValues", values, name)}'
        f"{_default(defaults, name)}</output>"
        for name, kind in outputs.items()
    )
    rows = "".join(_rule(number, cells, len(inputs)) for number, cells in enumerate(rules, start=1))
    how = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table" hitPolicy="{policy}"{how}>{columns}{rows}</decisionTable>'


def model_of(*content: str, **options: object) -> Model:
    """The loaded model of some elements."""
    return load(definitions("".join(content)), **options)


def one_table(
    inputs: Mapping[str, str], outputs: Mapping[str, str], rules: Sequence[Sequence[str]], **options: object
) -> Model:
    """A model with one decision ``D`` that is a table over inputs of the columns' types."""
    logic = table(inputs, outputs, rules, **options)
    declared = "".join(input_data(name, kind) for name, kind in inputs.items())
    return model_of(declared, decision("D", logic, inputs=list(inputs)))


def _rule(number: int, cells: Sequence[str], inputs: int) -> str:
    entries = "".join(
        f'<{kind} id="r{number}c{column}"><text>{escape(cell)}</text></{kind}>'
        for column, cell in enumerate(cells, start=1)
        for kind in ["inputEntry" if column <= inputs else "outputEntry"]
    )
    return f'<rule id="r{number}">{entries}</rule>'


def _values(tag: str, values: Mapping[str, str] | None, name: str) -> str:
    return f"<{tag}><text>{escape(values[name])}</text></{tag}>" if values and name in values else ""


def _default(defaults: Mapping[str, str] | None, name: str) -> str:
    if not defaults or name not in defaults:
        return ""
    return f"<defaultOutputEntry><text>{escape(defaults[name])}</text></defaultOutputEntry>"


def _typed(type_ref: str) -> str:
    return f' typeRef="{type_ref}"' if type_ref else ""


def _href(target: str, prefix: str = "") -> str:
    return target if "#" in target else f"#{prefix}{target}"
