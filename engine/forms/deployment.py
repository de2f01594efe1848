"""What is checked of a form when it is deployed: everything that could otherwise fail in front of a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import feel
from . import patterns
from .schema import Field, FormError, all_fields, expression_of, odd_names, parse

_VALUES = ("valuesExpression", "expression")
_BOUNDS = ("min", "max", "minLength", "maxLength")


def check(schema: Mapping[str, Any]) -> None:
    """Raise `FormError` naming the field if the form has an unknown type, a clashing key, or text that is no FEEL
    expression or no pattern that can be matched in linear time."""
    _no_references(schema)
    root = parse(schema)
    names = odd_names(root)
    for field in all_fields(root):
        try:
            for text in _tests(field):
                feel.compile_unary(text, names=names)
            for text in _expressions(field):
                feel.compile(text, names=names)
            if field.rules.get("pattern"):
                patterns.check(str(field.rules["pattern"]))
        except feel.FeelSyntaxError as error:
            raise FormError(f"field {field.id!r} has an expression that is no FEEL: {error}") from error
        except FormError as error:
            raise FormError(f"field {field.id!r}: {error}") from error


def _no_references(value: Any) -> None:
    """A form is one file: what JSON Schema would fetch from elsewhere is refused rather than overlooked."""
    todo = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, Mapping):
            if "$ref" in part:
                raise FormError(f"a reference to another schema ($ref) is not followed: {str(part['$ref'])[:80]!r}")
            todo += part.values()
        elif isinstance(part, list):
            todo += part


def _tests(field: Field) -> Iterator[str]:
    readonly = expression_of(field.attributes.get("readonly"))
    yield from (text for text in (field.hide, readonly) if text is not None)


def _expressions(field: Field) -> Iterator[str]:
    written = [field.attributes.get(name) for name in _VALUES] + [field.rules.get(name) for name in _BOUNDS]
    yield from (text for text in map(expression_of, written) if text is not None)
