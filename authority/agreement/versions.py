"""The versions of the agreement with participants, signatories and service levels (`agreement.yaml`; Q08, Q16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from processes import AKZESS


@dataclass(frozen=True, slots=True)
class Words:
    """The same in German and English."""

    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A participant, who signed for it (a function, no name) and when."""

    partner: str
    signatory: Words
    signed_on: date


@dataclass(frozen=True, slots=True)
class Level:
    """A promise: answers of participants within so many calendar days, in at least the share `target` (0 to 1)."""

    id: str
    participants: tuple[str, ...]
    name: Words
    days: int
    target: float
    measure: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version; in force from `valid_from` until the day before the next one's."""

    version: str
    valid_from: date
    valid_until: date | None
    text: Words
    signatures: tuple[Signature, ...]
    levels: tuple[Level, ...]

    def in_force(self, day: date) -> bool:
        """Whether this version holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def read(text: str) -> tuple[Agreement, ...]:
    """All versions, oldest first. Errors: KeyError, ValueError when they are not in their order or a promise is no share."""
    data = yaml.safe_load(text)["versions"]
    starts = [one["validFrom"] for one in data]
    if any(after <= before for before, after in pairwise(starts)):
        raise ValueError("versions have to be in the order of their days")
    ends: list[date | None] = [date.fromordinal(day.toordinal() - 1) for day in starts[1:]]
    return tuple(_version(one, until) for one, until in zip(data, [*ends, None], strict=True))


def _version(one: dict[str, Any], until: date | None) -> Agreement:
    levels = tuple(
        Level(
            level["id"],
            tuple(level["participants"]),
            Words(level["de"], level["en"]),
            int(level["days"]),
            float(level["target"]),
            level["measure"],
        )
        for level in one["levels"]
    )
    signed = {signature["partner"] for signature in one["participants"]}
    for level in levels:
        if (
            not 0 < level.target <= 1
            or level.days < 1
            or not level.participants
            or not signed.issuperset(level.participants)
        ):
            raise ValueError(f"{level.id} is no promise of participants")
    return Agreement(
        version=one["version"],
        valid_from=one["validFrom"],
        valid_until=until,
        text=Words(one["text"]["de"], one["text"]["en"]),
        signatures=tuple(
            Signature(
                signature["partner"],
                Words(signature["signatory"]["de"], signature["signatory"]["en"]),
                signature["signedOn"],
            )
            for signature in one["participants"]
        ),
        levels=levels,
    )


def at(versions: tuple[Agreement, ...], day: date) -> Agreement | None:
    """The version in force on a day."""
    return next((one for one in versions if one.in_force(day)), None)


@cache
def load(folder: Path = AKZESS) -> tuple[Agreement, ...]:
    """The versions of a procedure's agreement, oldest first."""
    return read((folder / "agreement.yaml").read_text(encoding="utf-8"))
