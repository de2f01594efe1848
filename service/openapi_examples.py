"""Examples for the description of the API, put together from the examples of the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN: Mapping[str, Any] = {"boolean": False, "null": None}


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any], seen: tuple[str, ...] = ()) -> Any:
    """A value that a JSON schema accepts: its own example, else one made of its parts'."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema and schema["default"] is not None:
        return schema["default"]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return None if name in seen else sample(schemas[name], schemas, (*seen, name))
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return sample(schema[word][0], schemas, seen)
    kind = schema.get("type")
    if kind == "object":
        return {name: sample(part, schemas, seen) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        item = sample(schema.get("items", {}), schemas, seen)
        return [] if item is None else [item]
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    if kind == "string":
        return "text"[: schema.get("maxLength", 4)]
    return _PLAIN.get(str(kind))
