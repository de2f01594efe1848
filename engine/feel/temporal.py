"""Reading and writing dates, times, date-times and durations (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import FeelError
from .far import FarDate, FarDateTime, from_ordinal, make_date, make_date_time, near, ordinal
from .numbers import CONTEXT
from .numbers import text as number_text
from .values import DaysAndTime, YearsAndMonths

AnyDate: TypeAlias = date | FarDate
AnyDateTime: TypeAlias = datetime | FarDateTime
Temporal: TypeAlias = date | FarDate | datetime | FarDateTime | time | DaysAndTime | YearsAndMonths

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]+)?"
)
_YEARS = re.compile(r"(-)?P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAYS = re.compile(
    r"(-)?P(?:([0-9]{1,18})D)?(?:(T)(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(\.[0-9]{1,18})?S)?)?"
)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,32}){0,2}")


def parse_date(text: str) -> AnyDate:
    """The date of `YYYY-MM-DD`; raises `FeelError` otherwise."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise FeelError(f"'{text[:40]}' is no date")
    try:
        return make_date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise FeelError(f"there is no date '{text[:40]}'") from error


def parse_time(text: str) -> time:
    """The time of `hh:mm:ss[.fraction][offset or @zone]`, to the microsecond; raises `FeelError` otherwise."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise FeelError(f"'{text[:40]}' is no time")
    micros = int((match[4] or "0").ljust(6, "0")[:6])
    try:
        return time(int(match[1]), int(match[2]), int(match[3]), micros, zone(match[5]) if match[5] else None)
    except ValueError as error:
        raise FeelError(f"there is no time '{text[:40]}'") from error


def parse_date_time(text: str) -> AnyDateTime:
    """The date and time of `YYYY-MM-DDThh:mm:ss…`; a date alone is midnight; raises `FeelError` otherwise."""
    day, separator, clock = text.partition("T")
    if clock.startswith("24:00:00"):  # the end of a day is the beginning of the next one
        return make_date_time(from_ordinal(ordinal(parse_date(day)) + 1), parse_time(f"00{clock[2:]}"))
    return make_date_time(parse_date(day), parse_time(clock) if separator else time())


def zone(text: str) -> tzinfo:
    """The zone of `Z`, `+hh:mm[:ss]` or `@Area/City`; raises `FeelError` when there is none."""
    if text == "Z":
        return UTC
    if text[0] == "@":
        return _named_zone(text[1:])
    hours, minutes, *rest = (int(part) for part in text[1:].split(":"))
    if minutes > 59 or any(part > 59 for part in rest):
        raise FeelError(f"'{text}' is no offset")
    seconds = hours * 3600 + minutes * 60 + sum(rest)
    return offset_zone(-seconds if text[0] == "-" else seconds)


def offset_zone(seconds: int) -> tzinfo:
    """The zone `seconds` east of Greenwich; raises `FeelError` beyond 18 hours."""
    if abs(seconds) > 18 * 3600:
        raise FeelError("an offset is at most 18 hours")
    return timezone(timedelta(seconds=seconds)) if seconds else UTC


@lru_cache(maxsize=1024)
def _named_zone(name: str) -> tzinfo:
    if not _ZONE.fullmatch(name):
        raise FeelError(f"there is no time zone '{name[:40]}'")
    if name in ("Z", "UTC", "Etc/UTC"):
        return ZoneInfo("Etc/UTC") if name == "Etc/UTC" else UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FeelError(f"there is no time zone '{name[:40]}'") from error


def parse_duration(text: str) -> DaysAndTime | YearsAndMonths:
    """The duration of `PnYnM` or `PnDTnHnMnS`; raises `FeelError` otherwise."""
    match = _YEARS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsAndMonths(-months if match[1] else months)
    match = _DAYS.fullmatch(text)
    if match and (match[2] or match[3]) and (not match[3] or match[4] or match[5] or match[6]):
        whole = int(match[2] or 0) * 86_400 + int(match[4] or 0) * 3600 + int(match[5] or 0) * 60 + int(match[6] or 0)
        seconds = CONTEXT.add(Decimal(whole), Decimal(match[7] or 0))
        return DaysAndTime(CONTEXT.minus(seconds) if match[1] else seconds)
    raise FeelError(f"'{text[:40]}' is no duration")


def parse_at(text: str) -> Temporal:
    """The value of `@"text"`; raises `FeelError` when it is none of the temporal kinds."""
    if text[:1] == "P" or text[:2] == "-P":
        return parse_duration(text)
    if "T" in text and _DATE.match(text):
        return parse_date_time(text)
    if _DATE.fullmatch(text):
        return parse_date(text)
    return parse_time(text)


def text_of(value: Temporal) -> str:
    """A temporal value in the notation it is read from."""
    if isinstance(value, datetime):
        return f"{text_of(value.date())}T{_clock(value.timetz())}"
    if isinstance(value, FarDateTime):
        return f"{text_of(value.day)}T{_clock(value.clock)}"
    if isinstance(value, date | FarDate):
        sign = "-" if value.year < 0 else ""
        return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, YearsAndMonths):
        return _months(value.months)
    return _seconds(value.seconds)


def _clock(value: time) -> str:
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    if value.microsecond:
        text += f".{value.microsecond:06d}".rstrip("0")
    return text + zone_text(value.tzinfo)


def zone_text(value: tzinfo | None) -> str:
    """A zone as the end of a time: empty, `Z`, `+01:00` or `@Europe/Berlin`."""
    if value is None:
        return ""
    key = getattr(value, "key", None) if isinstance(value, ZoneInfo) else None
    if key:
        return f"@{key}"
    offset = value.utcoffset(None)
    if not offset:
        return "Z"
    total = offset.days * 86_400 + offset.seconds
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if total < 0 else '+'}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def _months(total: int) -> str:
    years, months = divmod(abs(total), 12)
    sign = "-" if total < 0 else ""
    return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"


def _seconds(total: Decimal) -> str:
    if not total:
        return "PT0S"
    whole = abs(int(total))
    fraction = CONTEXT.subtract(CONTEXT.abs(total), Decimal(whole))
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    second = number_text(CONTEXT.add(Decimal(seconds), fraction))
    clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{f'{second}S' if second != '0' else ''}"
    return f"{'-' if total < 0 else ''}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def offset_seconds(value: AnyDateTime | time) -> int | None:
    """Seconds east of Greenwich; None without a zone, and for a time whose zone has no single offset."""
    if isinstance(value, FarDateTime):
        value = near(value)
    offset = value.utcoffset()
    return None if offset is None else offset.days * 86_400 + offset.seconds
