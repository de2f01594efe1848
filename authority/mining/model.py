"""What mining reads: the lines of a case's history, and what is known of the elements of its diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: Holders of the ball that are no role of the office.
SYSTEM, UNKNOWN = "system", "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history: a command ("CompleteTask"), or with event "element" an element that was left.

    `started_at` (of elements): when it was entered, to the millisecond.
    """

    seq: int
    at: datetime
    event: str
    element: str = ""
    activation: int = 0
    outcome: str = ""
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A closed case as mining sees it: no number, no names."""

    process: str
    site: str
    case_group: str
    ended_at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a diagram. `holder`: who has the ball while a token waits there ("": nobody waits there).

    `parent` is its container, `attached_to` the activity of a boundary event; `repeats`: it has a loop of its own.
    """

    id: str
    kind: str
    process: str
    holder: str = ""
    parent: str = ""
    attached_to: str = ""
    repeats: bool = False
    compensates: bool = False
    name_de: str = ""
    name_en: str = ""

    @property
    def step(self) -> bool:
        """Whether variants are told in it: where a person or another authority does something."""
        return bool(self.holder) and self.kind in ("userTask", "eventBasedGateway", "intermediateCatchEvent")


@dataclass(frozen=True, slots=True)
class Model:
    """The diagrams of one deployment, and where the clock of the four weeks is kept (domain document 3.4).

    `into`: element → those that may lead to it at once, by sequence flows, links, calls. `starts`: element → the
    container that starts it when it is entered. `pause_on`: element → reason, `pause_off` likewise;
    only reasons that count are in them.
    """

    elements: Mapping[str, Element]
    into: Mapping[str, frozenset[str]]
    starts: Mapping[str, str] = field(default_factory=dict)
    clock_start: str = ""
    clock_stop: str = ""
    pause_on: Mapping[str, str] = field(default_factory=dict)
    pause_off: Mapping[str, str] = field(default_factory=dict)

    def holder(self, element: str) -> str:
        """Who has the ball at an element; `UNKNOWN` for one of another deployment, `SYSTEM` where nobody waits."""
        found = self.elements.get(element)
        return UNKNOWN if found is None else found.holder or SYSTEM
