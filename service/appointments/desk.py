"""Everything about appointments of one process as one object: plan, free slots, the book, and who is asking for what."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from authority.appointments import Booking, Channel, Kind, Plan, PlanError, Refusal, State, Wish, load_plan
from authority.appointments import rules as law
from authority.appointments import slots as times
from engine.deadlines import SAXONY
from engine.errors import NotFound
from store import SqlStore
from store.appointments import keeping, sql
from store.appointments.asked import Wanted
from store.appointments.book import Book
from store.appointments.counter import Counters
from store.appointments.waiting import Key, WaitingList
from store.session import Session

from .free_times import FreeTimes
from .secrets import Contact, Contacts, hashed, new_token

#: The message with which the procedure hears of an appointment; its key is `<case reference>/<kind>`.
MESSAGE = "termin.stand"
#: Languages in which e-mails are written.
NOTICE_LANGUAGES = ("de", "en", "uk", "ar", "vi", "es", "tr", "ru")
#: Days of slots that are told at once.
SPAN = 14


@dataclass(frozen=True, slots=True)
class Request:
    """An appointment that the procedure waits for: the kind, since when, and by when it has to be offered."""

    kind: Kind
    since: datetime
    offer_by: date


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody types for a booking."""

    site: str
    kind: str
    starts_at: datetime
    language: str = ""
    persons: int = 1
    counter: str = ""


class Desk(FreeTimes):
    """One per process. `now`: the clock. The store must be one that keeps: SQLite or PostgreSQL."""

    def __init__(self, store: SqlStore, now: Callable[[], datetime], tenant: int, plan: Plan | None = None) -> None:
        self.store = store
        self.now = now
        self.tenant = tenant
        self.plan = plan or load_plan()
        self.contacts = Contacts(store.vault)
        self.book = Book(store, self.plan, lambda: str(uuid4()), tenant)
        self.counters = Counters(self.book, self.subject)
        self.waiting = WaitingList(self.book, self._key_for)

    def inside(self, session: Session) -> Desk:
        """The same desk within a transaction that somebody else has begun and will commit."""
        found = Desk(self.store, self.now, self.tenant, self.plan)
        found.book = self.book.inside(session)
        found.counters = Counters(found.book, found.subject)
        found.waiting = WaitingList(found.book, found._key_for)
        return found

    # what there is

    def kind(self, name: str, *, who: tuple[str, ...]) -> Kind:
        """A kind that may be booked by this way. NotFound."""
        try:
            found = self.plan.kind(name)
        except PlanError as error:
            raise NotFound("kind") from error
        if found.who not in who:
            raise NotFound("kind")
        return found

    # who asks

    def requests(self, case_id: str, since: Callable[[str], Any]) -> list[Request]:
        """What the procedure of a case waits for; `since` asks the store for what is open in a case."""
        found: dict[str, Request] = {}
        for row in since(case_id).subscriptions:
            kind = self.plan.procedure.get(row.element_id)
            if row.name != MESSAGE or kind is None or kind in found:
                continue
            asked = times.day_of(row.created_at)
            by = SAXONY.arbeitstage_after(asked, self.plan.within)
            found[kind] = Request(self.plan.kinds[kind], row.created_at, by)
        return list(found.values())

    def requested(self, requests: list[Request], kind: Kind) -> Request:
        """The request that a kind serves; a family comes for what one person would come for. NotFound."""
        for one in requests:
            if one.kind.serves == kind.serves:
                return one
        raise NotFound("nothing of this kind is awaited")

    def subject(self, booking: Booking) -> str:
        """Under whom a missed appointment is counted."""
        if booking.case_id:
            return f"case:{booking.case_id}"
        return self.contacts.subject(self.contact(booking).email)

    def by_phone_only(self, subject: str) -> bool:
        """Whether somebody has missed too many."""
        return law.telephone_only(
            self.plan, self.book.look(lambda session: keeping.missed(session, self.tenant, subject))
        )

    def contact(self, booking: Booking) -> Contact:
        """How somebody is reached."""
        return self.contacts.open(booking.contact, booking.token_hash.hex())

    # booking

    def hold(
        self,
        ask: Ask,
        kind: Kind,
        token: str,
        *,
        contact: Contact,
        by: str,
        case_id: str = "",
        number: str = "",
        requested_at: datetime | None = None,
        notice_language: str = "de",
        channel: str = "",
        office: bool = False,
    ) -> Booking:
        """Take a slot; a repetition under the same token finds what it took. Refusals: see Book.hold."""
        known = self.find(token)
        if known is not None:
            return known
        now = self.now()
        day = times.day_of(ask.starts_at)
        free = self.free(
            ask.site, kind, day, day, persons=ask.persons, language=ask.language, office=office
        )  # fmt: skip
        wanted = [slot for slot in free if slot.starts_at == ask.starts_at and ask.counter in ("", slot.counter)]
        if not wanted:
            raise Refusal("slot-taken")
        first = self.first_free(ask.site, kind, persons=ask.persons, language=ask.language)
        sealed = self.contacts.seal(
            Contact(contact.email, contact.phone, token, new_token()), hashed(token).hex()
        )  # fmt: skip
        asked = Wanted(
            site=ask.site,
            kind=kind.id,
            persons=ask.persons,
            language=ask.language,
            slots=wanted,
            token_hash=hashed(token),
            contact=sealed,
            notice_language=notice_language if notice_language in NOTICE_LANGUAGES else "en",
            channel=channel or (Channel.EMAIL if contact.email else Channel.PHONE),
            by=by,
            requested_at=requested_at or now,
            case_id=case_id,
            number=number,
            proved=bool(case_id),
            office=office,
            first_offer=first.starts_at if first else None,
        )
        try:
            return self.book.hold(asked, now)
        except Refusal:
            known = self.find(token)  # the same request at the same moment
            if known is None:
                raise
            return known

    def reach(self, booking: Booking, token: str, email: str, language: str) -> Booking:
        """Send the link that confirms a hold to an address. Refusal `hold-over`."""
        known = self.contact(booking)
        sealed = self.contacts.seal(Contact(email, known.phone, token, new_token()), booking.token_hash.hex())
        tongue = language if language in NOTICE_LANGUAGES else "en"
        return self.book.contact(booking.token_hash, sealed, tongue, Channel.EMAIL, self.now())

    def confirm(self, booking: Booking, token: str, proof: str) -> Booking:
        """Make it an appointment. Refusals: `not-proved`, `hold-over`."""
        known = self.contact(booking)
        proved = bool(proof) and hmac.compare_digest(proof, known.proof)
        if State(booking.state).waiting and self.by_phone_only(self.subject(booking)):
            raise Refusal("telephone-only")
        found, freed = self.book.confirm(hashed(token), self.now(), by_mail=proved)
        if freed is not None:
            self.waiting.offer(freed, self.now())
        return found

    def wish(
        self,
        site: str,
        kind: str,
        token: str,
        email: str,
        notice_language: str,
        from_day: date,
        until_day: date,
        *,
        persons: int,
        language: str,
        case_id: str,
        number: str,
        booking_id: str,
    ) -> Wish:
        """A place on the waiting list, within the days that may be booked. NotFound for an unknown kind or number of people."""
        try:
            self.plan.kind(kind).lasts(persons)
        except PlanError as error:
            raise NotFound("kind") from error
        first, last = self.window(office=False)
        tongue = notice_language if notice_language in NOTICE_LANGUAGES else "en"
        return Wish(
            tenant=self.tenant,
            id=str(uuid4()),
            site=site,
            kind=kind,
            persons=persons,
            language=language,
            from_day=max(first, from_day).isoformat(),
            until_day=min(last, until_day).isoformat(),
            contact=self.contacts.seal(Contact(email, "", token, ""), hashed(token).hex()),
            notice_language=tongue,
            token_hash=hashed(token),
            case_id=case_id,
            number=number,
            booking_id=booking_id,
            offered="",
            created_at=self.now(),
        )

    def find(self, token: str) -> Booking | None:
        """The booking that a token opens."""
        return self.book.look(lambda session: sql.by_token(session, self.tenant, hashed(token)))

    def mine(self, token: str) -> Booking:
        """The same. NotFound."""
        found = self.find(token)
        if found is None:
            raise NotFound("appointment")
        return found

    def move(self, booking: Booking, starts_at: datetime, *, office: bool, counter: str = "") -> Booking:
        """To another time, as long as there is something free. Refusals: `slot-taken`, too late, over."""
        kind = self.plan.kinds[booking.kind]
        if booking.starts_at == starts_at and counter in ("", booking.counter):
            return booking
        day = times.day_of(starts_at)
        # Its own time counts as free: the new slot may begin in the middle of the old one.
        free = list(self.around(booking, kind, day, office=office))
        wanted = [slot for slot in free if slot.starts_at == starts_at and counter in ("", slot.counter)]
        if not wanted:
            raise Refusal("slot-taken")
        moved, freed = self.book.move(booking.id, wanted, self.now(), office=office)
        self.waiting.offer(freed, self.now())
        return moved

    def cancel(self, booking: Booking, *, office: bool) -> Booking:
        """Give it back; whoever waits for such a slot is asked. Refusals: too late, over."""
        over, freed = self.book.cancel(booking.id, self.now(), office=office)
        if freed is not None and State(booking.state) is not State.HELD:
            self.waiting.offer(freed, self.now())
        return over

    def leave(self, token: str) -> None:
        """Wait for nothing earlier any more; a slot that was kept goes to the next."""
        freed = self.waiting.leave(hashed(token))
        if freed is not None:
            self.waiting.offer(freed, self.now())

    def _key_for(self, booking_id: str, wish: Wish) -> Key:
        token = new_token()
        known = self.contacts.open(wish.contact, wish.token_hash.hex())
        contact = Contact(known.email, known.phone, token, new_token())
        return Key(hashed(token), self.contacts.seal(contact, hashed(token).hex()))
