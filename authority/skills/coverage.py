"""Which languages somebody of a team speaks on which day, and how many are there at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .suggesting import Person


@dataclass(frozen=True, slots=True)
class Coverage:
    """A day: people there by role, and languages that somebody who is there speaks."""

    day: date
    there: dict[str, int]
    languages: dict[str, int]


def coverage(people: Sequence[Person], roles: Iterable[str], days: Iterable[date]) -> list[Coverage]:
    """Of each day; languages that nobody speaks on a day are told with 0."""
    spoken = sorted({language for person in people for language in person.languages})
    known = tuple(roles)
    found = []
    for day in days:
        there = [person for person in people if day not in person.away]
        found.append(
            Coverage(
                day,
                {role: sum(role in person.groups for person in there) for role in known},
                {language: sum(language in person.languages for person in there) for language in spoken},
            )
        )
    return found
