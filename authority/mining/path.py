"""Who had the ball: the chain of waits, each begun by the end of the one before, that led to a moment of a case."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .model import UNKNOWN, Line, Model

_CONTAINERS = frozenset({"process", "subProcess", "transaction", "eventSubProcess", "callActivity"})


@dataclass(frozen=True, slots=True)
class Segment:
    """From `since` to `until` the case waited at `element` for `holder`."""

    element: str
    holder: str
    since: datetime
    until: datetime

    @property
    def seconds(self) -> float:
        """How long."""
        return (self.until - self.since).total_seconds()


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a history with the elements that were left in it."""

    at: datetime
    command: Line
    left: tuple[Line, ...]

    def trigger(self, model: Model) -> Line | None:
        """What was waited for: the first that was left and is no container; None when nothing was (a token put there)."""
        return next((line for line in self.left if _waits(model, line)), None)


def _waits(model: Model, line: Line) -> bool:
    element = model.elements.get(line.element)
    return line.started_at is not None and (element is None or element.kind not in _CONTAINERS)


def floored(instant: datetime) -> datetime:
    """To the millisecond, as entries are recorded."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def steps(lines: Sequence[Line]) -> list[Step]:
    """The commands of a history in order."""
    found: list[Step] = []
    left: list[Line] = []
    command: Line | None = None
    for line in lines:
        if line.event == "element":
            left.append(line)
            continue
        if command is not None:
            found.append(Step(command.at, command, tuple(left)))
        command, left = line, []
    if command is not None:
        found.append(Step(command.at, command, tuple(left)))
    return found


def critical_path(known: Sequence[Step], model: Model, until: datetime) -> list[Segment]:
    """Backwards from the last step not after `until`: what ended it, what had begun that, and so on to the start.

    The segments follow each other without a gap from the first step to that last one. Branches that were ready earlier
    than another do not count: nobody waited for them. Where nothing explains why a step came about (a token moved by
    hand), the time since the step before belongs to nobody we know.
    """
    instants = [floored(step.at) for step in known]
    index = bisect_right(instants, floored(until)) - 1
    found: list[Segment] = []
    while index > 0:
        step = known[index]
        trigger = step.trigger(model)
        if trigger is None or trigger.started_at is None:
            if instants[index - 1] < instants[index]:
                found.append(Segment("", UNKNOWN, instants[index - 1], instants[index]))
            index -= 1
            continue
        began = bisect_right(instants, trigger.started_at, 0, index) - 1
        if began < 0:
            break
        if instants[began] < instants[index]:
            found.append(Segment(trigger.element, model.holder(trigger.element), instants[began], instants[index]))
        index = began
    return found[::-1]
