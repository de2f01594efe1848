"""The values a select, radio group, check list or tag list offers: fixed, from the case's data, or from FEEL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .schema import Field, expression_of

CHOOSING = frozenset(("radio", "select", "checklist", "taglist"))


def simple_values(field: Field, data: Mapping[str, Any]) -> list[Any] | None:
    """The values offered without evaluating FEEL; None when the field has an expression for them."""
    attributes = field.attributes
    if attributes.get("valuesExpression"):
        return None
    key = attributes.get("valuesKey")
    return _normalized(data.get(key) if key else attributes.get("values"))


def offered(field: Field, initial: Mapping[str, Any], evaluate: Callable[[str], Any]) -> list[Any]:
    """The values a person can choose; `evaluate` computes a FEEL text where the field stands."""
    attributes = field.attributes
    if attributes.get("valuesKey") is not None:
        return _normalized(initial.get(attributes["valuesKey"]))
    if attributes.get("values") is not None:
        return _normalized(attributes["values"])
    text = expression_of(attributes.get("valuesExpression"))
    return [] if text is None else _normalized(evaluate(text))


def _normalized(options: Any) -> list[Any]:
    """The values of usable options: primitives, or objects with a label, or with a primitive value."""
    found = []
    for option in options if isinstance(options, list) else ():
        if _primitive(option):
            found.append(option)
        elif isinstance(option, Mapping):
            label, value = option.get("label"), option.get("value")
            labelled = isinstance(label, str) and label != ""
            if _primitive(value) or (labelled and isinstance(value, (list, Mapping)) and value):
                found.append(value)
    return found


def _primitive(value: Any) -> bool:
    """A number, truth value or text that is not empty."""
    return value is not None and value != "" and not isinstance(value, (list, Mapping))
