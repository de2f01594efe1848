"""The types of a model and whether a FEEL value conforms to them (DMN 1.5, 7.3.2 and 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.feel import Function
from engine.feel import Type as FeelType
from engine.feel.types import kind_of

Allowed = Callable[[Any], bool]

SIMPLE: Final = {
    "any": "Any",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "date and time",
    "dateandtime": "date and time",
    "daytimeduration": "days and time duration",
    "daysandtimeduration": "days and time duration",
    "yearmonthduration": "years and months duration",
    "yearsandmonthsduration": "years and months duration",
    "context": "context",
    "list": "list",
    "function": "function",
    "range": "range",
    "null": "Null",
}
"""Spellings of the built-in types over all versions (``feel:dateTime``, ``date and time`` …), blanks removed."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type. ``kind`` is a built-in name, or ``structure`` (components), ``list`` (item) or ``function``.

    ``allowed`` holds the tests of the allowed values and type constraint, each with its text for messages.
    ``feel`` is the same type as FEEL type text, without the allowed values, as ``instance of`` wants it.
    """

    kind: str
    feel: str
    name: str = ""
    components: tuple[tuple[str, Type], ...] = ()
    item: Type | None = None
    parameters: tuple[Type, ...] | None = None
    result: Type | None = None
    allowed: tuple[tuple[str, Allowed], ...] = ()
    size: int = 1
    """How many types it is made of, counted each time they occur; the type table refuses large ones."""

    @property
    def title(self) -> str:
        """How messages call the type."""
        return self.name or self.feel


ANY: Final = Type("Any", "Any")
_BUILT_IN: Final = {name: Type(name, name) for name in set(SIMPLE.values())}


def built_in(reference: str) -> Type | None:
    """The built-in type a reference such as ``number``, ``feel:dateTime`` or ``date and time`` names."""
    word = reference.rpartition(":")[2] if reference.count(":") == 1 else reference
    return _BUILT_IN.get(SIMPLE.get("".join(word.lower().split()), ""))


def list_of(item: Type, name: str = "", allowed: tuple[tuple[str, Allowed], ...] = ()) -> Type:
    """The type of lists of ``item``."""
    return Type("list", f"list<{item.feel}>", name, item=item, allowed=allowed, size=item.size + 1)


def mismatch(value: Any, wanted: Type, path: str = "") -> str | None:
    """Why ``value`` does not conform to ``wanted``, in words; None when it does. Null conforms to every type."""
    if value is None or wanted is ANY:
        return None
    where = f" at {path}" if path else ""
    if not _is_kind(value, wanted):
        return f"{describe(value)} is no {wanted.title}{where}"
    if wanted.item is not None:
        for index, item in enumerate(value, start=1):
            if (reason := mismatch(item, wanted.item, f"{path}[{index}]")) is not None:
                return reason
    for key, component in wanted.components:
        if key not in value:
            return f"the component {key} is missing{where}"
        if (reason := mismatch(value[key], component, f"{path}.{key}" if path else key)) is not None:
            return reason
    for text, test in wanted.allowed:
        if not test(value):
            return f"{describe(value)} is not among the allowed values {text}{where}"
    return None


def _is_kind(value: Any, wanted: Type) -> bool:
    kind = wanted.kind
    if kind == "Any":
        return True
    if kind in ("structure", "context"):
        return isinstance(value, Mapping)
    if kind == "function":
        return isinstance(value, Function) and _signature_fits(value, wanted)
    return kind_of(value) == kind


def _signature_fits(function: Function, wanted: Type) -> bool:
    """Whether a function may stand where ``wanted`` is asked for: as many parameters, results that may conform."""
    if wanted.parameters is None:
        return True
    given = len(wanted.parameters)
    needed = sum(1 for parameter in function.parameters if not parameter.optional)
    return needed <= given and (function.variadic or given <= len(function.parameters))


def describe(value: Any) -> str:
    """A value for a message: scalars as such, anything that may be long or personal by its kind only."""
    kind = kind_of(value)
    if kind in ("number", "boolean"):
        return f"{kind} {str(value).lower() if kind == 'boolean' else value}"
    return f"a {kind}"


def feel_type(wanted: Type) -> FeelType:
    """The same type for FEEL's ``instance of`` and parameters, which do not look at allowed values (TCK 0070)."""
    match wanted.kind:
        case "structure":
            return FeelType("context", fields=tuple((name, feel_type(part)) for name, part in wanted.components))
        case "list":
            return FeelType("list", (feel_type(wanted.item or ANY),))
        case "function" if wanted.parameters is not None:
            result = feel_type(wanted.result or ANY)
            return FeelType("function", tuple(feel_type(part) for part in wanted.parameters), result=result)
        case "range":
            return FeelType("range", (FeelType("Any"),))
        case kind:
            return FeelType(kind)
