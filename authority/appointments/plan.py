"""What a site offers on a day: counters with kinds and languages, opening hours, rules; read from the procedure's data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

import processes

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
WHO = ("public", "case", "office")
#: The parameter of the time each person of a group needs.
PER_PERSON = "FAMILY_PER_PERSON"
#: Nobody's day at the counter has more than this many minutes for one group.
LONGEST = 240

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_PERIOD = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?)?")


class PlanError(ValueError):
    """The data about appointments contradict themselves; the text says where."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of appointment. `minutes`: of one person; `who` may book it: "public", "case" or "office".

    `instead`: the kind that it stands for in the procedure (a family together: for the one of each person).
    """

    id: str
    de: str
    en: str
    minutes: int
    who: str
    group: bool = False
    most: int = 1
    instead: str = ""

    @property
    def serves(self) -> str:
        """What the procedure calls this appointment."""
        return self.instead or self.id

    def lasts(self, persons: int) -> int:
        """Minutes for so many people; PlanError for more than the kind takes."""
        if not 1 <= persons <= self.most:
            raise PlanError(f"{self.id}: 1 to {self.most} persons")
        return self.minutes * persons


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter: what is done there and in which languages."""

    id: str
    de: str
    en: str
    kinds: frozenset[str]
    languages: frozenset[str]

    def serves(self, kind: str, language: str) -> bool:
        """Whether somebody who speaks this language ("" any) gets this kind of appointment here."""
        return kind in self.kinds and (not language or language in self.languages)


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of opening time, in local minutes since midnight; `emergency`: from this minute on it is reserved."""

    begins: int
    ends: int
    emergency: int


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What a site offers from a day on; `hours` by weekday (0 Monday)."""

    since: date
    counters: tuple[Counter, ...]
    hours: Mapping[int, tuple[Opening, ...]]
    closed: frozenset[date]

    def counter(self, name: str) -> Counter | None:
        """A counter by id."""
        return next((one for one in self.counters if one.id == name), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about appointments that an authority decides; holidays are not in it.

    `first`, `last`: from so many days ahead to so many. `hold`: how long a slot is kept while somebody types,
    `offer`: while somebody on the waiting list is asked. `limit`: who has missed more books by telephone only.
    `released`: so long before its day the emergency share is anybody's. `kept`: how long bookings stay afterwards.
    `within`: working days within which the procedure's own appointments have to be offered.
    """

    kinds: Mapping[str, Kind]
    sites: Mapping[str, tuple[SitePlan, ...]]
    procedure: Mapping[str, str]
    first: timedelta
    last: timedelta
    hold: timedelta
    offer: timedelta
    reminders: tuple[timedelta, timedelta]
    cancel: timedelta
    limit: int
    released: timedelta
    kept: timedelta
    within: int
    late: timedelta

    def at(self, site: str, day: date) -> SitePlan | None:
        """The plan of a site in force on a day; None before the first, and for no site."""
        return next((one for one in reversed(self.sites.get(site, ())) if one.since <= day), None)

    def kind(self, name: str) -> Kind:
        """PlanError for none."""
        if name not in self.kinds:
            raise PlanError("there is no such kind of appointment")
        return self.kinds[name]

    def alike(self, name: str) -> tuple[str, ...]:
        """All kinds that serve what this one serves: of these a case has one appointment at a time."""
        wanted = self.kind(name).serves
        return tuple(one.id for one in self.kinds.values() if one.serves == wanted)


def period(text: Any) -> timedelta:
    """ISO 8601 duration of weeks, days, hours and minutes. PlanError for anything else."""
    found = _PERIOD.fullmatch(str(text))
    if found is None or not any(found.groups()):
        raise PlanError(f"{text!r} is no period")
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def load_plan(folder: Path = processes.AKZESS, day: date | None = None) -> Plan:
    """Read appointments.yaml with the parameters in force on `day` (None: their newest values). PlanError, OSError."""
    content = yaml.safe_load((folder / "appointments.yaml").read_text(encoding="utf-8"))
    parameters = {
        one.id.removeprefix("appointment."): one.at(day) if day else one.values[-1]
        for one in processes.load_parameters(folder)
        if one.id.startswith("appointment.") or one.id == "retention.appointment"
    }
    lacking = [name for name, valid in parameters.items() if valid is None]
    if lacking:
        raise PlanError(f"no value on {day}: {', '.join(lacking)}")
    return read_plan(content, {name: valid.value for name, valid in parameters.items() if valid is not None})


def read_plan(content: Mapping[str, Any], values: Mapping[str, Any]) -> Plan:
    """The plan of a file's content and the parameters' values. PlanError names what is wrong."""
    try:
        minutes = values["minutes"]
        kinds = {name: _kind(name, one, minutes) for name, one in content["kinds"].items()}
        share = int(values["emergencyShare"])
        sites = {
            code: tuple(sorted((_site(code, one, kinds, share) for one in plans), key=lambda one: one.since))
            for code, plans in content["sites"].items()
        }
        before = sorted((period(one) for one in values["reminders"]), reverse=True)
        within = int(str(values["offerWithin"]["duration"])[1:-1])
        plan = Plan(
            kinds=kinds,
            sites=sites,
            procedure=dict(content["procedure"]),
            first=period(values["bookableFrom"]),
            last=period(values["bookableUntil"]),
            hold=period(values["hold"]),
            offer=period(content["offer"]),
            reminders=(before[0], before[-1]),
            cancel=period(values["cancelUntil"]),
            limit=int(values["noShowLimit"]),
            released=period(content["emergencyReleased"]),
            kept=period(values["retention.appointment"]),
            within=within,
            late=timedelta(minutes=int(content["lateMinutes"])),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise PlanError(f"appointments: {error} is missing or no value") from error
    for element, kind in plan.procedure.items():
        if kind not in kinds:
            raise PlanError(f"{element}: {kind} is no kind of appointment")
    for one in kinds.values():
        if one.serves not in kinds or kinds[one.serves].instead:
            raise PlanError(f"kind {one.id}: stands for {one.instead}, which is no kind of its own")
    return plan


def _kind(name: str, content: Mapping[str, Any], minutes: Mapping[str, Any]) -> Kind:
    group = bool(content.get("group", False))
    most = int(content.get("most", 1)) if group else 1
    each = int(minutes[PER_PERSON if group else name])
    if content["who"] not in WHO or each < 5 or each % 5 or each * most > LONGEST:
        raise PlanError(f"kind {name}: who is one of {', '.join(WHO)}; minutes are fives, {LONGEST} at most")
    return Kind(
        name, str(content["de"]), str(content["en"]), each, content["who"], group, most, str(content.get("instead", ""))
    )


def _site(code: str, content: Mapping[str, Any], kinds: Mapping[str, Kind], share: int) -> SitePlan:
    since = content["validFrom"]
    if type(since) is not date:
        raise PlanError(f"site {code}: validFrom is no date")
    counters = tuple(_counter(code, one, kinds) for one in content["counters"])
    if len({one.id for one in counters}) != len(counters):
        raise PlanError(f"site {code}: a counter comes twice")
    unknown = set(content["hours"]) - set(DAYS)
    if unknown:
        raise PlanError(f"site {code}: {', '.join(sorted(unknown))} is no day of the week")
    hours = {DAYS.index(day): _openings(f"site {code}, {day}", spans, share) for day, spans in content["hours"].items()}
    closed = content.get("closed") or []
    if any(type(day) is not date for day in closed):
        raise PlanError(f"site {code}: closed has something that is no date")
    return SitePlan(since, counters, hours, frozenset(closed))


def _counter(code: str, content: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Counter:
    unknown = set(content["kinds"]) - set(kinds)
    if unknown or not content["languages"]:
        raise PlanError(f"site {code}, counter {content['id']}: needs languages, and kinds that there are")
    return Counter(
        str(content["id"]), str(content["de"]), str(content["en"]), frozenset(content["kinds"]),
        frozenset(content["languages"]),
    )  # fmt: skip


def _openings(where: str, spans: list[str], share: int) -> tuple[Opening, ...]:
    found = []
    for span in spans:
        match = _HOURS.fullmatch(str(span))
        if match is None:
            raise PlanError(f"{where}: {span!r} is no time like 08:00-12:00")
        a, b, c, d = (int(part) for part in match.groups())
        begins, ends = a * 60 + b, c * 60 + d
        if begins >= ends or ends > 24 * 60 or begins % 5 or ends % 5:
            raise PlanError(f"{where}: {span} ends before it begins, or is not in fives")
        # The end of the stretch, in quarters of an hour: whoever comes in need comes when the office is there anyway.
        reserved = -(-(ends - begins) * share // 1500) * 15
        found.append(Opening(begins, ends, ends - min(reserved, ends - begins)))
    found.sort(key=lambda one: one.begins)
    if any(later.begins < earlier.ends for earlier, later in pairwise(found)):
        raise PlanError(f"{where}: opening times overlap")
    return tuple(found)
