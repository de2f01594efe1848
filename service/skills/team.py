"""The people of some sites with what is noted of them, as the rules of `authority.skills` want them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from authority.skills import Person
from engine.desk import Person as Account
from store.skills.records import Profile, StaffAbsence, skills

from ..context import TENANT, Context
from ..forecast.norms import norms

#: Accounts that are looked at.
MOST = 1_000


def accounts(ctx: Context, sites: Collection[str] | None) -> dict[str, Account]:
    """Active accounts of the office at these sites (None: all) by person, by name."""
    roles = set(norms().roles)
    found: dict[str, Account] = {}
    after: str | None = None
    for _ in range(MOST // 200):
        page = ctx.read.persons(TENANT, limit=200, after=after)
        for one in page.items:
            if not roles.isdisjoint(one.groups) and (sites is None or not set(one.sites).isdisjoint(sites)):
                found.setdefault(one.person, one)
        after = page.next
        if after is None:
            break
    return found


def profiles(ctx: Context) -> dict[str, Profile]:
    """By person."""
    return {one.person: one for one in skills(ctx.store).profiles(TENANT)}


def absences(ctx: Context, today: date) -> dict[str, list[StaffAbsence]]:
    """By person, those that are not over."""
    found: dict[str, list[StaffAbsence]] = defaultdict(list)
    for one in skills(ctx.store).absences(TENANT, today.isoformat()):
        found[one.person].append(one)
    return found


def people(ctx: Context, sites: Collection[str] | None, today: date) -> list[Person]:
    """As the rules want them."""
    noted, away = profiles(ctx), absences(ctx, today)
    said = norms()
    found = []
    for person, account in accounts(ctx, sites).items():
        profile = noted.get(person)
        weekly = profile.weekly_minutes if profile else said.weekly_minutes
        found.append(
            Person(
                id=person,
                groups=frozenset(account.groups),
                sites=frozenset(account.sites),
                languages=frozenset(profile.languages if profile else ()),
                subjects=frozenset(profile.subjects if profile else ()),
                daily=weekly / 5 * said.for_cases,
                away=frozenset(day for one in away.get(person, ()) for day in days(one)),
            )
        )
    return found


def days(absence: StaffAbsence) -> list[date]:
    """Its days; of a very long one the first year."""
    since, until = date.fromisoformat(absence.since), date.fromisoformat(absence.until)
    return [since + timedelta(days=n) for n in range(min((until - since).days + 1, 366))]
