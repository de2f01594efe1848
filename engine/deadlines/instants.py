"""Between legal days and instants: a day of the law is a day in Europe/Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from .calendar import following
from .derivation import DeadlineError

BERLIN = ZoneInfo("Europe/Berlin")


def begin_of_day(day: date) -> datetime:
    """The instant at which `day` begins in Europe/Berlin (aware; no clock change of Berlin falls on midnight)."""
    return datetime.combine(day, time.min, BERLIN)


def end_of_day(day: date) -> datetime:
    """The instant at which `day` has ended: the next local midnight. Anything before it is in time, 23:59 too."""
    return begin_of_day(following(day))


def local_day(moment: date | datetime) -> date:
    """The legal day of an instant; a plain date stays. Naive date-times are refused: their day is ambiguous."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise DeadlineError(f"{moment.isoformat()} has no time zone, so its day in Europe/Berlin is not known")
    try:
        return moment.astimezone(UTC).astimezone(BERLIN).date()
    except OverflowError as error:
        raise DeadlineError(f"{moment.isoformat()} lies outside the years 1 to 9999") from error
