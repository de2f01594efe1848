"""Holds, moves, cancellations and the waiting list all at once, then a look at the book: `python -m tests.appointments.traffic`.

What has to hold afterwards: no two appointments share a counter's time, each has exactly its pieces of time and one number
of its own on its day, families have all their minutes, nothing is taken by nobody, and a case has one appointment of a kind.
"""

from __future__ import annotations

import random
import secrets
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from authority.appointments import Booking, Refusal, State
from authority.appointments import slots as times
from engine.errors import EngineError
from service.appointments import tending
from service.appointments.desk import Ask, Desk
from service.appointments.secrets import Contact, hashed
from store import SqlStore, open_store
from store.appointments import sql
from store.errors import StoreError

from ..servers import postgres_server

NOW = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)
SITE = "DD"


@dataclass
class Clock:
    """Two hours pass while everybody is at it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def busy(store: SqlStore, people: int, acts: int) -> tuple[Counter[str], list[str]]:
    """So many people, each doing so many things; what was done, and what is wrong with the book afterwards."""
    clock = Clock()
    desk = Desk(store, clock, 1)
    done: Counter[str] = Counter()

    def one(number: int) -> Counter[str]:
        return _person(desk, clock, number, acts)

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(one, range(people)):
            done += found
    return done, wrong(desk)


def _person(desk: Desk, clock: Clock, number: int, acts: int) -> Counter[str]:
    chance = random.Random(number)  # the same traffic every time
    done: Counter[str] = Counter()
    mine: Booking | None = None
    token = ""
    for _ in range(acts):
        act = chance.choice(["book", "book", "move", "cancel", "wait", "tidy", "family"])
        try:
            if act == "tidy":
                clock.now += timedelta(minutes=1)
                tending.tidy(desk)
            elif mine is None or act in ("book", "family"):
                token = secrets.token_urlsafe(32)
                mine = _books(desk, chance, token, number, "FAMILY" if act == "family" else "BIO")
            elif act == "move":
                kind = desk.plan.kind(mine.kind)
                free = list(desk.free(SITE, kind, desk.today(), desk.window(office=True)[0] + timedelta(days=3),
                                      persons=mine.persons, office=True))  # fmt: skip
                mine = desk.move(mine, chance.choice(free[:40]).starts_at, office=True)
            elif act == "cancel":
                desk.cancel(mine, office=True)
                mine = None
            else:
                first, last = desk.window(office=False)
                desk.waiting.join(desk.wish(
                    SITE, mine.kind, token, "a@example.org", "de", first, last, persons=mine.persons,
                    language="", case_id=mine.case_id, number=mine.number, booking_id=mine.id,
                ))  # fmt: skip
            done[act] += 1
        except (Refusal, EngineError, StoreError, IndexError) as error:
            done[f"refused: {getattr(error, 'code', type(error).__name__)}"] += 1
    return done


def _books(desk: Desk, chance: random.Random, token: str, number: int, name: str) -> Booking:
    kind = desk.plan.kind(name)
    persons = 3 if kind.group else 1
    first, _ = desk.window(office=False)
    free = list(desk.free(SITE, kind, first, first + timedelta(days=3), persons=persons))
    # Everybody wants one of the same few times.
    ask = Ask(SITE, name, chance.choice(free[:12]).starts_at, persons=persons)
    case = f"case-{number // 2}"  # two windows of each applicant
    found = desk.hold(ask, kind, token, contact=Contact("a@example.org"), by="x", case_id=case, number=f"AKZ-{number}")
    return desk.book.confirm(hashed(token), desk.now(), by_mail=True)[0] if chance.random() < 0.8 else found


def wrong(desk: Desk) -> list[str]:
    """What in the book contradicts itself."""

    def look(session: Any) -> tuple[list[Booking], list[Sequence[Any]]]:
        every = sql.rows(session, Booking, "tenant = ?", (1,))
        return every, session.all("SELECT counter, cell, holder FROM appointment_cell WHERE tenant = 1", ())

    bookings, cells = desk.book.look(look)
    live = [one for one in bookings if not State(one.state).over]
    taken: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for counter, cell, holder in cells:
        if counter != "#":
            taken[holder].append((counter, int(cell)))
    found = [
        f"{one.id} {one.state} has {len(taken[one.id])} pieces of time"
        for one in live
        if sorted(taken[one.id]) != [(one.counter, cell) for cell in times.cells(one.starts_at, one.ends_at)]
    ]
    found += [f"{one} has time and is no appointment" for one in set(taken) - {one.id for one in live}]
    short = [one for one in live if one.ends_at - one.starts_at != timedelta(minutes=15 * one.persons)]
    found += [f"{one.id} is too short for {one.persons}" for one in short]
    tickets = Counter((times.day_of(one.starts_at), one.ticket) for one in live)
    found += [f"{key} called twice" for key, count in tickets.items() if count > 1]
    ahead = Counter((one.case_id, one.kind) for one in live if one.state != State.OFFERED)
    return found + [f"{key} has {count} appointments" for key, count in ahead.items() if count > 1]


def main() -> int:
    """Both databases; 1 when the book of one contradicts itself."""
    worst = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/busy.db", "PostgreSQL": stack.enter_context(postgres_server())}
        for name, url in urls.items():
            store: Any = open_store(url)
            store.upgrade()
            done, faults = busy(store, people=64, acts=25)
            store.close()
            print(f"{name}: {dict(done)}, wrong: {faults}")  # what the rig is for
            worst = max(worst, 1 if faults else 0)
    return worst


if __name__ == "__main__":
    sys.exit(main())
