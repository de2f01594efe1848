"""Timer intents of diagrams (ISO 8601 durations, date-times, cycles) turned into instants, calendar-aware."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, datetime, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Kind = Literal["duration", "date", "cycle"]

_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.,]([0-9]{1,6}))?S)?)?\Z"
)
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?(?:\[([A-Za-z0-9_+/-]{1,64})\]|@([A-Za-z0-9_+/-]{1,64})| ([A-Za-z0-9_+/-]{1,64}))?\Z"
)
_REPEAT = re.compile(r"R([0-9]{0,9})\Z")


class TimerError(ValueError):
    """The text is no timer that can be armed; the deployment refuses it, or the case gets an incident."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires, with the intent it came from, so that the instant can be computed again.

    `fire_at` is an instant in UTC. `local_spec` is the intent in full: ``<anchor>/<duration>`` for a duration, the
    date-time for a date, ``R<n>/<anchor>/<duration>`` for a cycle. `cycle` counts the firings of a cycle from its
    anchor; `remaining` is how many follow this one (None: without end; 0 for durations and dates).
    """

    fire_at: datetime
    local_spec: str
    tz: str
    remaining: int | None
    cycle: int = 0


@dataclass(frozen=True, slots=True)
class _Duration:
    """A duration in its three parts: months and days are calendar, the rest is elapsed time."""

    months: int
    days: int
    elapsed: timedelta

    def times(self, factor: int) -> _Duration:
        return _Duration(self.months * factor, self.days * factor, self.elapsed * factor)


def first_due(spec: str, kind: Kind, now: datetime, tz: str) -> Due:
    """The first instant of a timer armed at `now` (aware), for a case whose local time is that of the zone `tz`.

    A duration counts from `now`: years, months, weeks and days in the local calendar, hours and less as elapsed time.
    A cycle without start fires first one interval after `now`, one with a start at its start. A local time that a
    clock change leaves out becomes the first valid instant after the gap; one that occurs twice is the first.
    Raises `TimerError` for other texts, negative or zoneless values, and instants after the year 9999.
    """
    zone = _zone(tz)
    _aware(now)
    text = spec.strip()
    match kind:
        case "duration":
            anchor = _written(now, zone, tz)
            local_spec = f"{anchor}/{text}"
            return Due(_at(anchor, _duration(text), zone), local_spec, tz, 0)
        case "date":
            return Due(_instant(text), text, tz, 0)
        case "cycle":
            return _first_of_cycle(text, now, zone, tz)
        case _:
            raise TimerError(f"a timer is a duration, a date or a cycle, not {kind!r}")


def next_due(previous: Due, now: datetime | None = None) -> Due | None:
    """The firing of a cycle after `previous`, or None when there is none.

    Every firing is counted from the anchor, so that neither a late worker nor a short month shifts those after it.
    With `now`, firings that were missed are skipped and used up: the one that is due stands for them all.
    """
    if not previous.local_spec.startswith("R") or previous.remaining == 0:
        return None
    step = 1
    if now is not None:
        _aware(now)
        step = _first_step_after(previous, now)
    if previous.remaining is not None and step > previous.remaining:
        return None
    return _after(previous, step)


def recomputed(due: Due) -> Due:
    """The same intent under the time-zone rules of today: for pending timers after a change of the tz database."""
    kind, anchor, duration = _parts(due.local_spec)
    if kind == "date":
        return replace(due, fire_at=_instant(anchor))
    length = duration.times(due.cycle) if kind == "cycle" else duration
    return replace(due, fire_at=_at(anchor, length, _zone(due.tz)))


def _first_of_cycle(text: str, now: datetime, zone: ZoneInfo, tz: str) -> Due:
    head, _, rest = text.partition("/")
    start, _, length = rest.rpartition("/")
    repeat = _REPEAT.match(head)
    if repeat is None or not length:
        raise TimerError(f"{text!r} is no cycle: write R3/PT10M, R/P1D or R/<start>/<duration>")
    interval = _duration(length)
    if interval == _Duration(0, 0, timedelta()):
        raise TimerError(f"the cycle {text!r} has no length and would fire without end")
    count = int(repeat[1]) if repeat[1] else None
    if count == 0:
        raise TimerError(f"the cycle {text!r} never fires")
    remaining = None if count is None else count - 1
    if start:
        return Due(_instant(start), text, tz, remaining, 0)
    anchor = _written(now, zone, tz)
    return Due(_at(anchor, interval, zone), f"{head}/{anchor}/{length}", tz, remaining, 1)


def _after(previous: Due, step: int) -> Due:
    _, anchor, interval = _parts(previous.local_spec)
    cycle = previous.cycle + step
    remaining = None if previous.remaining is None else previous.remaining - step
    return Due(
        _at(anchor, interval.times(cycle), _zone(previous.tz)), previous.local_spec, previous.tz, remaining, cycle
    )


def _first_step_after(previous: Due, now: datetime) -> int:
    """The smallest step to a firing later than `now`, found by doubling and halving (years of PT1S stay cheap)."""

    def missed(step: int) -> bool:
        return _after(previous, step).fire_at <= now

    high = 1
    while missed(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if missed(middle) else (low, middle)
    return high


def _parts(local_spec: str) -> tuple[Kind, str, _Duration]:
    """Kind, anchor and duration of a stored intent."""
    anchor, _, length = local_spec.rpartition("/")
    if _DURATION.match(length) is None:  # "Berlin" or "Paris": the slash belongs to a zone
        return "date", local_spec, _Duration(0, 0, timedelta())
    if anchor.startswith("R"):
        return "cycle", anchor.partition("/")[2], _duration(length)
    return "duration", anchor, _duration(length)


def _duration(text: str) -> _Duration:
    found = _DURATION.match(text)
    if found is None:
        sign = " (negative durations are refused)" if "-" in text else ""
        raise TimerError(f"{text!r} is no ISO 8601 duration{sign}")
    years, months, weeks, days, hours, minutes, seconds = (int(group or 0) for group in found.groups()[:7])
    micros = int((found[8] or "0").ljust(6, "0"))
    try:
        elapsed = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
    except OverflowError as error:
        raise TimerError(f"{text!r} is too long") from error
    return _Duration(years * 12 + months, weeks * 7 + days, elapsed)


def _at(anchor: str, duration: _Duration, case_zone: ZoneInfo) -> datetime:
    """The instant `duration` after an anchor; calendar parts run in the anchor's zone, else in that of the case."""
    start, zone = _read(anchor)
    try:
        instant = _resolved(start, zone)
        if duration.months or duration.days:
            if isinstance(zone, ZoneInfo):  # the written time of day, even where the first day leaves it out
                local, calendar_zone = start.replace(fold=0), zone
            else:
                local, calendar_zone = instant.astimezone(case_zone).replace(tzinfo=None, fold=0), case_zone
            instant = _resolved(_calendar_sum(local, duration), calendar_zone)
        return instant + duration.elapsed
    except OverflowError as error:
        raise TimerError("the timer would fire after the year 9999") from error


def _calendar_sum(local: datetime, duration: _Duration) -> datetime:
    """Months first, a missing day becoming the last of its month; then days."""
    index = local.year * 12 + local.month - 1 + duration.months
    year, month = divmod(index, 12)
    if year > MAXYEAR:
        raise TimerError("the timer would fire after the year 9999")
    day = local.day
    while True:
        try:
            moved = local.replace(year=year, month=month + 1, day=day)
            break
        except ValueError:
            day -= 1
    return moved + timedelta(days=duration.days)


def _instant(text: str) -> datetime:
    start, zone = _read(text)
    try:
        return _resolved(start, zone)
    except OverflowError as error:
        raise TimerError(f"{text!r} lies outside the years 1 to 9999") from error


def _read(text: str) -> tuple[datetime, tzinfo]:
    """Wall time (with `fold` for the second occurrence) and zone of a date-time; naive ones are refused."""
    found = _DATE_TIME.match(text)
    if found is None:
        raise TimerError(f"{text!r} is no ISO 8601 date-time with a zone")
    offset_text, zone_name = found[2], found[3] or found[4] or found[5]
    if offset_text is None and zone_name is None:
        raise TimerError(f"{text!r} has no zone: write +01:00, Z or @Europe/Berlin")
    try:
        wall = datetime.fromisoformat(found[1])
        fixed = datetime.fromisoformat(found[1] + offset_text).tzinfo if offset_text else None
    except ValueError as error:
        raise TimerError(f"{text!r} is no date-time: {error}") from error
    if zone_name is None:
        return wall, fixed or UTC
    zone = _zone(zone_name)
    if fixed is None:
        return wall, zone
    for fold in (0, 1):
        if wall.replace(tzinfo=zone, fold=fold).utcoffset() == fixed.utcoffset(None):
            return wall.replace(fold=fold), zone
    raise TimerError(f"{text!r}: {zone_name} does not have that offset at that time")


def _resolved(wall: datetime, zone: tzinfo) -> datetime:
    """The UTC instant of a wall time; inside a gap, the instant at which the gap ends."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None, fold=0):
        return instant
    early, late = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return late.replace(microsecond=0)


def _written(now: datetime, zone: ZoneInfo, tz: str) -> str:
    """`now` as wall time of the zone; with its offset only where the wall time alone would mean another instant."""
    try:
        local = now.astimezone(UTC).astimezone(zone)
    except OverflowError as error:
        raise TimerError("the time lies outside the years 1 to 9999") from error
    wall = local.replace(tzinfo=None, fold=0)
    if local.fold:
        return f"{local.replace(fold=local.fold).isoformat()}[{tz}]"
    return f"{wall.isoformat()}@{tz}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimerError(f"unknown time zone {name!r}") from error


def _aware(moment: datetime) -> None:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise TimerError(f"{moment.isoformat()} has no zone")
