"""The book of appointments: holds, bookings, moves and cancellations, each one transaction that the database decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from authority.appointments import Booking, NoticeKind, Refusal, Slot, State, Wish
from authority.appointments import rules as law
from authority.appointments.slots import cells, day_of

from ..errors import AlreadyThere
from ..session import Session
from . import sql, tickets, wishes
from .asked import Freed, Wanted, freed_by
from .ledger import Ledger


class Book(Ledger):
    """What applicants and the office do with single appointments."""

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
                ticket="",
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
            booking = tickets.numbered(session, booking, now)
            sql.put(session, booking)
            if wanted.office:
                self.say(session, booking, now, NoticeKind.BOOKED)
            return booking

        try:
            return self.do(act)
        except AlreadyThere as error:  # two windows of one applicant at the same moment
            raise Refusal("appointment-exists") from error

    def _let_go(self, session: Session, wanted: Wanted) -> None:
        alike = self.plan.alike(wanted.kind)
        other = sql.open_of_case(session, self.tenant, wanted.case_id, alike)
        if other is None:
            return
        if other.state != State.HELD:
            raise Refusal("appointment-exists")
        self.drop(session, other)

    def contact(self, token_hash: bytes, contact: bytes, language: str, channel: str, now: datetime) -> Booking:
        """Say where a hold may be confirmed from; the e-mail goes out at once. Refusals: `hold-over`."""

        def act(session: Session) -> Booking:
            booking = self.opened(session, token_hash)
            if booking.state != State.HELD or booking.held_until is None or booking.held_until <= now:
                raise Refusal("hold-over")
            booking = replace(
                booking, contact=contact, notice_language=language, channel=channel, version=booking.version + 1
            )
            sql.put(session, booking)
            self.say(session, booking, now, NoticeKind.CONFIRM)
            return booking

        return self.do(act)

    def confirm(self, token_hash: bytes, now: datetime, *, by_mail: bool) -> tuple[Booking, Freed | None]:
        """A hold or an offer becomes an appointment; a repetition changes nothing.

        `by_mail`: the token came back from the e-mail; without it only a case's own page may confirm. An offer of the
        waiting list takes the place of the later appointment, if there was one: that one is free then. Refusals:
        `hold-over`, `not-proved`, `appointment-exists`.
        """

        def act(session: Session) -> tuple[Booking, Freed | None]:
            before = self.opened(session, token_hash)
            if before.state == State.BOOKED:
                return before, None
            if not (by_mail or before.proved):
                raise Refusal("not-proved")
            after = law.confirmed(before, now)
            if not sql.keep(session, after, after.counter, cells(after.starts_at, after.ends_at)):
                raise Refusal("hold-over")
            tickets.keep(session, after)
            later = self._instead(session, before, now) if before.state == State.OFFERED else None
            sql.put(session, after)
            sql.forget_notices(session, after, NoticeKind.CONFIRM, NoticeKind.OFFER)
            self.say(session, after, now, NoticeKind.BOOKED)
            return after, later

        try:
            return self.do(act)
        except AlreadyThere as error:  # the case has booked by another window at the same moment
            raise Refusal("appointment-exists") from error

    def _instead(self, session: Session, offer: Booking, now: datetime) -> Freed | None:
        """Give up the later appointment, for which somebody stood on the waiting list, with the place on it."""
        wish = wishes.offered(session, offer)
        if wish is not None:
            sql.drop(session, Wish, self.tenant, wish.id)
        if offer.case_id:
            later = sql.open_of_case(session, self.tenant, offer.case_id, self.plan.alike(offer.kind))
        else:
            later = sql.locked(session, self.tenant, wish.booking_id) if wish is not None and wish.booking_id else None
        if later is None or State(later.state).over:
            return None
        if State(later.state).waiting:
            self.drop(session, later)
            return None
        over = law.cancelled(later, now)
        self.release(session, later)
        sql.put(session, over)
        self.forget_mail(session, over)
        return freed_by(later)

    def move(self, booking_id: str, slots: Sequence[Slot], now: datetime, *, office: bool) -> tuple[Booking, Freed]:
        """Take another slot and give the old one back, together or not at all. Refusals: `slot-taken`, too late."""

        def act(session: Session) -> tuple[Booking, Freed]:
            before = self.locked(session, booking_id)
            if office and not State(before.state).ahead:
                raise Refusal("appointment-over")
            if not office:
                law.may_change(self.plan, before, now)
            # First out, then in: the new slot may overlap the old one.
            self.release(session, before, ticket=False)
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
            if day_of(after.starts_at) != day_of(before.starts_at):  # on the same day the number stays
                tickets.give(session, before)
                after = tickets.numbered(session, after, now)
            sql.put(session, after)
            self.forget_mail(session, after)
            self.say(session, after, now, NoticeKind.MOVED)
            return after, freed_by(before)

        return self.do(act)

    def cancel(self, booking_id: str, now: datetime, *, office: bool) -> tuple[Booking, Freed | None]:
        """Give a slot back; a repetition changes nothing. Refusals: too late, over."""

        def act(session: Session) -> tuple[Booking, Freed | None]:
            before = self.locked(session, booking_id)
            if before.state == State.CANCELLED:
                return before, None
            if not office and not State(before.state).waiting:
                law.may_change(self.plan, before, now)
            after = law.cancelled(before, now)
            self.release(session, before)
            sql.put(session, after)
            self.forget_mail(session, after)
            if before.state == State.OFFERED:
                wish = wishes.offered(session, before)
                if wish is not None:
                    sql.drop(session, Wish, self.tenant, wish.id)  # who declines an offer waits no more
            elif not before.case_id:  # a case still needs one
                self.wait_no_more(session, before)
            if State(before.state).ahead:
                self.say(session, after, now, NoticeKind.CANCELLED)
                sql.put(session, law.outcome(after, self.new_id(), sql.group_of(session, after)))
            return after, freed_by(before)

        return self.do(act)
