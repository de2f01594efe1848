"""Which slots are free: computed from the plan and from what is taken, never stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .plan import Counter, Kind, Opening, Plan, SitePlan

#: Time at a counter is taken in pieces of so many minutes: what all durations have in common.
CELL = 5
BERLIN = ZoneInfo("Europe/Berlin")
#: Slots longer than this begin every quarter of an hour, so that little time is lost between them.
GRID = 15

#: Whether a day is a public holiday at the site.
Holidays = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time at a counter; instants in UTC. `emergency`: it lies in the reserved share."""

    counter: str
    starts_at: datetime
    ends_at: datetime
    emergency: bool = False


def cell(moment: datetime) -> int:
    """The number of the five minutes that begin at this instant or contain it."""
    return int(moment.timestamp()) // (CELL * 60)


def cells(starts_at: datetime, ends_at: datetime) -> range:
    """The cells of a stretch of time."""
    return range(cell(starts_at), -(-int(ends_at.timestamp()) // (CELL * 60)))


def local(day: date, minutes: int) -> datetime:
    """An instant of a local day, in UTC. A time that daylight saving leaves out is the one an hour later."""
    start = datetime(day.year, day.month, day.day, tzinfo=BERLIN)
    wall = start.replace(tzinfo=None) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=BERLIN).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The local day of an instant."""
    return moment.astimezone(BERLIN).date()


def openings(site: SitePlan, day: date, holiday: Holidays) -> tuple[Opening, ...]:
    """When a site is open on a day: not on holidays, nor when it says it is closed."""
    if day in site.closed or holiday(day):
        return ()
    return site.hours.get(day.weekday(), ())


def window(plan: Plan, now: datetime, *, office: bool) -> tuple[date, date]:
    """The first and the last day for which somebody may book now: applicants from the next day on, the office today."""
    today = day_of(now)
    return (today if office else today + plan.first), today + plan.last


def slots(
    plan: Plan,
    code: str,
    day: date,
    kind: Kind,
    *,
    holiday: Holidays,
    persons: int = 1,
    language: str = "",
    emergency: bool = False,
    now: datetime,
) -> Iterator[Slot]:
    """Every slot of a day that begins after `now`, free or not, in order of time and of counters.

    `emergency`: with the reserved share; it is in it anyhow once it has been released.
    """
    site = plan.at(code, day)
    if site is None:
        return
    minutes = kind.lasts(persons)
    step = min(minutes, GRID)
    open_ = emergency or local(day, 0) - now <= plan.released
    fitting = [one for one in site.counters if one.serves(kind.id, language)]
    for opening in openings(site, day, holiday):
        for begins in range(opening.begins, opening.ends - minutes + 1, step):
            reserved = begins + minutes > opening.emergency
            starts_at = local(day, begins)
            if starts_at <= now or (reserved and not open_):
                continue
            for counter in fitting:
                yield Slot(counter.id, starts_at, starts_at + timedelta(minutes=minutes), reserved)


def free(found: Iterator[Slot], taken: Mapping[str, Collection[int]]) -> Iterator[Slot]:
    """Those of which no cell is taken; `taken` has the cells by counter."""
    nothing: frozenset[int] = frozenset()
    for slot in found:
        busy = taken.get(slot.counter, nothing)
        if not any(one in busy for one in cells(slot.starts_at, slot.ends_at)):
            yield slot


def covered(site: SitePlan, counter: Counter, day: date, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a stretch of time lies within one opening of the counter's day."""
    return any(
        local(day, one.begins) <= starts_at and ends_at <= local(day, one.ends)
        for one in site.hours.get(day.weekday(), ())
    ) and any(one.id == counter.id for one in site.counters)
