"""The ladder of escalations E0–E5 as escalation.yaml of the procedure says it (domain document 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from processes import AKZESS


@dataclass(frozen=True, slots=True)
class Level:
    """One level; open tasks of `elements` are on it, E0 (no elements) is every task past its due date."""

    level: str
    elements: tuple[str, ...]
    de: str
    en: str
    norm: str


@cache
def ladder(folder: Path = AKZESS) -> tuple[Level, ...]:
    """The levels, highest first. Errors: KeyError, TypeError for a file that is none."""
    found = yaml.safe_load((folder / "escalation.yaml").read_text(encoding="utf-8"))["levels"]
    return tuple(Level(**{**item, "elements": tuple(item["elements"])}) for item in found)


def level_of(element_id: str) -> Level:
    """The level that a task's element stands for; the lowest for every other one."""
    return next((level for level in ladder() if element_id in level.elements), ladder()[-1])
