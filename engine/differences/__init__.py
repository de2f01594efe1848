"""What differs between two bundles of files, said in the terms of each kind: elements, rules, fields, texts, parameters."""

from __future__ import annotations

from collections.abc import Mapping

from . import data, xml
from .records import Change, ElementDifference, FileDifference

__all__ = ["Change", "ElementDifference", "FileDifference", "compare"]


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[FileDifference]:
    """Every file that differs, by name. A file that cannot be read is compared line by line.

    Files with the same bytes are left out; files whose bytes differ and whose meaning does not have no elements.
    """
    found = []
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        state = "added" if old is None else "removed" if new is None else "changed"
        elements = () if old is None or new is None else tuple(_elements(path, old, new))
        found.append(FileDifference(path, state, elements))
    return found


def _elements(path: str, old: bytes, new: bytes) -> list[ElementDifference]:
    try:
        if path.endswith(".bpmn"):
            return xml.diagram(old, new, path)
        if path.endswith(".dmn"):
            return xml.decisions(old, new, path)
        if path.endswith((".form", ".form.json")):
            return data.form(old, new)
        if path.endswith((".yaml", ".yml")) and not path.startswith("scenarios/"):
            return data.keyed(old, new)
    except data.UNREADABLE:
        pass
    return data.lines(old, new)
