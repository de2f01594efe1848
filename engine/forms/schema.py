"""A form-js schema as a tree of frozen fields: types, where each value lies, rules; unusable schemas are refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEYED = frozenset(
    (
        "textfield", "textarea", "number", "datetime", "expression", "filepicker",
        "checkbox", "checklist", "radio", "select", "taglist",
    )
)  # fmt: skip
CONTAINERS = frozenset(("default", "group", "dynamiclist"))
SHOWN_ONLY = frozenset(("text", "image", "table", "html", "documentPreview", "spacer", "separator", "button", "iframe"))
_MAX_DEPTH = 20
_MAX_FIELDS = 2_000

#: What a field holds before anything was entered.
_EMPTY: Mapping[str, Any] = {"textfield": "", "textarea": "", "checkbox": False}
_MANY = frozenset(("checklist", "taglist"))


class FormError(Exception):
    """The form itself cannot be used; whoever deploys it must change it. Answers are not to blame."""


@dataclass(frozen=True, slots=True)
class Field:
    """One component of a form.

    `path` is where its value lies below the nearest enclosing list item or the root; for containers, of what they add.
    `attributes` is the component as written.
    """

    id: str
    type: str
    path: tuple[str, ...]
    attributes: Mapping[str, Any]
    components: tuple[Field, ...] = ()

    @property
    def roots(self) -> frozenset[str]:
        """The variables that it and its components write to: the first names of their paths."""
        if self.path:
            return frozenset(self.path[:1])
        return frozenset(name for component in self.components for name in component.roots)

    @property
    def keyed(self) -> bool:
        """Whether it holds a value."""
        return self.type in KEYED

    @property
    def repeating(self) -> bool:
        """Whether its components repeat once per item of a list."""
        return self.type == "dynamiclist" and self.attributes.get("isRepeating", True) is True

    @property
    def many(self) -> bool:
        """Whether its value is a list of choices."""
        return self.type in _MANY

    @property
    def disabled(self) -> bool:
        """Disabled fields are neither checked nor submitted."""
        return bool(self.attributes.get("disabled"))

    @property
    def hide(self) -> str | None:
        """The FEEL condition under which it is hidden, without the leading ``=``."""
        condition = self.attributes.get("conditional")
        return expression_of(condition.get("hide")) if isinstance(condition, Mapping) else None

    @property
    def rules(self) -> Mapping[str, Any]:
        """The validation rules as written."""
        rules = self.attributes.get("validate")
        return rules if isinstance(rules, Mapping) else {}

    def empty(self) -> Any:
        """The value of an untouched field."""
        return [] if self.many else _EMPTY.get(self.type)


def expression_of(value: Any) -> str | None:
    """The FEEL text of an attribute that begins with ``=``; None for static values."""
    return value[1:] if isinstance(value, str) and value.startswith("=") else None


def parse(schema: Mapping[str, Any]) -> Field:
    """The root field of a form-js schema. Raises `FormError` for unknown types, missing or clashing keys."""
    counter = iter(range(_MAX_FIELDS))
    root = _field({**schema, "type": schema.get("type", "default"), "id": schema.get("id", "Form")}, counter, 0)
    if root.type != "default":
        raise FormError(f"the schema is no form but a {root.type!r}")
    _no_clashes(root)
    return root


def all_fields(field: Field) -> Iterator[Field]:
    """The field and everything in it."""
    yield field
    for component in field.components:
        yield from all_fields(component)


def odd_names(root: Field, variables: Iterable[str] = ()) -> tuple[str, ...]:
    """Names FEEL must be told, because with blanks and signs they look like expressions."""
    names = {part for field in all_fields(root) for part in field.path} | set(variables)
    return tuple(sorted(name for name in names if not name.isidentifier()))


def _field(attributes: Mapping[str, Any], counter: Iterator[int], depth: int) -> Field:
    kind = attributes.get("type")
    number = next(counter, None)
    if number is None or depth > _MAX_DEPTH:
        raise FormError(f"the form has more than {_MAX_FIELDS} fields or is nested deeper than {_MAX_DEPTH}")
    identity = attributes.get("id") or f"Field_{number}"
    if kind not in KEYED | CONTAINERS | SHOWN_ONLY or not isinstance(kind, str):
        raise FormError(f"field {identity!r} has the unknown type {kind!r}")
    children: Sequence[Any] = attributes.get("components") or ()
    if not all(isinstance(child, Mapping) for child in children):
        raise FormError(f"field {identity!r} has components that are no objects")
    written = attributes.get("key" if kind in KEYED else "path") if kind not in SHOWN_ONLY else None
    if written is not None and not isinstance(written, str):
        raise FormError(f"field {identity!r} has a key that is no text")
    if (kind in KEYED or kind == "dynamiclist") and not written:
        raise FormError(f"field {identity!r} has no key")
    path = tuple(written.split(".")) if written else ()
    if any(part in ("", "__proto__", "constructor") for part in path):
        raise FormError(f"field {identity!r} has the unusable key {written!r}")
    components = tuple(_field(child, counter, depth + 1) for child in children) if kind in CONTAINERS else ()
    return Field(str(identity), kind, path, attributes, components)


def _no_clashes(scope: Field) -> None:
    """Two values in one place would overwrite each other: refused as form-js refuses it."""
    taken: set[tuple[str, ...]] = set()

    def claim(field: Field, base: tuple[str, ...]) -> None:
        path = base + field.path
        if field.keyed or field.repeating:
            if any(path[: len(other)] == other or other[: len(path)] == path for other in taken):
                raise FormError(f"field {field.id!r}: the path {'.'.join(path)!r} is already used")
            taken.add(path)
        if field.repeating:
            _no_clashes(Field(field.id, "default", (), {}, field.components))
        else:
            for child in field.components:
                claim(child, path)

    for component in scope.components:
        claim(component, ())
