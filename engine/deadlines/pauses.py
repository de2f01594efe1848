"""Pauses of the AKZESS clock: which reasons count, and how overlapping ones are merged ("Hemmung")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .derivation import DeadlineError


class PauseReason(StrEnum):
    """The closed list of reasons. Waiting for the BA, a chamber or the security services is none of them."""

    P82 = "P82"  # documents requested, until they arrive or the deadline ends
    P79 = "P79"  # investigation pending, § 79(2) AufenthG
    PREC = "PREC"  # recognition or licence decision pending at another body
    PEMP = "PEMP"  # the employer did not answer the BA; counts only if the clock rules say so
    PAPP = "PAPP"  # the applicant asked to postpone or missed an appointment
    PHEAR = "PHEAR"  # hearing; counts only if the clock rules say so


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause. `begin` is the day of the start event, `end` that of the end event, None while it lasts.

    Its length is `end` − `begin` in calendar days: the day of the end event runs again.
    """

    reason: PauseReason
    begin: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.begin:
            raise DeadlineError(f"a pause cannot end on {self.end} before it begins on {self.begin}")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `begin` up to, not including, `end`; open while `end` is None."""

    begin: date
    end: date | None

    def days_until(self, day: date) -> int:
        """How many of its days lie before `day`."""
        until = day if self.end is None else min(day, self.end)
        return max(0, (until - self.begin).days)


def merged(pauses: Iterable[Pause], since: date) -> tuple[Span, ...]:
    """The union of all pauses from the clock start `since` on: ordered, disjoint, not touching; empty ones dropped."""
    spans: list[Span] = []
    for pause in sorted(pauses, key=lambda pause: pause.begin):
        begin = max(pause.begin, since)
        if pause.end is not None and pause.end <= begin:
            continue
        last = spans[-1] if spans else None
        if last is None or (last.end is not None and begin > last.end):
            spans.append(Span(begin, pause.end))
        elif last.end is not None:
            end = None if pause.end is None else max(last.end, pause.end)
            spans[-1] = Span(last.begin, end)
    return tuple(spans)
