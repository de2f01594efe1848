"""What leaves a case for a consultation, and whether an answer is one: exactly the fields that the data name, no others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .network import Consultation, Expected

LONGEST = 2000


def at(variables: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; None where there is nothing."""
    found: Any = variables
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def outgoing(consultation: Consultation, variables: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """The fields that leave, by path or name; what the case does not have is left out. ValueError names what is missing.

    Only what `consultation` lists can be in it, whatever the case or the caller brings.
    """
    found = {field.path: str(value) for field in consultation.out if (value := at(variables, field.path)) is not None}
    for field in consultation.typed:
        text = typed.get(field.name, "").strip()
        if not text or len(text) > LONGEST:
            raise ValueError(field.name)
        found[field.name] = text
    return found


def answer(consultation: Consultation, given: Mapping[str, Any]) -> dict[str, str]:
    """The answer's fields, checked. ValueError names the field that is missing, unknown or of another kind."""
    known = {field.name: field for field in consultation.back}
    for name in given:
        if name not in known:
            raise ValueError(name)
    found = {}
    for field in consultation.back:
        value = given.get(field.name)
        if value is None or value == "":
            if not field.optional:
                raise ValueError(field.name)
            continue
        if not isinstance(value, str) or len(value) > LONGEST or not _fits(field, value):
            raise ValueError(field.name)
        found[field.name] = value
    return found


def _fits(field: Expected, value: str) -> bool:
    if field.kind == "choice":
        return value in field.values
    if field.kind == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return True
