"""Small words for writing the JSON Schemas of operations, and the check of an input against one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator

from .base import JsonObject, Refused

Schema = dict[str, Any]
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def text(de: str, en: str, *, pattern: str | None = None, longest: int = 2000) -> Schema:
    """A non-empty string with a label in both languages."""
    schema: Schema = {"type": "string", "title": de, "x-title-en": en, "minLength": 1, "maxLength": longest}
    return schema | {"pattern": pattern} if pattern else schema


def day(de: str, en: str) -> Schema:
    """A calendar day, ISO 8601."""
    return {"type": "string", "format": "date", "pattern": DATE, "title": de, "x-title-en": en}


def moment(de: str, en: str) -> Schema:
    """A date and time with offset, ISO 8601."""
    return {"type": "string", "format": "date-time", "title": de, "x-title-en": en}


def one_of(de: str, en: str, *values: str | int) -> Schema:
    """One of a closed list of codes."""
    return {"enum": list(values), "title": de, "x-title-en": en}


def flag(de: str, en: str) -> Schema:
    """Yes or no."""
    return {"type": "boolean", "title": de, "x-title-en": en}


def number(de: str, en: str, **limits: float) -> Schema:
    """A number; limits by their JSON Schema names (`minimum`, `exclusiveMinimum`, `maximum`)."""
    return {"type": "number", "title": de, "x-title-en": en, **limits}


def integer(de: str, en: str, **limits: int) -> Schema:
    """A whole number; limits by their JSON Schema names."""
    return {"type": "integer", "title": de, "x-title-en": en, **limits}


def many(items: Schema, de: str, en: str, *, least: int = 0, most: int = 100) -> Schema:
    """A list."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "title": de, "x-title-en": en}


def record(de: str = "", en: str = "", /, **fields: Schema) -> Schema:
    """An object of these fields only; a name ending in `_` is optional and loses the underscore."""
    return {
        "type": "object",
        "title": de,
        "x-title-en": en,
        "properties": {name.rstrip("_"): schema for name, schema in fields.items()},
        "required": [name for name in fields if not name.endswith("_")],
        "additionalProperties": False,
    }


def nullable(schema: Schema) -> Schema:
    """The same or null: how outputs show what the agency left out."""
    return {"anyOf": [schema, {"type": "null"}]} | {k: schema[k] for k in ("title", "x-title-en") if k in schema}


def plain(value: Any) -> Any:
    """The value as JSON knows it: dates as ISO text, decimals as numbers, without the null entries of objects."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def checked(schema: JsonObject, value: JsonObject) -> dict[str, Any]:
    """The input as plain JSON, when it fits.

    Error: `Refused("SCHEMA_INVALID")` naming the place and the rule, never the value, which may be personal.
    """
    candidate: dict[str, Any] = plain(value)
    for error in Draft202012Validator(schema).iter_errors(candidate):
        place = "/" + "/".join(str(step) for step in error.absolute_path)
        missing = [name for name in error.validator_value if name not in error.instance] if _required(error) else []
        detail = f"fehlt / missing: {', '.join(missing)}" if missing else f"verletzt / violates: {error.validator}"
        raise Refused("SCHEMA_INVALID", f"{place} {detail}", {"path": place, "rule": str(error.validator)})
    return candidate


def _required(error: Any) -> bool:
    return bool(error.validator == "required")
