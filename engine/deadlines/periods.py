"""The length of a statutory period and the day on which it ends before weekends and holidays (§§ 187–192 BGB)."""

from __future__ import annotations

import calendar as month_table
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import Calendar
from .derivation import DeadlineError


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"
    HALF_MONTHS = "HALF_MONTHS"  # 15 days each, § 189(1) BGB
    WERKTAGE = "WERKTAGE"  # Monday to Saturday
    ARBEITSTAGE = "ARBEITSTAGE"  # Monday to Friday


_WORDS: dict[Unit, tuple[str, str, str, str]] = {
    Unit.DAYS: ("Tag", "Tage", "day", "days"),
    Unit.WEEKS: ("Woche", "Wochen", "week", "weeks"),
    Unit.MONTHS: ("Monat", "Monate", "month", "months"),
    Unit.YEARS: ("Jahr", "Jahre", "year", "years"),
    Unit.HALF_MONTHS: ("halber Monat", "halbe Monate", "half month", "half months"),
    Unit.WERKTAGE: ("Werktag", "Werktage", "Werktag (Mon–Sat)", "Werktage (Mon–Sat)"),
    Unit.ARBEITSTAGE: ("Arbeitstag", "Arbeitstage", "working day", "working days"),
}
_ISO_UNITS = {"D": Unit.DAYS, "W": Unit.WEEKS, "M": Unit.MONTHS, "Y": Unit.YEARS}
_ISO = re.compile(r"P([0-9]{1,5})([DWMY])\Z")
_COUNTED = re.compile(r"([0-9]{1,5}) (Arbeitstage?|Werktage?)\Z")
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a statute or an authority sets it: a count (1 to 10,000) of one unit."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.count <= _LONGEST:
            raise DeadlineError(f"a period counts 1 to {_LONGEST} {self.unit.value.lower()}, not {self.count}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``P14D``, ``P4W``, ``P3M``, ``P1Y``, ``3 Werktage`` or ``5 Arbeitstage``.

        Mixed durations (``P1M3D``) and times of day are refused: no statute used here sets one, and their
        order of addition would be a guess.
        """
        iso = _ISO.match(text)
        if iso:
            return cls(int(iso[1]), _ISO_UNITS[iso[2]])
        counted = _COUNTED.match(text)
        if counted:
            unit = Unit.WERKTAGE if counted[2].startswith("W") else Unit.ARBEITSTAGE
            return cls(int(counted[1]), unit)
        raise DeadlineError(f"{text!r} is no period: write P14D, P4W, P3M, P1Y, '3 Werktage' or '5 Arbeitstage'")

    @property
    def text_de(self) -> str:
        """``4 Wochen``."""
        one, many, _, _ = _WORDS[self.unit]
        return f"{self.count} {one if self.count == 1 else many}"

    @property
    def text_en(self) -> str:
        """``4 weeks``."""
        _, _, one, many = _WORDS[self.unit]
        return f"{self.count} {one if self.count == 1 else many}"

    @property
    def norm(self) -> str:
        """The provision that says on which day a period of this unit ends."""
        match self.unit:
            case Unit.DAYS | Unit.WERKTAGE | Unit.ARBEITSTAGE:
                return "§ 188 Abs. 1 BGB"
            case Unit.HALF_MONTHS:
                return "§§ 188 Abs. 1, 189 Abs. 1 BGB"
            case _:
                return "§ 188 Abs. 2 BGB"


def half_year() -> Period:
    """§ 189(1) BGB: half a year is six months."""
    return Period(6, Unit.MONTHS)


def quarter() -> Period:
    """§ 189(1) BGB: a quarter is three months."""
    return Period(3, Unit.MONTHS)


def not_consecutive(period: Period) -> Period:
    """§ 191 BGB: where a period need not run on without a break, a month is 30 and a year 365 days."""
    days = {Unit.MONTHS: 30, Unit.YEARS: 365}.get(period.unit)
    return period if days is None else Period(period.count * days, Unit.DAYS)


def named_day(year: int, month: int, name: str) -> date:
    """§ 192 BGB: ``ANFANG`` (1st), ``MITTE`` (15th) or ``ENDE`` (last day) of a month."""
    try:
        day = {"ANFANG": 1, "MITTE": 15, "ENDE": month_table.monthrange(year, month)[1]}[name]
        return date(year, month, day)
    except (KeyError, ValueError) as error:
        raise DeadlineError(f"no day {name!r} of month {month} in {year}") from error


def raw_end(event: date, period: Period, calendar: Calendar, *, begins_with_day: bool = False) -> date:
    """The day with whose end `period` ends, before § 31(3) VwVfG is applied.

    By default the day of the event is not counted (§ 187(1) BGB). With `begins_with_day` the period begins at
    the start of that day, which then counts (§ 187(2) BGB): it ends one day earlier (§ 188(2) alternative 2 BGB).
    The calendar matters only for periods counted in Werktage or Arbeitstage.
    """
    try:
        start = event - timedelta(days=1) if begins_with_day else event
        match period.unit:
            case Unit.DAYS:
                return start + timedelta(days=period.count)
            case Unit.WEEKS:
                return start + timedelta(weeks=period.count)
            case Unit.HALF_MONTHS:
                return start + timedelta(days=15 * period.count)
            case Unit.WERKTAGE:
                return calendar.werktage_after(start, period.count)
            case Unit.ARBEITSTAGE:
                return calendar.arbeitstage_after(start, period.count)
            case Unit.MONTHS | Unit.YEARS:
                months = period.count * (12 if period.unit is Unit.YEARS else 1)
                return _months_after(event, months, day_before=begins_with_day)
    except OverflowError as error:
        raise DeadlineError("the calendar ends on 9999-12-31") from error


def _months_after(event: date, months: int, *, day_before: bool) -> date:
    """The day of the same number; a month that lacks it ends the period on its last day (§ 188(3) BGB)."""
    index = event.year * 12 + event.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > date.max.year:
        raise DeadlineError("the calendar ends on 9999-12-31")
    last = month_table.monthrange(year, month)[1]
    if event.day > last:  # The missing day: its eve is the month's last day as well, so nothing more to subtract.
        return date(year, month, last)
    same = date(year, month, event.day)
    return same - timedelta(days=1) if day_before else same


def age_on(birth: date, day: date) -> int:
    """Completed years of life at the start of `day`; the birthday itself counts (§ 187(2) s. 2, § 188(2) BGB).

    A person born on 29 February completes a year with the end of 28 February, so is a year older on 1 March of a
    common year.
    """
    if day < birth:
        raise DeadlineError("the day lies before the birth")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
