"""A second, independent computation of German deadlines, written only from the statutes, to check the engine against.

It shares no code and no library with the engine: Easter after Gauss,
dates as day numbers counted by hand, holidays as a predicate.
"""

from __future__ import annotations

from datetime import date

CUMULATED = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def leap(year: int) -> bool:
    return year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)


def number(year: int, month: int, day: int) -> int:
    """Days since 31 December of the year 0 (proleptic Gregorian)."""
    before = year - 1
    return (
        before * 365
        + before // 4
        - before // 100
        + before // 400
        + CUMULATED[month - 1]
        + (1 if month > 2 and leap(year) else 0)
        + day
    )


def month_length(year: int, month: int) -> int:
    return 29 if month == 2 and leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def split(days: int) -> tuple[int, int, int]:
    """The date of a day number, found by walking (slow and obvious)."""
    year = days // 366 + 1
    while number(year + 1, 1, 1) <= days:
        year += 1
    month = 1
    while month < 12 and number(year, month + 1, 1) <= days:
        month += 1
    return year, month, days - number(year, month, 1) + 1


def weekday(days: int) -> int:
    """0 is Monday: day 1 of the count (1 January of the year 1) was one."""
    return (days - 1) % 7


def easter(year: int) -> int:
    """Easter Sunday after Gauss with Lichtenberg's correction."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = seed // 29 + (seed // 28 - seed // 29) * (golden // 11)
    border = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    march = border + 7 - (border - first_sunday) % 7
    return number(year, 3, 1) + march - 1


def repentance(year: int) -> int:
    """Wednesday before 23 November."""
    day = number(year, 11, 22)
    return day - (weekday(day) - 2) % 7


FIXED = {(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)}
OF_LAND = {
    "SN": {(10, 31)},
    "BY": {(1, 6), (11, 1)},
    "TH": {(9, 20), (10, 31)},
    "BE": {(3, 8)},
    "NW": {(11, 1)},
    "DE": set(),
}
#: Days made a holiday of one Land for one year only.
ONCE = {"BE": {(2020, 5, 8), (2025, 5, 8), (2028, 6, 17)}}


def free(days: int, land: str) -> bool:
    """Whether the day is a public holiday of the Land (years from 2019 on)."""
    year, month, day = split(days)
    moving = [-2, 1, 39, 50] + ([60] if land in ("BY", "NW") else [])
    if (month, day) in FIXED | OF_LAND[land] or days - easter(year) in moving:
        return True
    return (land == "SN" and days == repentance(year)) or (year, month, day) in ONCE.get(land, ())


def rolled(days: int, lands: tuple[str, ...]) -> int:
    while weekday(days) > 4 or any(free(days, land) for land in lands):
        days += 1
    return days


def end(event: date, count: int, unit: str, lands: tuple[str, ...] = ("SN",)) -> date:
    """The end of a period of `count` D, W, M or Y after the event, rolled."""
    return to_date(rolled(raw(event, count, unit), lands))


def raw(event: date, count: int, unit: str) -> int:
    if unit in "DW":
        return number(event.year, event.month, event.day) + count * (7 if unit == "W" else 1)
    year, month = event.year, event.month
    for _ in range(count * (12 if unit == "Y" else 1)):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return number(year, month, min(event.day, month_length(year, month)))


def counted(event: date, count: int, land: str, saturdays: bool) -> date:
    """The count-th Werktag (saturdays) or Arbeitstag after the event."""
    days = number(event.year, event.month, event.day)
    while count:
        days += 1
        if weekday(days) < (6 if saturdays else 5) and not free(days, land):
            count -= 1
    return to_date(days)


def to_date(days: int) -> date:
    return date(*split(days))
