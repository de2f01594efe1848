"""What a process does about appointments now and then: lets go what ran out, offers what is free, forgets what is past."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from itertools import islice

from authority.appointments import Slot, Wish
from authority.appointments import slots as times
from store.appointments import keeping, wishes

from ..turns import in_turn
from .desk import Desk

#: Of so many people of a site who wait it is looked whether something has become free for them, longest first.
WAITING = 50
#: Free times that are tried for one of them: some are gone when the offer is made.
TRIED = 20


def tidy(desk: Desk) -> int:
    """Every few seconds: forget holds that ran out, offer freed slots to the next; how much."""
    now = desk.now()
    freed = desk.waiting.run_out(now)
    for one in freed:
        desk.waiting.offer(one, now)
    return len(freed)


def look_after(desk: Desk) -> int:
    """Every few minutes: give back what nobody needs, offer what has become free otherwise, delete what is past; how much.

    Error: that of the first piece of it that failed, after all had their turn.
    """
    offers = [partial(_offer, desk, site) for site in desk.plan.sites]
    return in_turn([partial(_give_back, desk), *offers, partial(_forget, desk)])


def _give_back(desk: Desk) -> int:
    """Appointments from tomorrow on whose case has ended: withdrawn, refused, closed otherwise."""
    tomorrow = times.local(desk.today() + timedelta(days=1), 0)
    done = 0
    for site in desk.plan.sites:
        ended = partial(keeping.without_case, tenant=desk.tenant, site=site, after=tomorrow)
        for booking in desk.book.look(ended):
            desk.cancel(booking, office=True)
            done += 1
    return done


def _offer(desk: Desk, site: str) -> int:
    """What a lifted block, a hold that ran out or the released emergency share has made free, for whoever waits.

    One look at the free times serves all who wait for the same.
    """
    now = desk.now()
    first, last = desk.window(office=False)
    waiting = desk.book.look(lambda session: wishes.unoffered(session, desk.tenant, site, first.isoformat(), WAITING))
    alike: dict[tuple[str, int, str], list[Wish]] = defaultdict(list)
    for wish in waiting:
        alike[wish.kind, wish.persons, wish.language].append(wish)
    done = 0
    for (kind, persons, language), those in alike.items():
        free = list(desk.free(site, desk.plan.kinds[kind], first, last, persons=persons, language=language))
        for wish in those:
            done += desk.waiting.offer_to(wish.id, islice(_within(free, wish), TRIED), now) is not None
    return done


def _within(free: list[Slot], wish: Wish) -> list[Slot]:
    since, until = (date.fromisoformat(day) for day in (wish.from_day, wish.until_day))
    return [slot for slot in free if since <= times.day_of(slot.starts_at) <= until]


def _forget(desk: Desk) -> int:
    now = desk.now()
    before = now - desk.plan.kept
    gone = 0
    for site in desk.plan.sites:
        gone += desk.book.do(partial(keeping.forget, tenant=desk.tenant, site=site, before=before))
    day = times.day_of(now).isoformat()
    return gone + desk.book.do(lambda session: keeping.forget_people(session, desk.tenant, before, day))
