"""The light of a due date, and the sentence that says where the date comes from."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from engine.deadlines import SAXONY, DeadlineError, Period, end_of, end_of_day, local_day
from engine.deadlines.calendar import following
from engine.deadlines.derivation import short_de, short_en
from engine.deadlines.periods import Unit

from .resources.base import Text
from .resources.tasks import Light

#: A task is yellow from so many working days before its date on (reminder E0 of the domain document, 4.5).
YELLOW_DAYS = 2

_WORKING_DAYS = re.compile(r"=\s*arbeitstage nach\(\s*today\(\)\s*,\s*([0-9]{1,3})\s*\)\s*\Z")
_PERIOD = re.compile(r"=\s*(?:string\()?\s*(?:ende des tages\()?\s*frist ende\(\s*today\(\)\s*,\s*\"(P[0-9]+[DWMY])\"")
_LONGEST_GUESS = 10


def yellow_until(now: datetime) -> datetime:
    """The instant up to which a date that is still to come is near."""
    return _yellow_until(local_day(now))


@lru_cache(maxsize=64)
def _yellow_until(today: date) -> datetime:
    return end_of_day(SAXONY.arbeitstage_after(today, YELLOW_DAYS)).astimezone(UTC)


def light(due_at: datetime | None, now: datetime) -> Light:
    """Red when the date has passed, yellow within two working days, else green; "none" without a date."""
    if due_at is None:
        return "none"
    if due_at < now:
        return "red"
    return "yellow" if due_at < yellow_until(now) else "green"


def why(created_at: datetime, due_at: datetime | None, rule: str | None) -> Text | None:
    """Where a due date comes from: "5 Arbeitstage seit 12.11., Wochenende, Buß- und Bettag → 20.11.".

    `rule` is the diagram's expression. A rule that does not lead to the date (it was set by hand, or came with a
    message) is not claimed; the date alone is named then. None without a date.
    """
    if due_at is None:
        return None
    return _why(local_day(created_at), local_day(due_at - timedelta(seconds=1)), rule or "")


@lru_cache(maxsize=4096)
def _why(start: date, end: date, rule: str) -> Text:
    try:
        period = _PERIOD.match(rule)
        if period is not None:
            found = end_of(start, Period.parse(period[1]))
            if found.end == end:
                return Text(de=found.explanation_de, en=found.explanation_en)
        counted = _WORKING_DAYS.match(rule)
        count = _working_days(start, end)
        if count and (int(counted[1]) == count if counted else not rule and count <= _LONGEST_GUESS):
            return _counted(start, end, count)
    except DeadlineError:  # a year whose holidays are not known
        pass
    return Text(de=f"bestimmt auf {short_de(end, beside=start)}", en=f"set to {short_en(end, beside=start)}")


def _working_days(start: date, end: date) -> int:
    """How many working days after `start` the day is; 0 when it is none or too far away."""
    if end <= start or (end - start).days > 400 or not SAXONY.is_arbeitstag(end):
        return 0
    count, day = 0, start
    while day < end:
        day = following(day)
        count += SAXONY.is_arbeitstag(day)
    return count


def _counted(start: date, end: date, count: int) -> Text:
    german, english = [], []
    day = following(start)
    while day < end:
        entry = SAXONY.holiday(day)
        if entry is not None and entry.name_de not in german:
            german.append(entry.name_de)
            english.append(entry.name_en)
        elif entry is None and day.weekday() > 4 and "Wochenende" not in german:
            german.append("Wochenende")
            english.append("weekend")
        day = following(day)
    period = Period(count, Unit.ARBEITSTAGE)
    lead_de, lead_en = f"{period.text_de} seit {short_de(start)}", f"{period.text_en} from {short_en(start)}"
    return Text(
        de=f"{', '.join([lead_de, *german])} → {short_de(end, beside=start)}",
        en=f"{', '.join([lead_en, *english])} → {short_en(end, beside=start)}",
    )
