"""Arguments of the domain's FEEL functions: from FEEL and JSON values to days, periods, calendars and pauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..deadlines import (
    SAXONY,
    AkzessClock,
    Calendar,
    ClockRules,
    Notice,
    NoticeKind,
    Pause,
    PauseReason,
    Period,
    Unit,
    local_day,
)
from ..feel import DaysAndTime, FeelError, YearsAndMonths
from ..feel.temporal import parse_date_time

_SECONDS_A_DAY = 86_400


def as_day(value: Any) -> date:
    """A legal day from a date, an aware date-time (its day in Berlin) or either as text, as JSON variables hold."""
    try:
        if isinstance(value, str):
            value = date.fromisoformat(value) if len(value) == 10 else _instant(value)
        if isinstance(value, date):
            return local_day(value)
    except ValueError as error:  # DeadlineError is one
        raise FeelError(f"{value!r} is no day: {error}") from error
    raise FeelError(f"a date is needed, not {value!r}")


def _instant(text: str) -> object:
    """ISO text, or FEEL's own with a named zone (`2026-10-21T09:00:00@Europe/Berlin`): what `now()` becomes in a variable."""
    return parse_date_time(text) if "@" in text else datetime.fromisoformat(text)


def as_whole(value: Any) -> int:
    """A whole number below a million."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 1_000_000:
        return int(value)
    raise FeelError(f"a whole number is needed, not {value!r}")


def as_period(value: Any) -> Period:
    """A period from text (``P4W``, ``3 Werktage``) or a FEEL duration of whole days or months."""
    if isinstance(value, str):
        return Period.parse(value)
    if isinstance(value, YearsAndMonths):
        return Period(value.months, Unit.MONTHS)
    if isinstance(value, DaysAndTime) and value.seconds % _SECONDS_A_DAY == 0:
        return Period(int(value.seconds) // _SECONDS_A_DAY, Unit.DAYS)
    raise FeelError(f"a period is needed (P14D, P4W, P3M, '3 Werktage'), not {value!r}")


def as_calendar(value: Any) -> Calendar:
    """A calendar from its code; null is Saxony."""
    if value is None:
        return SAXONY
    if isinstance(value, str):
        return Calendar.parse(value)
    raise FeelError(f"a calendar is a text such as SN or SN+BY, not {value!r}")


def entries_of(value: Any) -> Iterator[Mapping[str, Any]]:
    """The contexts of a list; null is an empty list and one context a list of one."""
    items = [] if value is None else value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, Mapping):
            raise FeelError(f"a list of contexts is needed, with {item!r} in it")
        yield item


def as_pauses(value: Any) -> tuple[Pause, ...]:
    """Pauses from contexts {grund, von, bis}; `bis` null or missing while the pause lasts, `grund` P82 if missing."""
    found = []
    for entry in entries_of(value):
        reason = entry.get("grund", "P82")
        if reason not in PauseReason.__members__:
            raise FeelError(f"{reason!r} is no reason for a pause: one of {', '.join(PauseReason)}")
        if entry.get("von") is None:
            raise FeelError("a pause needs the day it begins: von")
        end = entry.get("bis")
        found.append(Pause(PauseReason(reason), as_day(entry["von"]), None if end is None else as_day(end)))
    return tuple(found)


def as_notices(value: Any) -> tuple[Notice, ...]:
    """Notices of the agency from contexts {art, am}; `art` INSUFFICIENT if missing."""
    found = []
    for entry in entries_of(value):
        kind = entry.get("art", "INSUFFICIENT")
        if kind not in NoticeKind.__members__:
            raise FeelError(f"{kind!r} is no notice: one of {', '.join(NoticeKind)}")
        found.append(Notice(NoticeKind(kind), as_day(entry.get("am"))))
    return tuple(found)


def as_clock(start: Any, pauses: Any, rules: Any, *, stop: date | None = None) -> AkzessClock:
    """The clock that starts on `start`; `rules` is {pauseOnEmployer, pauseOnHearing}, both false if missing."""
    day = as_day(start)
    options = next(entries_of(rules), {})
    switches = ClockRules(
        pause_on_employer=options.get("pauseOnEmployer") is True, pause_on_hearing=options.get("pauseOnHearing") is True
    )
    return AkzessClock(day, day, as_pauses(pauses), stop, switches)
