"""The waiting list: a freed slot is kept for whoever waits longest and fits, and goes on when nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from authority.appointments import Booking, Channel, NoticeKind, Refusal, Slot, State, Wish
from authority.appointments.slots import cells, day_of

from ..session import Session
from . import sql, tickets, wishes
from .asked import Freed, freed_by
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
            alike = self._book.plan.alike(wish.kind)
            if wish.case_id and wishes.of_case(session, wish.tenant, wish.site, wish.case_id, alike):
                raise Refusal("wish-exists")
            if wishes.by_token(session, wish.tenant, wish.token_hash) is not None:
                raise Refusal("wish-exists")
            sql.put(session, wish)
            return wish

        return self._book.do(act)

    def leave(self, token_hash: bytes) -> Freed | None:
        """Wait no more; the slot that was being kept, which is free again. A repetition changes nothing."""
        tenant = self._book.tenant

        def act(session: Session) -> Freed | None:
            wish = wishes.by_token(session, tenant, token_hash)
            kept = self._book.drop_wish(session, wish) if wish is not None else None
            return None if kept is None else freed_by(kept)

        return self._book.do(act)

    def offer(self, freed: Freed, now: datetime) -> Booking | None:
        """Keep a freed slot for the first who waits for such a one; None when nobody does, or somebody has it again."""
        if not self._soon_enough(freed.slot, now):
            return None

        def act(session: Session) -> Booking | None:
            for wish in self._fitting(session, freed):
                found = self._keep(session, wish, freed.slot, now)
                if found is not None:
                    return found
            return None

        return self._book.do(act)

    def offer_to(self, wish_id: str, slots: Iterable[Slot], now: datetime) -> Booking | None:
        """Keep the first of these slots that is still free for somebody who waits; None when there is none."""

        def act(session: Session) -> Booking | None:
            wish = wishes.by_id(session, self._book.tenant, wish_id)
            if wish is None or wish.offered:
                return None
            until = self._earlier_than(session, wish)
            for slot in slots:
                if self._soon_enough(slot, now) and (until is None or slot.starts_at < until):
                    found = self._keep(session, wish, slot, now)
                    if found is not None:
                        return found
            return None

        return self._book.do(act)

    def _soon_enough(self, slot: Slot, now: datetime) -> bool:
        return slot.starts_at - now >= SHORTEST and day_of(slot.starts_at) >= day_of(now + self._book.plan.first)

    def _keep(self, session: Session, wish: Wish, slot: Slot, now: datetime) -> Booking | None:
        book = self._book
        until = min(now + book.plan.offer, slot.starts_at - book.plan.cancel)
        ends_at = slot.starts_at + timedelta(minutes=book.plan.kinds[wish.kind].lasts(wish.persons))
        booking_id = book.new_id()
        taken = cells(slot.starts_at, ends_at)
        if not sql.take(session, book.tenant, wish.site, slot.counter, taken, booking_id, until, now):
            return None
        offered = self._offered(wish, replace(slot, ends_at=ends_at), booking_id, until, now)
        booking = tickets.numbered(session, offered, now)
        sql.put(session, booking, replace(wish, offered=booking_id))
        book.say(session, booking, now, NoticeKind.OFFER)
        return booking

    def _fitting(self, session: Session, freed: Freed) -> list[Wish]:
        """Who waits for something that this slot is long enough for, whatever was booked in it before; longest first."""
        book, slot = self._book, freed.slot
        day = day_of(slot.starts_at)
        site = book.plan.at(freed.site, day)
        counter = site.counter(slot.counter) if site is not None else None
        if counter is None:
            return []
        length = (slot.ends_at - slot.starts_at) // timedelta(minutes=1)
        found = []
        for wish in wishes.queue(session, book.tenant, freed.site, sorted(counter.kinds), day.isoformat()):
            fits = book.plan.kinds[wish.kind].lasts(wish.persons) <= length
            if fits and counter.serves(wish.kind, wish.language):
                until = self._earlier_than(session, wish)
                if until is None or slot.starts_at < until:
                    found.append(wish)
        return found

    def _earlier_than(self, session: Session, wish: Wish) -> datetime | None:
        """The appointment that somebody has already: only what is earlier helps. None for nobody's."""
        if wish.case_id:
            has = sql.open_of_case(session, wish.tenant, wish.case_id, self._book.plan.alike(wish.kind))
        else:
            has = sql.get(session, Booking, wish.tenant, wish.booking_id) if wish.booking_id else None
        return None if has is None or State(has.state).over or State(has.state).waiting else has.starts_at

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
            ticket="",
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
                if booking.state == State.OFFERED:
                    wish = wishes.offered(session, booking)
                    if wish is not None:
                        sql.put(session, replace(wish, offered="", created_at=now))
                    freed.append(freed_by(booking))
                self._book.drop(session, booking)
            return freed

        return self._book.do(act)
