"""A year of invented closed cases for the pages of analysis and forecast: what a new platform cannot have yet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from authority.mining import Tally, Trace
from authority.mining.model import Model
from authority.mining.synthetic import Branch, Inventor, Wait
from service.mining.diagrams import models
from store import SqlStore
from store.mining.counting import mark, write
from store.skills.records import Profile, StaffAbsence, skills

from .house import TENANT, House
from .people import SITES
from .procedure import MAIN

#: Share of each case group among applications, and what it is asked for beside the file.
GROUPS = {"FG1": 0.6, "FG2": 0.1, "FG3": 0.09, "FG4": 0.06, "FG5": 0.05, "FG6": 0.1}
CASES = 500


def stages(group: str, *, incomplete: bool) -> list[list[Branch]]:
    """What happens to a case of a group, roughly in the proportions of the promise: most within four weeks."""
    asked = (Wait("UT-REQ82", 0.3), Wait("EG-REQ82", 8.0, 0.5), Wait("TE-P82-OFF", 0.0), Wait("UT-COMPL", 1.2))
    again = asked if incomplete else ()
    beside = [
        Branch((Wait("UT-BIO", 4.0, 0.5),)),
        Branch((Wait("UT-FEE", 0.8), Wait("EG-FEE", 3.0, 0.8))),
    ]
    if group == "FG1":
        beside.append(Branch((Wait("EG-BA", 8.0, 0.35, 0.7),)))
    if group == "FG2":
        beside.append(Branch((Wait("EG-CH", 12.0, 0.4),)))
    return [
        [Branch((Wait("UT-COMPL", 1.6), *again))],
        [Branch((Wait("ST-CLOCK-START", 0.0), Wait("UT-LEGAL", 1.5)))],
        beside,
        [Branch((Wait("UT-ASSESS", 2.0, 0.7), Wait("UT-SECOND", 1.1, 0.6, 0.2), Wait("UT-DECIDE", 1.2)))],
        [Branch((Wait("ST-CLOCK-STOP", 0.0),))],
        [Branch((Wait("EG-CARD", 17.0, 0.25), Wait("UT-HANDOUT", 5.0, 0.5)))],
    ]


def invented(model: Model, cases: int, seed: int, now: datetime) -> Iterator[Trace]:
    """Closed cases of the last twelve months; in the latest four the agency takes longer than before."""
    rng = random.Random(seed)
    inventor = Inventor(model, MAIN, rng)
    for _ in range(cases):
        ago = rng.uniform(20, 380)
        group = rng.choices(list(GROUPS), list(GROUPS.values()))[0]
        site = rng.choices(list(SITES), [4, 1, 2, 4])[0]
        begin = now - timedelta(days=ago)
        yield inventor.case(
            stages(group, incomplete=rng.random() < 0.35),
            begin.replace(microsecond=0),
            site,
            group,
            1.25 if ago < 140 else 1.0,
        )


def fill(house: House, *, cases: int = CASES) -> int:
    """Count invented cases where nothing is counted yet; how many."""
    store, now = house.store, house.clock.now()
    known = [one for one in house.read.definitions(TENANT, newest_only=True) if one.process_id == MAIN]
    if not isinstance(store, SqlStore) or not known:
        return 0
    model = models(house.engine)(known[0].deployment_id)
    tally = Tally()
    for trace in invented(model, cases, 2026, now):
        if trace.ended_at < now:
            tally.add(trace, model)

    _staff(store, now)

    def work(session: Any) -> int:
        if mark(session, TENANT).cases:
            return 0
        write(session, TENANT, tally)
        return tally.cases

    return store.in_transaction(work)


#: Who of the demo's people speaks what, and works how many hours a week.
SPEAKERS = {
    "anna.dd": (("en", "vi"), 39),
    "bela.dd": (("en",), 30),
    "clara.dd": (("en", "fr"), 39),
    "emil.dd": (("ar", "en"), 20),
    "axel.l": (("en", "uk"), 39),
    "alma.c": (("es",), 35),
}


def _staff(store: SqlStore, now: datetime) -> None:
    """Languages and one absence, so that there is something to see."""
    known = skills(store)
    for person, (spoken, hours) in SPEAKERS.items():
        known.put(TENANT, Profile(person, spoken, (), hours * 60, now, "demo"))
    since, until = (now + timedelta(days=n) for n in (3, 9))
    days = (since.date().isoformat(), until.date().isoformat())
    if not known.absences(TENANT, days[0]):
        known.add(TENANT, StaffAbsence("demo-absence", "emil.dd", *days, now, "demo"))
