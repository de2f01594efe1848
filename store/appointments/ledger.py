"""What every change in the book of appointments has in common: one transaction, what is said of it, what is given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self, TypeVar

from authority.appointments import Booking, Notice, NoticeKind, Plan, Standing, State, Wish
from authority.appointments import rules as law
from authority.appointments.slots import cells
from engine.errors import NotFound

from ..session import Session
from ..sql_store import SqlStore
from . import keeping, sql, tickets, wishes

T = TypeVar("T")


class Ledger:
    """On one store; `new_id` makes ids and keys. Instants are given, aware and in UTC."""

    def __init__(self, store: SqlStore, plan: Plan, new_id: Callable[[], str], tenant: int) -> None:
        self.store = store
        self.plan = plan
        self.new_id = new_id
        self.tenant = tenant
        self._session: Session | None = None

    def inside(self, session: Session) -> Self:
        """The same book within a transaction that somebody else has begun and will commit."""
        found = type(self)(self.store, self.plan, self.new_id, self.tenant)
        found._session = session
        return found

    def do(self, work: Callable[[Session], T]) -> T:
        """One transaction."""
        return self.store.in_transaction(work) if self._session is None else work(self._session)

    def look(self, question: Callable[[Session], T]) -> T:
        """One question, for which no writer waits."""
        return self.store.look(question) if self._session is None else question(self._session)

    # what is said

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

    def forget_mail(self, session: Session, booking: Booking) -> None:
        """E-mails about a booking as it was are not sent any more; what the case has to hear stays."""
        sql.forget_notices(
            session, booking, NoticeKind.CONFIRM, NoticeKind.OFFER, NoticeKind.BOOKED, NoticeKind.MOVED,
            NoticeKind.REMINDER_DAYS, NoticeKind.REMINDER_HOURS,
        )  # fmt: skip

    # what is over

    def closed(self, session: Session, booking: Booking, subject: str, now: datetime) -> None:
        """Write an appointment that is over: what stays of it, and how often somebody has not come."""
        sql.put(session, booking, law.outcome(booking, self.new_id(), sql.group_of(session, booking)))
        self.forget_mail(session, booking)
        self.wait_no_more(session, booking)
        if booking.state == State.NO_SHOW and subject:
            before = keeping.missed(session, self.tenant, subject)
            sql.put(session, Standing(self.tenant, subject, before + 1, now))

    def wait_no_more(self, session: Session, booking: Booking) -> None:
        """Whoever had this appointment does not wait for an earlier one any more; what was kept for that is free."""
        for wish in wishes.of_booking(session, booking, self.plan.alike(booking.kind)):
            self.drop_wish(session, wish)

    def drop_wish(self, session: Session, wish: Wish) -> Booking | None:
        """Off the waiting list; the booking that was being kept for the wish, which is free now."""
        offered = sql.locked(session, wish.tenant, wish.offered) if wish.offered else None
        sql.drop(session, Wish, wish.tenant, wish.id)
        if offered is None or offered.state != State.OFFERED:
            return None
        self.drop(session, offered)
        return offered

    def drop(self, session: Session, booking: Booking) -> None:
        """A hold or an offer that never became an appointment: nothing of it stays."""
        self.release(session, booking)
        sql.forget_notices(session, booking, NoticeKind.CONFIRM, NoticeKind.OFFER)
        sql.drop(session, Booking, booking.tenant, booking.id)

    def release(self, session: Session, booking: Booking, *, ticket: bool = True) -> None:
        """Give the time of a booking back, and its number."""
        wanted = cells(booking.starts_at, booking.ends_at)
        sql.give(session, self.tenant, booking.site, booking.counter, wanted, booking.id)
        if ticket:
            tickets.give(session, booking)

    # rows

    def locked(self, session: Session, booking_id: str) -> Booking:
        """A booking that nobody else changes until this transaction ends. NotFound."""
        found = sql.locked(session, self.tenant, booking_id)
        if found is None:
            raise NotFound("appointment")
        return found

    def opened(self, session: Session, token_hash: bytes) -> Booking:
        """The booking that a token opens, locked. NotFound."""
        found = sql.locked_by_token(session, self.tenant, token_hash)
        if found is None:
            raise NotFound("appointment")
        return found
