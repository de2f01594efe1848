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
        needed = schema.get("required", ())
        parts = schema.get("properties", {}).items()
        return {name: sample(part, schemas, seen) for name, part in parts if name in needed or not _patterned(part)}
    if kind == "array":
        item = sample(schema.get("items", {}), schemas, seen)
        return [] if item is None else [item]
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    if kind == "string":
        return "text"[: schema.get("maxLength", 4)]
    return _PLAIN.get(str(kind))


def _patterned(schema: Mapping[str, Any]) -> bool:
    """Whether a made-up text would not do."""
    options = [schema, *schema.get("anyOf", ())]
    return "examples" not in schema and any("pattern" in option and "examples" not in option for option in options)
