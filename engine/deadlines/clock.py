"""The AKZESS clock: four weeks from a complete file, stopped by pauses, read on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import SAXONY, Calendar
from .deadline import Deadline, concluded
from .derivation import DeadlineError, Step, short_de, short_en
from .instants import begin_of_day
from .pauses import Pause, PauseReason, Span, merged

SELF_COMMITMENT = "AKZESS-Vereinbarung, Selbstverpflichtung"


class ClockStart(StrEnum):
    """Which day starts the clock; no source defines it, so it is a parameter."""

    COMPLETE = "COMPLETE"  # the day on which the file is complete
    RECEIPT = "RECEIPT"  # the day on which the application arrived


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The parameters of the clock, from the versioned process parameters."""

    start: ClockStart = ClockStart.COMPLETE
    days: int = 28
    warnings: tuple[int, ...] = (14, 21, 25)
    pause_on_employer: bool = False
    pause_on_hearing: bool = False

    def counts(self, pause: Pause) -> bool:
        """Whether this reason stops the clock under these rules."""
        switches = {PauseReason.PEMP: self.pause_on_employer, PauseReason.PHEAR: self.pause_on_hearing}
        return switches.get(pause.reason, True)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A step of the escalation ladder.

    E1 to E3 are warnings: `at` is the first instant of the day with that net day. E4 is the breach: `at` is the
    instant at which the due date has ended. Both are None while a pause without end keeps them out of reach.
    """

    level: str
    net_day: int
    day: date | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class AkzessClock:
    """The clock of one case. Days are legal days in Europe/Berlin; `stop` is the day the decision was made known."""

    receipt: date
    complete: date | None
    pauses: tuple[Pause, ...] = ()
    stop: date | None = None
    rules: ClockRules = ClockRules()
    calendar: Calendar = SAXONY

    def __post_init__(self) -> None:
        if self.complete is not None and self.complete < self.receipt:
            raise DeadlineError("a file cannot be complete before it was received")
        if self.stop is not None and self.stop < self.receipt:
            raise DeadlineError("a decision cannot be made known before the application was received")

    @property
    def start(self) -> date | None:
        """The day the clock starts, or None while the file is incomplete."""
        return self.receipt if self.rules.start is ClockStart.RECEIPT else self.complete

    @property
    def spans(self) -> tuple[Span, ...]:
        """The pauses that count, merged and cut at clock start and stop."""
        if self.start is None:
            return ()
        spans = merged((pause for pause in self.pauses if self.rules.counts(pause)), self.start)
        if self.stop is None:
            return spans
        closed = (Span(span.begin, min(span.end or self.stop, self.stop)) for span in spans if span.begin < self.stop)
        return tuple(closed)

    def pause_days(self, day: date) -> int:
        """Days of pause before `day`; overlapping pauses count once."""
        return sum(span.days_until(day) for span in self.spans)

    def net_days(self, day: date) -> int:
        """`day` (at most the stop) minus clock start minus pause days; 0 before the clock starts."""
        day = day if self.stop is None else min(day, self.stop)
        if self.start is None or day <= self.start:
            return 0
        return (day - self.start).days - self.pause_days(day)

    def gross_days(self, day: date) -> int:
        """Calendar days from receipt to `day` (at most the stop); never paused."""
        day = day if self.stop is None else min(day, self.stop)
        return max(0, (day - self.receipt).days)

    def paused_on(self, day: date) -> bool:
        """Whether the clock stands still on `day`."""
        return any(span.begin <= day and (span.end is None or day < span.end) for span in self.spans)

    def remaining_days(self, day: date) -> int:
        """Net days left until the four weeks are used up; negative once they are exceeded."""
        return self.rules.days - self.net_days(day)

    @property
    def due(self) -> Deadline | None:
        """T01, or None before the clock starts and while an open pause keeps its end unknown.

        Pause days are added to the raw end, which is then rolled once. A pause that begins after the due date does
        not count: a period that has ended cannot stand still any more.
        """
        if self.start is None:
            return None
        total = 0
        due = self._due(self.start, total, ())
        counted: list[Span] = []
        for span in self.spans:
            if span.begin > due.end:
                break
            if span.end is None:
                return None
            counted.append(span)
            total += span.days_until(span.end)
            due = self._due(self.start, total, tuple(counted))
        return due

    @property
    def in_time(self) -> bool | None:
        """Decided by the due date (KPI K1); None while open."""
        if self.stop is None:
            return None
        return self.due is not None and self.stop <= self.due.end

    @property
    def in_time_strict(self) -> bool | None:
        """Decided within the net days without rolling (KPI K1s); None while open."""
        return None if self.stop is None else self.start is not None and self.net_days(self.stop) <= self.rules.days

    def net_day_reached(self, net_day: int) -> date | None:
        """The first day on which `net_days` is `net_day`; None before the start or behind an open pause."""
        if net_day < 0:
            raise DeadlineError(f"a net day is 0 or more, not {net_day}")
        if self.start is None:
            return None
        try:
            day = self.start + timedelta(days=net_day)
            for span in self.spans:
                if span.begin >= day:
                    break
                if span.end is None:
                    return None
                day += timedelta(days=span.days_until(span.end))
        except OverflowError as error:
            raise DeadlineError("the calendar ends on 9999-12-31") from error
        return None if self.stop is not None and day > self.stop else day

    def threshold(self, net_day: int, level: str = "") -> Threshold:
        """When `net_day` is reached. From the full length on it is T01 itself: the end of the due date, rolled."""
        if net_day > self.rules.days:
            raise DeadlineError(f"the clock has {self.rules.days} net days, there is no threshold at {net_day}")
        if net_day == self.rules.days:
            due = None if self.in_time else self.due
            return Threshold(level, net_day, due.end if due else None, due.ends_at if due else None)
        day = self.net_day_reached(net_day)
        return Threshold(level, net_day, day, None if day is None else begin_of_day(day))

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """E1, E2, E3 at the warning days and E4 at the due date."""
        days = (*self.rules.warnings, self.rules.days)
        return tuple(self.threshold(day, f"E{number}") for number, day in enumerate(days, 1))

    def _due(self, start: date, pause_days: int, spans: tuple[Span, ...]) -> Deadline:
        """`start` + length + pauses, rolled once, with its derivation."""
        try:
            plain = start + timedelta(days=self.rules.days)
            raw = plain + timedelta(days=pause_days)
        except OverflowError as error:
            raise DeadlineError("the calendar ends on 9999-12-31") from error
        length_de, length_en = _length(self.rules.days)
        start_de, start_en = (
            ("Antragseingang", "receipt of the application")
            if self.rules.start is ClockStart.RECEIPT
            else ("Unterlagen vollständig", "file complete")
        )
        steps = [
            Step(
                f"Uhr beginnt: {start_de}, Tag zählt nicht mit", f"clock starts: {start_en}", "§ 187 Abs. 1 BGB", start
            ),
            Step(f"{length_de} ab Uhrbeginn", f"{length_en} from clock start", SELF_COMMITMENT, plain),
        ]
        for span in spans:
            if span.end is not None:
                days = span.days_until(span.end)
                steps.append(
                    Step(
                        f"Pause vom {short_de(span.begin)} bis {short_de(span.end)}: {days} {_tage(days)}",
                        f"pause from {short_en(span.begin)} to {short_en(span.end)}: {days} day{'s' * (days != 1)}",
                        SELF_COMMITMENT,
                        span.end,
                    )
                )
        lead_de, lead_en = f"{length_de} seit {short_de(start)}", f"{length_en} from {short_en(start)}"
        if pause_days:
            steps.append(
                Step(
                    f"Ende um {pause_days} {_tage(pause_days)} hinausgeschoben",
                    f"end moved by {pause_days} day{'s' * (pause_days != 1)}",
                    SELF_COMMITMENT,
                    raw,
                )
            )
            lead_de += f" + {pause_days} {_tage(pause_days)} Pause"
            lead_en += f" + {pause_days} day{'s' * (pause_days != 1)} of pause"
        return concluded(start, raw, self.calendar, tuple(steps), lead_de, lead_en)


def _tage(count: int) -> str:
    return "Tag" if count == 1 else "Tage"


def _length(days: int) -> tuple[str, str]:
    """Whole weeks are called weeks."""
    weeks, rest = divmod(days, 7)
    return (f"{days} Tage", f"{days} days") if rest else (f"{weeks} Wochen", f"{weeks} weeks")
