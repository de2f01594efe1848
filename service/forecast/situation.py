"""How a site stands today, as the simulation wants it: open cases, counted times and ways, people, absences, holidays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from authority.forecast import Held, OpenCase, Role, Situation, Station
from authority.mining.cells import BERLIN, Measure
from authority.mining.model import Model
from engine.deadlines.calendar import Calendar
from store import SqlStore
from store.mining.reading import Mined, Where
from store.mining.standing import Standing, standing
from store.skills.records import skills

from .norms import Norms, norms

#: Times and ways are those of the cases closed in so many months, arrivals and work done those of so many weeks.
MONTHS, WEEKS = 12, 13
#: A rate is counted over at least so many days.
FEWEST_DAYS = 7
CLOCK = "T01"
FOUR_WEEKS = 28 * 86_400.0


def situation(
    store: SqlStore, tenant: int, process: str, site: str, model: Model, now: datetime, days: int
) -> Situation:
    """The site now, with calendars for so many days."""
    said = norms()
    mined = Mined(store)
    month = now.astimezone(BERLIN).strftime("%Y-%m")
    whole = int(month[:4]) * 12 + int(month[5:]) - 1 - (MONTHS - 1)
    where = Where(tenant, process, None, f"{whole // 12:04d}-{whole % 12 + 1:02d}", month)
    stations = _stations(mined, where, model, said)
    since = now - timedelta(weeks=WEEKS)
    worked = sorted(key for key, one in stations.items() if one.minutes > 0)
    found = standing(store, tenant, process, site, CLOCK, since, worked)
    local = now.astimezone(BERLIN)
    calendar = Calendar.parse("SN")
    working = tuple(calendar.is_arbeitstag(local.date() + timedelta(days=n)) for n in range(days))
    first = since.astimezone(BERLIN).date()
    if not found.older and found.begun is not None:
        # A platform that is younger than the weeks looked back on: before its first case nothing came and nothing was done.
        first = max(first, min(found.begun.astimezone(BERLIN).date(), local.date() - timedelta(days=FEWEST_DAYS)))
    worked_days = float(max(1, _working_days(calendar, first, local.date())))
    arrivals = found.arrivals
    if not found.older:
        # At least as many as have been closed in a year of such days.
        closed = sum(one.n for one in mined.figures(replace(where, sites=(site,)), Measure.CASE))
        arrivals = max(arrivals, round(closed * worked_days / (21 * MONTHS)))
    return Situation(
        site=site,
        now=local.replace(microsecond=0),
        stations=stations,
        onward=_onward(mined.figures(where, Measure.NEXT)),
        roles=_roles(store, tenant, site, found, stations, local.date(), days, said, worked_days),
        cases=tuple(
            _case(waits, found.due.get(case_id), model, now, said) for case_id, waits in sorted(found.waits.items())
        ),
        arrivals=arrivals,
        arrival_days=worked_days,
        working=working,
    )


def _stations(mined: Mined, where: Where, model: Model, said: Norms) -> dict[str, Station]:
    held: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in mined.figures(where, Measure.HOLD):
        held[one.key][one.bucket] += one.n
    passed: dict[str, int] = defaultdict(int)
    for one in mined.figures(where, Measure.SPAN):
        passed[one.key] += one.n
    decided = sum(one.n for one in mined.figures(where, Measure.NET)) or 1
    found = {}
    for key in sorted({*held, *passed}):
        element = model.elements.get(key)
        if element is None or not element.holder or element.holder == "system":
            continue
        minutes = said.handling(element)
        on_way = sum(held[key].values())
        found[key] = Station(
            element=key,
            role=element.holder,
            held=dict(held[key]),
            minutes=minutes,
            side=max(0, passed[key] - on_way) / decided if minutes else 0.0,
            before_clock=key in said.before_clock,
            pauses=key in said.pauses,
        )
    return found


def _onward(figures: Sequence[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in figures:
        source, _, target = one.key.partition(">")
        found[source][target] += one.n
    return {source: dict(targets) for source, targets in found.items()}


def _case(
    waits: Sequence[tuple[str, datetime]], due: datetime | None, model: Model, now: datetime, said: Norms
) -> OpenCase:
    held = []
    for name, since in waits:
        element = model.elements.get(name)
        # What follows an event gateway is subscribed to while the gateway waits.
        gateways = [s for s in model.into.get(name, ()) if model.elements[s].kind == "eventBasedGateway"]
        key = gateways[0] if gateways and element is not None and element.kind != "userTask" else name
        held.append(Held(key, max(0.0, (now - since).total_seconds())))
    # A paused clock has no timer; how much of the four weeks was used is not known here: half of them.
    paused = due is None and any(one.element in said.pauses for one in held)
    return OpenCase(
        tuple(held), None if due is None else (due - now).total_seconds(), FOUR_WEEKS / 2 if paused else 0.0
    )


def _roles(
    store: SqlStore,
    tenant: int,
    site: str,
    found: Standing,
    stations: Mapping[str, Station],
    today: date,
    days: int,
    said: Norms,
    worked: float,
) -> dict[str, Role]:
    known = skills(store)
    weekly = {one.person: one.weekly_minutes for one in known.profiles(tenant)}
    away: dict[str, set[int]] = defaultdict(set)
    for absence in known.absences(tenant, today.isoformat()):
        first = (date.fromisoformat(absence.since) - today).days
        last = (date.fromisoformat(absence.until) - today).days
        away[absence.person] |= set(range(max(0, first), min(days, last + 1)))
    places = max(1, len({one for _, _, sites in found.people for one in sites}))
    members: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for person, groups, sites in found.people:
        mine = [role for role in said.roles if role in groups]
        if mine and (not sites or site in sites):
            for role in mine:  # whoever has two roles does each half of the time
                share = weekly.get(person, said.weekly_minutes) / said.weekly_minutes / len(mine)
                # Whoever works for several sites, or for all of them, is at each a part of the time.
                members[role].append((person, share / (len(sites) or places)))
    roles = {}
    for role in said.roles:
        people = members.get(role, [])
        present = tuple(sum(share for person, share in people if n not in away[person]) for n in range(days))
        done = sum(n * stations[key].minutes for key, n in found.done.items() if stations[key].role == role)
        if people:
            minutes = said.weekly_minutes / 5 * said.for_cases
            roles[role] = Role(role, present, minutes, said.sick, done / worked, said.sick_spell)
    return roles


def _working_days(calendar: Calendar, since: date, until: date) -> int:
    return sum(calendar.is_arbeitstag(since + timedelta(days=n)) for n in range((until - since).days))
