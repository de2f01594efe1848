"""The book of appointments: holds, bookings, moves and cancellations, each one transaction that the database decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from authority.appointments import Booking, Notice, NoticeKind, Plan, Refusal, Slot, Standing, State, Wish
from authority.appointments import rules as law
from authority.appointments.slots import cells, day_of
from engine.errors import NotFound

from ..errors import AlreadyThere
from ..session import Session
from ..sql_store import SqlStore
from . import keeping, sql
from .asked import Freed, Wanted

T = TypeVar("T")


class Book:
    """On one store; `new_id` makes ids and keys. Instants are given, aware and in UTC."""

    def __init__(self, store: SqlStore, plan: Plan, new_id: Callable[[], str], tenant: int) -> None:
        self.store = store
        self.plan = plan
        self.new_id = new_id
        self.tenant = tenant
        self._session: Session | None = None

    def inside(self, session: Session) -> Book:
        """The same book within a transaction that somebody else has begun and will commit."""
        found = Book(self.store, self.plan, self.new_id, self.tenant)
        found._session = session
        return found

    def do(self, work: Callable[[Session], T]) -> T:
        """One transaction."""
        return self.store.in_transaction(work) if self._session is None else work(self._session)

    def look(self, question: Callable[[Session], T]) -> T:
        """One question, for which no writer waits."""
        return self.store.look(question) if self._session is None else question(self._session)

    # the applicant

    def hold(self, wanted: Wanted, now: datetime) -> Booking:
        """Take the first of the slots that is free: for a quarter of an hour, or for good by the office's hand.

        A hold of the same case for the same kind is let go for it. Refusals: `slot-taken`, `appointment-exists`.
        """

        def act(session: Session) -> Booking:
            if wanted.case_id:
                self._let_go(session, wanted)
            booking_id = self.new_id()
            until = None if wanted.office else now + self.plan.hold
            for slot in wanted.slots:
                taken = cells(slot.starts_at, slot.ends_at)
                if sql.take(session, self.tenant, wanted.site, slot.counter, taken, booking_id, until, now):
                    break
            else:
                raise Refusal("slot-taken")
            booking = Booking(
                tenant=self.tenant,
                id=booking_id,
                site=wanted.site,
                counter=slot.counter,
                kind=wanted.kind,
                persons=wanted.persons,
                language=wanted.language,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                state=State.BOOKED if wanted.office else State.HELD,
                version=1,
                held_until=until,
                token_hash=wanted.token_hash,
                ticket=law.ticket(wanted.kind, cells(slot.starts_at, slot.ends_at).start),
                case_id=wanted.case_id,
                number=wanted.number,
                channel=wanted.channel,
                contact=wanted.contact,
                notice_language=wanted.notice_language,
                proved=wanted.proved or wanted.office,
                emergency=slot.emergency,
                created_at=now,
                created_by=wanted.by,
                requested_at=wanted.requested_at,
                first_offer=wanted.first_offer,
                confirmed_at=now if wanted.office else None,
            )
            booking = self._numbered(session, booking)
            sql.put(session, booking)
            if wanted.office:
                self.say(session, booking, now, NoticeKind.BOOKED)
            return booking

        try:
            return self.do(act)
        except AlreadyThere as error:  # two windows of one applicant at the same moment
            raise Refusal("appointment-exists") from error

    def _let_go(self, session: Session, wanted: Wanted) -> None:
        other = sql.open_of_case(session, self.tenant, wanted.case_id, wanted.kind)
        if other is None:
            return
        if other.state != State.HELD:
            raise Refusal("appointment-exists")
        self.release(session, other)
        sql.drop(session, Booking, self.tenant, other.id)

    def _numbered(self, session: Session, booking: Booking) -> Booking:
        """With a ticket that nobody else of the site has on that day."""
        day = day_of(booking.starts_at)
        since = booking.starts_at - timedelta(hours=24)
        those = sql.between(session, self.tenant, booking.site, since, booking.starts_at + timedelta(hours=24))
        used = {one.ticket for one in those if day_of(one.starts_at) == day}
        serial = cells(booking.starts_at, booking.ends_at).start
        while law.ticket(booking.kind, serial) in used:
            serial += 1
        return replace(booking, ticket=law.ticket(booking.kind, serial))

    def contact(self, token_hash: bytes, contact: bytes, language: str, channel: str, now: datetime) -> Booking:
        """Say where a hold may be confirmed from; the e-mail goes out at once. Refusals: `hold-over`."""

        def act(session: Session) -> Booking:
            booking = self._open(session, token_hash)
            if booking.state != State.HELD or booking.held_until is None or booking.held_until <= now:
                raise Refusal("hold-over")
            booking = replace(
                booking, contact=contact, notice_language=language, channel=channel, version=booking.version + 1
            )
            sql.put(session, booking)
            self.say(session, booking, now, NoticeKind.CONFIRM)
            return booking

        return self.do(act)

    def confirm(self, token_hash: bytes, now: datetime, *, by_mail: bool) -> Booking:
        """A hold or an offer becomes an appointment; a repetition changes nothing.

        `by_mail`: the token came back from the e-mail; without it only a case's own page may confirm. An offer of the
        waiting list takes the place of the later appointment, if there was one. Refusals: `hold-over`, `not-proved`.
        """

        def act(session: Session) -> Booking:
            before = self._open(session, token_hash)
            if before.state == State.BOOKED:
                return before
            if not (by_mail or before.proved):
                raise Refusal("not-proved")
            wish = sql.wish_offered(session, self.tenant, before) if before.state == State.OFFERED else None
            after = law.confirmed(before, now)
            if not sql.keep(session, after):
                raise Refusal("hold-over")
            if wish is not None:
                self._instead(session, wish, now)
                sql.drop(session, Wish, self.tenant, wish.id)
            sql.put(session, after)
            sql.forget_notices(session, after, NoticeKind.CONFIRM, NoticeKind.OFFER)
            self.say(session, after, now, NoticeKind.BOOKED)
            return after

        return self.do(act)

    def _instead(self, session: Session, wish: Wish, now: datetime) -> None:
        """Give up the later appointment for which somebody stood on the waiting list."""
        earlier = sql.locked(session, self.tenant, wish.booking_id) if wish.booking_id else None
        if earlier is None or not State(earlier.state).ahead:
            return
        over = law.cancelled(earlier, now)
        self.release(session, earlier)
        sql.put(session, over)
        self._forget_all(session, over)

    def move(self, booking_id: str, slots: Sequence[Slot], now: datetime, *, office: bool) -> tuple[Booking, Freed]:
        """Take another slot and give the old one back, together or not at all. Refusals: `slot-taken`, too late."""

        def act(session: Session) -> tuple[Booking, Freed]:
            before = self._locked(session, booking_id)
            if office and not State(before.state).ahead:
                raise Refusal("appointment-over")
            if not office:
                law.may_change(self.plan, before, now)
            # First out, then in: the new slot may overlap the old one.
            self.release(session, before)
            for slot in slots:
                wanted = cells(slot.starts_at, slot.ends_at)
                if sql.take(session, self.tenant, before.site, slot.counter, wanted, before.id, None, now):
                    break
            else:
                raise Refusal("slot-taken")  # the transaction is undone: the old slot stays
            after = replace(
                before, counter=slot.counter, starts_at=slot.starts_at, ends_at=slot.ends_at, state=State.BOOKED,
                emergency=slot.emergency, arrived_at=None, version=before.version + 1,
            )  # fmt: skip
            after = self._numbered(session, after)
            sql.put(session, after)
            self._forget_all(session, after)
            self.say(session, after, now, NoticeKind.MOVED)
            return after, _freed(before)

        return self.do(act)

    def cancel(self, booking_id: str, now: datetime, *, office: bool) -> tuple[Booking, Freed | None]:
        """Give a slot back; a repetition changes nothing. Refusals: too late, over."""

        def act(session: Session) -> tuple[Booking, Freed | None]:
            before = self._locked(session, booking_id)
            if before.state == State.CANCELLED:
                return before, None
            if not office and not State(before.state).waiting:
                law.may_change(self.plan, before, now)
            after = law.cancelled(before, now)
            self.release(session, before)
            sql.put(session, after)
            self._forget_all(session, after)
            if before.state == State.OFFERED:
                wish = sql.wish_offered(session, self.tenant, before)
                if wish is not None:
                    sql.drop(session, Wish, self.tenant, wish.id)  # who declines an offer waits no more
            if State(before.state).ahead:
                self.say(session, after, now, NoticeKind.CANCELLED)
                sql.put(session, law.outcome(after, self.new_id()))
            return after, _freed(before)

        return self.do(act)

    # the procedure and the e-mails

    def say(self, session: Session, booking: Booking, now: datetime, kind: NoticeKind) -> None:
        """Put down what is to be said because of a change: at once, and reminders for later."""
        if kind is not NoticeKind.CONFIRM and kind is not NoticeKind.OFFER and booking.case_id:
            stand = law.message(booking.state, moved=kind is NoticeKind.MOVED)
            sql.put(session, self._notice(booking, NoticeKind.MESSAGE, now, stand))
        if booking.channel != "EMAIL" or kind is NoticeKind.MESSAGE:
            return
        sql.put(session, self._notice(booking, kind, now))
        if kind in (NoticeKind.BOOKED, NoticeKind.MOVED):
            first, last = (booking.starts_at - before for before in self.plan.reminders)
            for at, reminder in ((first, NoticeKind.REMINDER_DAYS), (last, NoticeKind.REMINDER_HOURS)):
                if at > now:
                    sql.put(session, self._notice(booking, reminder, at))

    def _notice(self, booking: Booking, kind: NoticeKind, at: datetime, detail: str = "") -> Notice:
        return Notice(self.tenant, booking.id, kind, booking.version, at, 0, self.new_id(), detail)

    def _forget_all(self, session: Session, booking: Booking) -> None:
        sql.forget_notices(
            session, booking, NoticeKind.CONFIRM, NoticeKind.OFFER, NoticeKind.BOOKED, NoticeKind.MOVED,
            NoticeKind.REMINDER_DAYS, NoticeKind.REMINDER_HOURS,
        )  # fmt: skip

    def closed(self, session: Session, booking: Booking, subject: str, now: datetime) -> None:
        """Write an appointment that is over: what stays of it, and how often somebody has not come."""
        sql.put(session, booking, law.outcome(booking, self.new_id()))
        self._forget_all(session, booking)
        if booking.state == State.NO_SHOW and subject:
            before = keeping.missed(session, self.tenant, subject)
            sql.put(session, Standing(self.tenant, subject, before + 1, now))

    def release(self, session: Session, booking: Booking) -> None:
        """Give the time of a booking back."""
        wanted = cells(booking.starts_at, booking.ends_at)
        sql.give(session, self.tenant, booking.site, booking.counter, wanted, booking.id)

    def _locked(self, session: Session, booking_id: str) -> Booking:
        found = sql.locked(session, self.tenant, booking_id)
        if found is None:
            raise NotFound("appointment")
        return found

    def _open(self, session: Session, token_hash: bytes) -> Booking:
        found = sql.locked_by_token(session, self.tenant, token_hash)
        if found is None:
            raise NotFound("appointment")
        return found


def _freed(booking: Booking) -> Freed:
    slot = Slot(booking.counter, booking.starts_at, booking.ends_at, booking.emergency)
    return Freed(booking.site, booking.kind, slot)
