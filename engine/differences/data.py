"""Forms field by field, texts and parameters key by key, everything else line by line."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ..kernel.documents import BadDocument
from .records import Change, ElementDifference, Part, compared, ranks

#: What says that a file is not what its name says.
UNREADABLE = (ValueError, TypeError, KeyError, RecursionError, yaml.YAMLError, BadDocument)
_MOST_LINES = 4_000


def form(old: bytes, new: bytes) -> list[ElementDifference]:
    """Fields by their id (or key); `moved`: another place in the form."""
    before, after = _fields(json.loads(old)), _fields(json.loads(new))
    old_ranks, new_ranks = ranks(list(before), list(after))
    return list(
        compared(
            {key: Part(part.name, part.says, old_ranks.get(key)) for key, part in before.items()},
            {key: Part(part.name, part.says, new_ranks.get(key)) for key, part in after.items()},
        )
    )


def _fields(schema: Mapping[str, Any]) -> dict[str, Part]:
    found = {"": Part("", {key: _text(value) for key, value in schema.items() if key != "components"})}
    for field in _components(schema):
        key = str(field.get("id") or field.get("key") or f"#{len(found)}")
        says = _flat({name: value for name, value in field.items() if name not in ("components", "id")})
        found[key] = Part(str(field.get("label") or field.get("key") or ""), says)
    return found


def _components(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for field in schema.get("components") or ():
        yield field
        yield from _components(field)


def keyed(old: bytes, new: bytes) -> list[ElementDifference]:
    """Entries of a YAML file: a mapping by its keys, a list by the `id` of its entries."""
    return list(compared(_entries(yaml.safe_load(old)), _entries(yaml.safe_load(new))))


def _entries(content: Any) -> dict[str, Part]:
    if isinstance(content, list):
        content = {str(one["id"] if isinstance(one, dict) and "id" in one else f"#{n}"): one
                   for n, one in enumerate(content)}  # fmt: skip
    if not isinstance(content, dict):
        raise ValueError("neither a mapping nor a list")
    return {str(key): Part(_title(value), _flat(value)) for key, value in content.items()}


def _title(value: Any) -> str:
    return str(value.get("note") or value.get("title") or "") if isinstance(value, dict) else ""


def _flat(value: Any, where: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for key, part in value.items():
            found |= _flat(part, f"{where}.{key}" if where else str(key))
        return found
    if isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
        found = {}
        for number, part in enumerate(value, start=1):
            found |= _flat(part, f"{where}[{number}]")
        return found
    return {where or "text": _text(value)}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def lines(old: bytes, new: bytes) -> list[ElementDifference]:
    """Groups of lines that differ; very long files are only said to differ."""
    before = old.decode("utf-8", "replace").splitlines()
    after = new.decode("utf-8", "replace").splitlines()
    if max(len(before), len(after)) > _MOST_LINES:
        return [ElementDifference("", "", "changed", (Change("text", None, None),))]
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            left, right = "\n".join(before[a:b]), "\n".join(after[c:d])
            state = {"insert": "added", "delete": "removed"}.get(kind, "changed")
            change = Change("text", left if b > a else None, right if d > c else None)
            found.append(ElementDifference(f"line {c + 1}", "", state, (change,)))
    return found
