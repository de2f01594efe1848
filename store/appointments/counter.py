"""What happens at the office: somebody arrives, is called, is served or does not come; and counters that are blocked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from authority.appointments import Block, Booking, NoticeKind, Refusal, State
from authority.appointments import rules as law
from authority.appointments.slots import cells, day_of, local
from engine.errors import NotFound

from ..session import Session
from . import sql
from .book import Book


class Counters:
    """The office's hand in the book. `subject_of` says under whom a missed appointment is counted ("": nobody)."""

    def __init__(self, book: Book, subject_of: Callable[[Booking], str]) -> None:
        self._book = book
        self._subject_of = subject_of

    def arrive(self, booking_id: str, now: datetime) -> Booking:
        """Somebody has reported at the door. Refusals: another day, over."""
        return self._change(booking_id, lambda booking: law.arrived(booking, now))

    def call(self, booking_id: str, counter: str, now: datetime) -> Booking:
        """Call somebody to a counter. Refusals: another day, over."""

        def act(session: Session) -> Booking:
            return self._called(session, self._book.locked(session, booking_id), counter, now)

        return self._book.do(act)

    def call_next(self, site: str, counter: str, now: datetime) -> Booking | None:
        """Call whoever is next for a counter: its own by time, then those whom another one lets wait past their time.

        None when nobody is in the room for it. Two clerks who press at the same moment call two people.
        """
        tenant, day = self._book.tenant, day_of(now)
        plan = self._book.plan.at(site, day)
        place = plan.counter(counter) if plan is not None else None
        if place is None:
            raise NotFound("counter")

        def act(session: Session) -> Booking | None:
            here = sql.between(session, tenant, site, local(day, 0), local(day, 24 * 60))
            there = [one for one in here if one.state == State.ARRIVED]
            own = [one for one in there if one.counter == counter]
            others = [one for one in there if one.counter != counter and one.starts_at <= now]
            fitting = [one for one in others if place.serves(one.kind, one.language)]
            for one in [*own, *fitting]:
                found = self._book.locked(session, one.id)
                if found.state == State.ARRIVED:
                    return self._called(session, found, counter, now)
            return None

        return self._book.do(act)

    def _called(self, session: Session, before: Booking, counter: str, now: datetime) -> Booking:
        # The time that is taken stays that of the counter it was booked at; the board shows the one that calls.
        after = law.called(before, now, counter)
        sql.put(session, after)
        self._book.say(session, after, now, NoticeKind.MESSAGE)
        sql.forget_notices(session, after, NoticeKind.REMINDER_DAYS, NoticeKind.REMINDER_HOURS)
        return after

    def done(self, booking_id: str, now: datetime) -> Booking:
        """Served. Refusal for somebody who was not called."""
        return self._close(booking_id, lambda booking: law.done(booking, now), now, say=False)

    def miss(self, booking_id: str, now: datetime) -> Booking:
        """Nobody came; it is counted. Refusal before the time."""
        return self._close(booking_id, lambda booking: law.missed(booking, now), now, say=True)

    def _close(self, booking_id: str, change: Callable[[Booking], Booking], now: datetime, *, say: bool) -> Booking:
        def act(session: Session) -> Booking:
            after = change(self._book.locked(session, booking_id))
            self._book.closed(session, after, self._subject_of(after), now)
            if say:
                self._book.say(session, after, now, NoticeKind.MESSAGE)
            return after

        return self._book.do(act)

    def _change(self, booking_id: str, change: Callable[[Booking], Booking]) -> Booking:
        def act(session: Session) -> Booking:
            after = change(self._book.locked(session, booking_id))
            sql.put(session, after)
            return after

        return self._book.do(act)

    # blocks

    def block(self, block: Block, now: datetime) -> tuple[Block, list[Booking]]:
        """Block a counter's time; with those bookings in it that somebody has to move by hand.

        New bookings in it are impossible from now on, also those that are being made at this moment.
        """

        def act(session: Session) -> tuple[Block, list[Booking]]:
            sql.put(session, block)
            sql.take_free(session, block, now)
            since = local(day_of(block.starts_at), 0)
            there = sql.between(session, block.tenant, block.site, since, block.ends_at)
            return block, [
                one
                for one in there
                if one.counter == block.counter and one.ends_at > block.starts_at and State(one.state).ahead
            ]

        return self._book.do(act)

    def unblock(self, block_id: str) -> Block:
        """Give a counter's time back. NotFound."""

        def act(session: Session) -> Block:
            block = sql.get(session, Block, self._book.tenant, block_id)
            if block is None:
                raise NotFound("block")
            wanted = cells(block.starts_at, block.ends_at)
            sql.give(session, block.tenant, block.site, block.counter, wanted, block.id)
            sql.drop(session, Block, block.tenant, block.id)
            return block

        return self._book.do(act)

    def find(self, kind: type[Any], record_id: str) -> Any:
        """A booking or a block by id. NotFound."""
        found = self._book.look(lambda session: sql.get(session, kind, self._book.tenant, record_id))
        if found is None:
            raise NotFound(kind.__name__.lower())
        return found

    def day(self, site: str, day: date) -> tuple[list[Booking], list[Block]]:
        """Everything of a site on a local day."""
        return self.days(site, day, day)

    def days(self, site: str, first: date, last: date) -> tuple[list[Booking], list[Block]]:
        """Everything of a site from one local day to another, both included."""
        since, until = local(first, 0), local(last, 24 * 60)
        tenant = self._book.tenant
        return self._book.look(
            lambda session: (
                sql.between(session, tenant, site, since, until),
                sql.blocks(session, tenant, site, since, until),
            )
        )


def usable(block: Block) -> None:
    """Refusal for a block that is none, or longer than six weeks: that is a new plan."""
    length = block.ends_at - block.starts_at
    if length.total_seconds() <= 0 or length.days > 42:
        raise Refusal("block-span")
