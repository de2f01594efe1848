"""What an import says: line by line what was read, what became of it and what a person has to complete."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one thing of the imported file."""

    TRANSLATED = "translated"  # means the same here
    DROPPED = "dropped"  # has no meaning here and is not missed
    OPEN = "open"  # a person has to complete it; the proposal says how


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the file. `was` and `became` are as in the files; `text` says what to do, German and English."""

    element_id: str
    outcome: Outcome
    was: str
    became: str = ""
    text_de: str = ""
    text_en: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """The translated file and its report, in the order of the file."""

    data: bytes
    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Line, ...]:
        """What a person has to complete."""
        return tuple(line for line in self.lines if line.outcome is Outcome.OPEN)
