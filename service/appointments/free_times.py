"""Which times are free now, for applicants and for the office: the plan without what somebody has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from authority.appointments import Booking, Kind, Slot
from authority.appointments import slots as times
from engine.errors import NotFound
from store.appointments import sql
from store.appointments.book import Book

from .places import Places


class FreeTimes(Places):
    """The part of a desk that looks for times."""

    book: Book
    tenant: int
    now: Callable[[], datetime]

    def free(
        self,
        site: str,
        kind: Kind,
        first: date,
        last: date,
        *,
        persons: int = 1,
        language: str = "",
        office: bool = False,
    ) -> Iterator[Slot]:
        """Free slots between two days, both included, within the days that may be booked now."""
        if site not in self.plan.sites:
            raise NotFound("site")
        now = self.now()
        earliest, latest = times.window(self.plan, now, office=office)
        day, last = max(first, earliest), min(last, latest)
        if day > last:
            return
        since, until = times.local(day, 0), times.local(last, 24 * 60)
        taken = self.book.look(lambda session: sql.taken(session, self.tenant, site, since, until, now))
        holiday = self.holiday(site)
        while day <= last:
            every = times.slots(
                self.plan,
                site,
                day,
                kind,
                holiday=holiday,
                persons=persons,
                language=language,
                emergency=office,
                now=now,
            )
            yield from times.free(every, taken)
            day += timedelta(days=1)

    def window(self, *, office: bool) -> tuple[date, date]:
        """The first and the last day that may be booked now."""
        return times.window(self.plan, self.now(), office=office)

    def today(self) -> date:
        """The local day."""
        return times.day_of(self.now())

    def first_free(self, site: str, kind: Kind, *, persons: int = 1, language: str = "") -> Slot | None:
        """The earliest slot that somebody may book now, looked for week by week."""
        day, last = times.window(self.plan, self.now(), office=False)
        while day <= last:
            upto = min(day + timedelta(days=6), last)
            found = next(self.free(site, kind, day, upto, persons=persons, language=language), None)
            if found is not None:
                return found
            day = upto + timedelta(days=1)
        return None

    def around(self, booking: Booking, kind: Kind, day: date, *, office: bool) -> Iterator[Slot]:
        """Free times of a day for somebody who gives up a booking: its own time counts as free."""
        now = self.now()
        earliest, latest = times.window(self.plan, now, office=office)
        if not earliest <= day <= latest:
            return
        since, until = times.local(day, 0), times.local(day, 24 * 60)
        taken = self.book.look(lambda session: sql.taken(session, self.tenant, booking.site, since, until, now))
        own = set(times.cells(booking.starts_at, booking.ends_at))
        others = {name: set(busy) - (own if name == booking.counter else set()) for name, busy in taken.items()}
        every = times.slots(
            self.plan, booking.site, day, kind, holiday=self.holiday(booking.site), persons=booking.persons,
            language=booking.language, emergency=office, now=now,
        )  # fmt: skip
        yield from times.free(every, others)
