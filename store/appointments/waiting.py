"""The waiting list: a freed slot is kept for whoever waits longest and fits, and goes on when nobody answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from authority.appointments import Booking, Channel, NoticeKind, Refusal, Slot, State, Wish
from authority.appointments import rules as law
from authority.appointments.slots import cells, day_of

from ..session import Session
from . import sql
from .asked import Freed
from .book import Book

#: Nobody can come to a slot that begins sooner than this after the offer.
SHORTEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Key:
    """What opens an offer: the hash of its token, and the sealed contact with the token in it."""

    token_hash: bytes
    contact: bytes


class WaitingList:
    """On one book; `key_for` makes the token of an offer for (booking id, wish)."""

    def __init__(self, book: Book, key_for: Callable[[str, Wish], Key]) -> None:
        self._book = book
        self._key_for = key_for

    def join(self, wish: Wish) -> Wish:
        """Stand in the queue. Refusal `wish-exists` for a case that waits already."""

        def act(session: Session) -> Wish:
            waiting = sql.waiting(session, wish.tenant, wish.site)
            if wish.case_id and any(one.case_id == wish.case_id and one.kind == wish.kind for one in waiting):
                raise Refusal("wish-exists")
            sql.put(session, wish)
            return wish

        return self._book.do(act)

    def leave(self, token_hash: bytes) -> bool:
        """Wait no more; a slot that is being kept is given back. False when there was nobody."""
        tenant = self._book.tenant

        def act(session: Session) -> bool:
            wish = sql.wish_by_token(session, tenant, token_hash)
            if wish is None:
                return False
            if wish.offered:
                offered = sql.locked(session, tenant, wish.offered)
                if offered is not None and offered.state == State.OFFERED:
                    self._book.release(session, offered)
                    sql.drop(session, Booking, tenant, offered.id)
            return sql.drop(session, Wish, tenant, wish.id)

        return self._book.do(act)

    def offer(self, freed: Freed, now: datetime) -> Booking | None:
        """Keep a freed slot for the first who waits for such a one; None when nobody does, or somebody has it again."""
        slot, book = freed.slot, self._book
        until = min(now + book.plan.offer, slot.starts_at - book.plan.cancel)
        if slot.starts_at - now < SHORTEST or day_of(slot.starts_at) < day_of(now + book.plan.first):
            return None

        def act(session: Session) -> Booking | None:
            for kind, wish in self._fitting(session, freed):
                ends_at = slot.starts_at + timedelta(minutes=book.plan.kinds[kind].lasts(wish.persons))
                booking_id = book.new_id()
                taken = cells(slot.starts_at, ends_at)
                if not sql.take(session, book.tenant, freed.site, slot.counter, taken, booking_id, until, now):
                    return None
                booking = self._offered(wish, replace(slot, ends_at=ends_at), booking_id, until, now)
                sql.put(session, booking, replace(wish, offered=booking_id))
                book.say(session, booking, now, NoticeKind.OFFER)
                return booking
            return None

        return book.do(act)

    def _fitting(self, session: Session, freed: Freed) -> list[tuple[str, Wish]]:
        """Who waits for something that this slot is long enough for, whatever was booked in it before."""
        book, slot = self._book, freed.slot
        day = day_of(slot.starts_at)
        site = book.plan.at(freed.site, day)
        counter = site.counter(slot.counter) if site is not None else None
        if counter is None:
            return []
        length = (slot.ends_at - slot.starts_at) // timedelta(minutes=1)
        found = []
        for kind in sorted(counter.kinds):
            for wish in sql.queue(session, book.tenant, freed.site, kind, day.isoformat()):
                fits = book.plan.kinds[kind].lasts(wish.persons) <= length
                if fits and counter.serves(kind, wish.language):
                    found.append((kind, wish))
        return sorted(found, key=lambda one: (one[1].created_at, one[1].id))

    def _offered(self, wish: Wish, slot: Slot, booking_id: str, until: datetime, now: datetime) -> Booking:
        key = self._key_for(booking_id, wish)
        return Booking(
            tenant=wish.tenant,
            id=booking_id,
            site=wish.site,
            counter=slot.counter,
            kind=wish.kind,
            persons=wish.persons,
            language=wish.language,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            state=State.OFFERED,
            version=1,
            held_until=until,
            token_hash=key.token_hash,
            ticket=law.ticket(wish.kind, cells(slot.starts_at, slot.ends_at).start),
            case_id=wish.case_id,
            number=wish.number,
            channel=Channel.EMAIL,
            contact=key.contact,
            notice_language=wish.notice_language,
            proved=bool(wish.case_id),
            emergency=slot.emergency,
            created_at=now,
            created_by="waiting-list",
            requested_at=wish.created_at,
            first_offer=slot.starts_at,
        )

    def run_out(self, now: datetime) -> list[Freed]:
        """Forget holds and offers whose time is over; the slots of the offers, for whoever is next.

        Somebody who has not answered stands at the end of the queue.
        """
        tenant = self._book.tenant

        def act(session: Session) -> list[Freed]:
            freed = []
            for booking in sql.run_out(session, tenant, now):
                self._book.release(session, booking)
                if booking.state == State.OFFERED:
                    wish = sql.wish_offered(session, tenant, booking)
                    if wish is not None:
                        sql.put(session, replace(wish, offered="", created_at=now))
                    slot = Slot(booking.counter, booking.starts_at, booking.ends_at, booking.emergency)
                    freed.append(Freed(booking.site, booking.kind, slot))
                sql.forget_notices(session, booking, NoticeKind.CONFIRM, NoticeKind.OFFER)
                sql.drop(session, Booking, tenant, booking.id)
            return freed

        return self._book.do(act)
