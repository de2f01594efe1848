"""A form's texts in one language: German is in the form, English beside it, others from the procedure's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def in_language(schema: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The schema with labels, texts and options in a language; what it lacks is English, then German."""
    if language.startswith("de"):
        return dict(schema)
    found: dict[str, Any] = _english(schema)
    return found


def _english(part: Any) -> Any:
    if isinstance(part, list):
        return [_english(item) for item in part]
    if not isinstance(part, Mapping):
        return part
    written = part.get("properties")
    own: Mapping[str, Any] = written if isinstance(written, Mapping) else {}
    found = {key: _english(value) for key, value in part.items()}
    for name in ("label", "text", "description", "dateLabel"):
        other = own.get("label_en" if name == "dateLabel" else f"{name}_en") or part.get(f"{name}_en")
        if other and name in part:
            found[name] = other
    return found
