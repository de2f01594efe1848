"""The data of a form: as it was opened, and with the answers put in; what has no place in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .messages import FieldError, error
from .sanitize import sanitized
from .schema import Field
from .values import MISSING, Path, copied, copied_under, get, put

_MOST_ITEMS = 1_000
_MOST_UNKNOWN = 100


def opened(root: Field, context: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a form opened with the variables `context`: cleaned values, defaults, empty values."""
    data = copied_under(context, root.roots)
    _fill(root, (), data, context)
    return data


def _fill(field: Field, base: Path, data: dict[str, Any], context: Mapping[str, Any]) -> None:
    path = base + field.path
    if field.keyed:
        given = get(context, path, MISSING)
        if given is not MISSING:
            value = sanitized(field, given, context)
        else:
            value = copied(field.attributes.get("defaultValue", field.empty()))
        put(data, path, value)
        return
    if not field.repeating:
        for component in field.components:
            _fill(component, path, data, context)
        return
    items = get(data, path)
    if not isinstance(items, list):
        count = field.attributes.get("defaultRepetitions", 1)
        items = [{} for _ in range(count if isinstance(count, int) and 0 <= count <= _MOST_ITEMS else 1)]
    put(data, path, [item if isinstance(item, dict) else {} for item in items])
    for index in range(len(items)):
        for component in field.components:
            _fill(component, (*path, index), data, context)


def answered(root: Field, initial: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """`initial` with the answers in it. A list has as many items as were answered; new items begin with defaults.

    Values of expression fields and of disabled fields are not taken: the first are computed, the second not asked for.
    """
    data = copied_under(initial, root.roots)
    _overlay(root, (), data, answers)
    return data


def _overlay(field: Field, base: Path, data: dict[str, Any], answers: Mapping[str, Any]) -> None:
    path = base + field.path
    if field.keyed:
        given = get(answers, path, MISSING)
        if given is not MISSING and field.type != "expression" and not field.disabled:
            put(data, path, field.empty() if given is None else copied(given))
        return
    if not field.repeating:
        for component in field.components:
            _overlay(component, path, data, answers)
        return
    items = get(answers, path, MISSING)
    if not isinstance(items, list):
        return
    before = get(data, path)
    known = before if isinstance(before, list) else []
    put(data, path, [known[index] if index < len(known) else {} for index in range(min(len(items), _MOST_ITEMS))])
    for index in range(min(len(items), _MOST_ITEMS)):
        for component in field.components:
            if index >= len(known):
                _fill(component, (*path, index), data, {})
            _overlay(component, (*path, index), data, answers)


def misplaced(root: Field, answers: Mapping[str, Any]) -> list[FieldError]:
    """Answers that have no field, and objects or lists where others belong."""
    found: list[FieldError] = []
    _compare(_places((root,)), answers, (), found)
    return found


_Places = dict[str, Any]  # a name to a field (value or list), or to more places


def _places(fields: tuple[Field, ...]) -> _Places:
    places: _Places = {}

    def add(field: Field, base: tuple[str, ...]) -> None:
        path = base + field.path
        if field.keyed or field.repeating:
            target = places
            for part in path[:-1]:
                target = target.setdefault(part, {})
            target[path[-1]] = field
            return
        target = places
        for part in path:
            target = target.setdefault(part, {})
        for component in field.components:
            add(component, path)

    for field in fields:
        add(field, ())
    return places


def _compare(places: _Places, answers: Any, path: Path, found: list[FieldError]) -> None:
    if not isinstance(answers, Mapping):
        found.append(error(path, "type"))
        return
    for key, value in answers.items():
        here = (*path, str(key))
        place = places.get(key)
        if place is None:
            if len(found) < _MOST_UNKNOWN:
                found.append(error(here, "unknown"))
        elif isinstance(place, dict):
            _compare(place, value, here, found)
        elif place.repeating:
            _compare_items(place, value, here, found)


def _compare_items(field: Field, value: Any, path: Path, found: list[FieldError]) -> None:
    if not isinstance(value, list):
        found.append(error(path, "type"))
        return
    if len(value) > _MOST_ITEMS:
        found.append(error(path, "max_items", _MOST_ITEMS))
    inside = _places(field.components)
    for index, item in enumerate(value[:_MOST_ITEMS]):
        _compare(inside, item, (*path, index), found)
