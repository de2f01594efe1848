"""Appointments of a new platform, so that the desk, the board and the figures show something: synthetic, nobody's."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from authority.appointments import Block, Outcome, Refusal, State
from authority.appointments import slots as times
from service.appointments.desk import Ask, Desk
from service.appointments.secrets import Contact, new_token
from store.appointments import sql

#: Working days ahead that are filled, and what part of the slots that are looked at.
AHEAD, SHARE = 6, 0.35
KINDS = ("BIO", "HANDOUT", "ADVICE", "INTAKE", "EMPLOYER", "HEARING")


def first_appointments(desk: Desk) -> int:
    """Book some of the next days at every site, block a counter, and add what became of earlier ones; how many."""
    chance = random.Random(2026)
    now = desk.now()
    booked = 0
    for site, _, _ in desk.sites():
        for name in KINDS:
            booked += _some(desk, site, name, chance)
        _blocked(desk, site, now, chance)
        _before(desk, site, now, chance)
    return booked


def _some(desk: Desk, site: str, name: str, chance: random.Random) -> int:
    kind = desk.plan.kind(name)
    first, _ = desk.window(office=True)
    booked = 0
    for slot in list(desk.free(site, kind, first, first + timedelta(days=AHEAD), office=True)):
        if chance.random() > SHARE / len(KINDS):
            continue
        ask = Ask(site, name, slot.starts_at, chance.choice(["", "", "de", "en"]), 1, slot.counter)
        try:
            desk.hold(
                ask,
                kind,
                new_token(),
                contact=Contact(phone="+49 30 23125 300"),
                by="demo",
                channel="PHONE",
                office=True,
            )
        except Refusal:
            continue  # another one of these has taken a part of it, or nobody speaks the language there
        booked += 1
    return booked


def _blocked(desk: Desk, site: str, now: datetime, chance: random.Random) -> None:
    plan = desk.plan.at(site, times.day_of(now))
    if plan is None:
        return
    day = times.day_of(now) + timedelta(days=chance.randint(1, 3))
    counter = chance.choice(plan.counters).id
    begin = times.local(day, 10 * 60)
    block = Block(
        desk.tenant, str(UUID(int=chance.getrandbits(128), version=4)), site, counter, begin,
        begin + timedelta(hours=2), "Dienstberatung", "demo", now,
    )  # fmt: skip
    desk.counters.block(block, now)


def _before(desk: Desk, site: str, now: datetime, chance: random.Random) -> None:
    """What became of appointments of the last three months."""
    rows = []
    for number in range(240):
        day = times.day_of(now) - timedelta(days=1 + number % 88)
        missed = chance.random() < 0.07
        rows.append(
            Outcome(
                tenant=desk.tenant,
                id=str(UUID(int=chance.getrandbits(128), version=4)),
                site=site,
                day=day.isoformat(),
                kind=chance.choice(KINDS),
                result=State.NO_SHOW if missed else State.DONE,
                late_minutes=None if missed else round(chance.gauss(4, 5)),
                waited_minutes=None if missed else max(0, round(chance.gauss(9, 5))),
                offer_days=chance.randint(1, 9),
                lead_days=chance.randint(2, 14),
            )
        )
    desk.book.do(lambda session: sql.put(session, *rows))
