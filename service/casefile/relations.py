"""What else stands on top of the page: other cases of the family, the escalation, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ..status.mapping import Contact, load
from .file import CaseFile, path
from .guide import Kin


@dataclass(frozen=True, slots=True)
class Level:
    """The highest level of the escalation ladder that was reached (4.5); `since` where a note on it says so."""

    level: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Office:
    """The office that answers questions."""

    name: str
    address: str | None
    phone: str | None
    mail: str | None


def kin(file: CaseFile) -> list[tuple[Kin, str]]:
    """Numbers of other cases that this one names."""
    found = []
    for rule in file.guide.family:
        number = path(file.variables, *rule.path)
        if isinstance(number, str) and number.startswith("AKZ-") and number != file.case.business_key:
            found.append((rule, number))
    return found


def escalation(file: CaseFile) -> Level | None:
    """How far the case is escalated; None when it never was."""
    level = path(file.variables, "eskalation", "max")
    if not isinstance(level, str):
        return None
    notes = path(file.variables, "eskalation", "eintraege")
    days = [
        note["am"]
        for note in (notes if isinstance(notes, list) else [])
        if isinstance(note, Mapping) and note.get("stufe") == level and isinstance(note.get("am"), str)
    ]
    try:
        return Level(level, date.fromisoformat(min(days)[:10]) if days else None)
    except ValueError:
        return Level(level, None)


def office(file: CaseFile, sites: list[Mapping[str, Any]]) -> Office | None:
    """The office of the case's site; as the case says, else as the list of sites does."""
    site = file.variables.get("site")
    if not isinstance(site, Mapping):
        site = next((entry for entry in sites if entry.get("code") == file.case.site), None)
    place = site.get("office") if isinstance(site, Mapping) else None
    if not isinstance(place, Mapping) or not isinstance(place.get("name"), str):
        return None
    street = " ".join(str(place[key]) for key in ("street", "houseNo") if place.get(key))
    town = " ".join(str(place[key]) for key in ("plz", "city") if place.get(key))
    # The same telephone and mail as the applicant's page names (status.yaml).
    asked = _contacts().get(file.case.site)
    return Office(
        name=place["name"],
        address=", ".join(part for part in (street, town) if part) or None,
        phone=place.get("phone") or (asked.phone if asked else None),
        mail=place.get("mail") or (asked.mail if asked else None),
    )


@cache
def _contacts() -> Mapping[str, Contact]:
    return load().contacts
