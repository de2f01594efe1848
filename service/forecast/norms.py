"""What forecast and analysis assume where nothing is counted: handling times, working hours, illness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from authority.mining.model import Element
from processes import AKZESS


@dataclass(frozen=True, slots=True)
class Norms:
    """What is assumed where nothing is counted (`processes/akzess/forecast.yaml`)."""

    minutes: Mapping[str, float]
    other_minutes: float
    weekly_minutes: int
    for_cases: float
    sick: float
    sick_spell: float
    before_clock: frozenset[str]
    pauses: frozenset[str]
    roles: tuple[str, ...]

    def handling(self, element: Element) -> float:
        """Minutes of work on one passage of an element; 0 where none of the office's own people work."""
        if element.kind != "userTask" or element.holder not in self.roles:
            return 0.0
        return float(self.minutes.get(element.id, self.other_minutes))


@cache
def norms() -> Norms:
    """Those that ship with the procedure."""
    read: dict[str, Any] = yaml.safe_load((AKZESS / "forecast.yaml").read_text(encoding="utf-8"))
    return Norms(
        minutes=read["minutes"],
        other_minutes=float(read["other_minutes"]),
        weekly_minutes=int(read["weekly_minutes"]),
        for_cases=float(read["for_cases"]),
        sick=float(read["sick"]),
        sick_spell=float(read["sick_spell"]),
        before_clock=frozenset(read["before_clock"]),
        pauses=frozenset(read["pauses"]),
        roles=tuple(read["roles"]),
    )
