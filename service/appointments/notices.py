"""Says what has to be said about appointments: e-mails through the mail connector, messages to the case that waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from authority.appointments import Booking, Notice, NoticeKind, State
from connectors.base import Connector, ConnectorError, Misconfigured, Refused, Request
from engine.commands import Command, DeliverMessage
from engine.errors import EngineError, MessageMismatch, TryAgain
from store.appointments import sql

from ..turns import in_turn
from .desk import MESSAGE, Desk

log = structlog.get_logger(__name__)

MAIL = "mail"
#: Who messages to cases come from.
SENDER = "appointments"
#: A notice that is being said is nobody else's for so long; then somebody has died with it, and it is said again.
LEASE = timedelta(minutes=5)
#: After that many attempts nobody is told any more: an e-mail about yesterday helps nobody.
ATTEMPTS = 8
#: A message that no case waits for is parked after this time instead of a month.
TTL = 86_400

#: Where the procedure waits for one of these, it goes on; elsewhere it only keeps in mind what has happened.
_SPECIAL = {"NO_SHOW": "termin.versaeumt", "BOOKED": "termin.gebucht", "MOVED": "termin.gebucht"}

_CODES = {
    NoticeKind.CONFIRM: "SLOT_CONFIRM",
    NoticeKind.BOOKED: "SLOT_BOOKED",
    NoticeKind.MOVED: "SLOT_MOVED",
    NoticeKind.CANCELLED: "SLOT_CANCELLED",
    NoticeKind.REMINDER_DAYS: "SLOT_REMINDER",
    NoticeKind.REMINDER_HOURS: "SLOT_REMINDER",
    NoticeKind.OFFER: "SLOT_OFFER",
}


class Notices:
    """Works off what is due. Claimed in one transaction, said outside of any, taken off the list in another.

    A process that dies in between says it again: an e-mail that comes twice does no harm, and a message to a case has an id.
    """

    def __init__(
        self,
        desk: Desk,
        handle: Callable[[Command], Any],
        agencies: Mapping[str, Connector],
        open_rows: Callable[[str], Any],
    ) -> None:
        self._desk = desk
        self._handle = handle
        self._agencies = agencies
        self._open_rows = open_rows

    def round(self, limit: int = 50) -> int:
        """Say what is due now; how much was said. Error: the first one's that was not foreseen, after all were said."""
        now = self._desk.now()
        return in_turn(partial(self._say, notice, now) for notice in self._claim(now, limit))

    def messages(self) -> None:
        """Tell the cases what is due; e-mails wait for the next round, whose server may take its time."""
        now = self._desk.now()
        for notice in self._claim(now, 10, NoticeKind.MESSAGE):
            self._say(notice, now)

    def _claim(self, now: datetime, limit: int, kind: str = "") -> list[Notice]:
        def act(session: Any) -> list[Notice]:
            found = sql.due(session, self._desk.tenant, now, limit, kind)
            for notice in found:
                sql.put(session, replace(notice, due_at=now + LEASE, attempts=notice.attempts + 1))
            return found

        # Most rounds find nothing, and then no writer waits.
        if not self._desk.book.look(lambda session: sql.any_due(session, self._desk.tenant, now, kind)):
            return []
        return self._desk.book.do(act)

    def _say(self, notice: Notice, now: datetime) -> bool:
        booking = self._desk.book.look(lambda session: sql.get(session, Booking, notice.tenant, notice.booking_id))
        said = False
        try:
            if booking is not None:
                said = (
                    self._message(notice, booking)
                    if notice.kind == NoticeKind.MESSAGE
                    else self._mail(notice, booking, now)
                )
        except MessageMismatch:  # said before, and the appointment has changed since: the change says itself
            said = True
        except EngineError as error:  # the change stands; the case is told when the lease has run out
            log.warning("appointment.message_late", booking=notice.booking_id, code=error.code)
            return False
        except (Refused, Misconfigured) as error:
            log.warning("appointment.notice_refused", booking=notice.booking_id, kind=notice.kind, code=error.code)
        except ConnectorError as error:
            log.warning("appointment.notice_late", booking=notice.booking_id, kind=notice.kind, code=error.code)
            if notice.attempts + 1 < ATTEMPTS:
                return False  # the lease runs out, and somebody tries again
        key = (notice.tenant, notice.booking_id, notice.kind, notice.number)
        self._desk.book.do(lambda session: sql.drop(session, Notice, *key))
        return said

    def _mail(self, notice: Notice, booking: Booking, now: datetime) -> bool:
        contact = self._desk.contact(booking)
        kind = NoticeKind(notice.kind)
        reminder = kind in (NoticeKind.REMINDER_DAYS, NoticeKind.REMINDER_HOURS)
        if not contact.email or (reminder and (now >= booking.starts_at or booking.state != State.BOOKED)):
            return False
        connector = self._agencies.get(MAIL)
        if connector is None:
            raise Misconfigured("connector-unknown", "no mail server is configured")
        # Only the first e-mail knows the word that proves that somebody reads this address.
        token = f"{contact.token}.{contact.proof}" if kind in (NoticeKind.CONFIRM, NoticeKind.OFFER) else contact.token
        connector.send(
            Request(
                key=notice.key,
                operation="sendNotice",
                input={
                    "to": contact.email,
                    "notice": _CODES[kind],
                    "token": token,
                    "language": booking.notice_language,
                },
                case_ref=f"TERMIN-{booking.site}-0-0",  # the site names the sender; nothing of it is in the message
                attempt=notice.attempts + 1,
            )
        )
        return True

    def _message(self, notice: Notice, booking: Booking) -> bool:
        key = f"{booking.number}/{self._desk.plan.kind(booking.kind).serves}"
        awaited = {row.name for row in self._open_rows(booking.case_id).subscriptions if row.key == key}
        name = next((one for one in (_SPECIAL.get(notice.detail, MESSAGE), MESSAGE) if one in awaited), None)
        if name is None:
            return False  # the procedure is past it
        if self._desk.book.look(lambda session: sql.said_before(session, notice)):
            raise TryAgain("what happened before has not been said yet")
        self._handle(
            DeliverMessage(
                tenant=booking.tenant,
                source=SENDER,
                message_id=f"{booking.id}.{notice.number}",
                name=name,
                key=key,
                payload={"stand": notice.detail, "termin": as_variable(booking)},
                ttl_seconds=TTL,
            )
        )
        return True


@dataclass(frozen=True, slots=True)
class Reminding:
    """What a process needs that looks after appointments now and then."""

    desk: Desk
    notices: Notices


def notices_of(desk: Desk, handle: Callable[[Command], Any], agencies: Mapping[str, Connector]) -> Notices:
    """The notices of a desk: what is open in a case is asked of the desk's own store."""
    return Notices(desk, handle, agencies, lambda case_id: desk.store.read().open_rows(desk.tenant, case_id))


def as_variable(booking: Booking) -> dict[str, Any]:
    """What the procedure keeps of an appointment; nothing that its file does not say anyway."""

    def text(moment: datetime | None) -> str | None:
        return None if moment is None else moment.isoformat()

    return {
        "id": booking.id,
        "type": booking.kind,
        "slotStart": text(booking.starts_at),
        "counter": booking.counter,
        "language": booking.language or None,
        "calledAt": text(booking.called_at),
    }
