"""A small procedure and histories of it for the stories about mining: check, then the agency beside the counter, then decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from authority.mining import Element, Line, Model, Trace

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    """So many days after the beginning."""
    return BEGIN + timedelta(days=number)


def _element(name: str, kind: str, holder: str = "", parent: str = "proc") -> Element:
    return Element(name, kind, "proc", holder, parent)


ELEMENTS = [
    _element("proc", "process", parent=""),
    _element("START", "startEvent"),
    _element("CHECK", "userTask", "akz-clerk"),
    _element("CLOCK-ON", "scriptTask"),
    _element("PAUSE", "intermediateThrowEvent"),
    _element("ASK", "eventBasedGateway", "applicant"),
    _element("GO-ON", "intermediateThrowEvent"),
    _element("FORK", "parallelGateway"),
    _element("AGENCY", "eventBasedGateway", "ba"),
    _element("COUNTER", "userTask", "abh-service"),
    _element("JOIN", "parallelGateway"),
    _element("DECIDE", "userTask", "akz-clerk"),
    _element("CLOCK-OFF", "scriptTask"),
    _element("END", "endEvent"),
]
FLOWS = [
    "START>CHECK",
    "CHECK>CLOCK-ON",
    "CHECK>PAUSE",
    "PAUSE>ASK",
    "ASK>GO-ON",
    "GO-ON>CHECK",
    "CLOCK-ON>FORK",
    "FORK>AGENCY",
    "FORK>COUNTER",
    "AGENCY>JOIN",
    "COUNTER>JOIN",
    "JOIN>DECIDE",
    "DECIDE>CLOCK-OFF",
    "DECIDE>CHECK",
    "CLOCK-OFF>END",
]


def model() -> Model:
    into: dict[str, set[str]] = {}
    for flow in FLOWS:
        source, target = flow.split(">")
        into.setdefault(target, set()).add(source)
    return Model(
        elements={one.id: one for one in ELEMENTS},
        into={name: frozenset(sources) for name, sources in into.items()},
        starts={"START": "proc"},
        clock_start="CLOCK-ON",
        clock_stop="CLOCK-OFF",
        pause_on={"PAUSE": "P82"},
        pause_off={"GO-ON": "P82"},
    )


class Teller:
    """Writes a history: `left("CHECK", since=0, at=1)` in the order of events."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def command(self, name: str, at: float) -> Teller:
        self.lines.append(Line(len(self.lines) + 1, day(at), name))
        return self

    def left(self, element: str, since: float, at: float, outcome: str = "completed") -> Teller:
        number = len(self.lines) + 1
        activation = 1 if element == "proc" else number
        self.lines.append(Line(number, day(at), "element", element, activation, outcome, day(since)))
        return self

    def trace(self, site: str = "DD", group: str = "FG1") -> Trace:
        if all(line.element != "proc" for line in self.lines):  # the process ends last
            at = (self.lines[-1].at - BEGIN) / timedelta(days=1)
            self.left("proc", 0, at)
        return Trace("proc", site, group, self.lines[-1].at, tuple(self.lines))


def straight(agency: float = 10, counter: float = 4, site: str = "DD", group: str = "FG1", pause: float = 0) -> Trace:
    """Checked after a day (and again after a pause), agency and counter beside each other, decided two days later."""
    told = Teller().command("StartCase", 0).left("START", 0, 0)
    on = 1.0
    told.command("CompleteTask", on).left("CHECK", 0, on)
    if pause:
        told.left("PAUSE", on, on)
        told.command("DeliverMessage", on + pause).left("ASK", on, on + pause).left("GO-ON", on + pause, on + pause)
        told.command("CompleteTask", on + pause + 1).left("CHECK", on + pause, on + pause + 1)
        on += pause + 1
    told.left("CLOCK-ON", on, on).left("FORK", on, on)
    for name, days in sorted((("AGENCY", agency), ("COUNTER", counter)), key=lambda one: one[1]):
        told.command("DeliverMessage" if name == "AGENCY" else "CompleteTask", on + days).left(name, on, on + days)
    ready = on + max(agency, counter)
    told.left("JOIN", on + min(agency, counter), ready)
    told.command("CompleteTask", ready + 2).left("DECIDE", ready, ready + 2)
    for name in ("CLOCK-OFF", "END"):
        told.left(name, ready + 2, ready + 2)
    return told.left("proc", 0, ready + 2).trace(site, group)


def holders(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Seconds as days, rounded, for reading."""
    return {name: round(seconds / 86_400, 3) for name, seconds in parts}
