"""When a letter counts as notified (§ 41 VwVfG, § 4 VwZG) and when a deadline set in it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import SAXONY, Calendar
from .deadline import Deadline, concluded, end_of
from .derivation import DeadlineError, Derivation, Step, short_de, short_en
from .periods import Period, Unit


class Channel(StrEnum):
    """How a letter was sent; it decides by which provision it counts as notified."""

    POST = "POST"  # by post within Germany
    POST_ABROAD = "POST_ABROAD"  # by post to another country: no deemed notification, receipt must be proven
    ELECTRONIC = "ELECTRONIC"  # transmitted electronically, also abroad
    REGISTERED = "REGISTERED"  # registered letter handed over (Einschreiben durch Übergabe)
    IN_PERSON = "IN_PERSON"  # handed over; also formal service with proof of the day


_NORMS = {
    Channel.POST: "§ 41 Abs. 2 S. 1 VwVfG",
    Channel.ELECTRONIC: "§ 41 Abs. 2 S. 2 VwVfG",
    Channel.REGISTERED: "§ 4 Abs. 2 S. 2 VwZG",
}
#: The Postrechtsmodernisierungsgesetz made the third day the fourth for what is sent from this day on.
_FOURTH_DAY_SINCE = date(2025, 1, 1)
#: How long a decision can be retrieved from the notice on (§ 41 Abs. 2a S. 4 VwVfG).
_AVAILABLE = Period(10, Unit.DAYS)
_ORDINALS = {3: ("dritter", "third"), 4: ("vierter", "fourth")}


@dataclass(frozen=True, slots=True)
class Notification:
    """The day a letter counts as notified, in both readings.

    Whether § 31(3) also moves the fourth day off a weekend or holiday is disputed. `day` is the day without,
    `rolled_day` with the move. Lateness of the citizen is judged by `effective`, the later one.
    """

    sent: date
    day: date
    rolled_day: date
    derivation: Derivation

    @property
    def effective(self) -> date:
        """The later of the two days: what the citizen may rely on."""
        return max(self.day, self.rolled_day)


def notified(
    sent: date,
    calendar: Calendar = SAXONY,
    *,
    channel: Channel = Channel.POST,
    received: date | None = None,
) -> Notification:
    """The day of (deemed) notification of a letter handed to the post or transmitted on `sent`.

    `received` is the proven day of receipt. It counts when it is later than the deemed day (§ 41(2) s. 3 VwVfG),
    and it alone counts for letters handed over or posted abroad. Raises `DeadlineError` when it is missing there,
    or lies before `sent`.
    """
    if received is not None and received < sent:
        raise DeadlineError(f"received on {received} before it was sent on {sent}")
    first = Step("Aufgabe zur Post oder Absendung", "posted or sent", "§ 41 Abs. 2 VwVfG", sent)
    if channel in (Channel.IN_PERSON, Channel.POST_ABROAD):
        day = received if channel is Channel.POST_ABROAD else (received or sent)
        if day is None:
            raise DeadlineError("a letter posted abroad is notified on the day of its proven receipt: it is missing")
        step = Step("tatsächlicher Zugang", "actual receipt", "§ 41 Abs. 1 VwVfG", day)
        return Notification(sent, day, day, (first, step) if day != sent else (step,))

    count = 4 if sent >= _FOURTH_DAY_SINCE else 3
    day = _later(sent, count)
    ordinal_de, ordinal_en = _ORDINALS[count]
    steps = (
        first,
        Step(f"{ordinal_de} Tag nach Absendung", f"{ordinal_en} day after sending", _NORMS[channel], day),
    )
    if received is not None and received > day:
        step = Step("späterer Zugang nachgewiesen", "later receipt is proven", "§ 41 Abs. 2 S. 3 VwVfG", received)
        return Notification(sent, received, received, (*steps, step))
    return _in_both_readings(sent, day, calendar, steps)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Electronic notification by retrieval from a portal (§ 41(2a) VwVfG).

    `available_until` is the last day of availability. `notification` is None while nothing was retrieved; after
    `available_until` it stays None and the letter goes by post.
    """

    notice_sent: date
    available_until: date
    notification: Notification | None
    derivation: Derivation

    def must_be_posted(self, today: date) -> bool:
        """Whether availability has ended without retrieval, so that nothing has been notified."""
        return self.notification is None and today > self.available_until


def retrieval(
    notice_sent: date, calendar: Calendar = SAXONY, *, retrieved: date | None = None, period: Period = _AVAILABLE
) -> Retrieval:
    """§ 41(2a) VwVfG: notified the day after retrieval; available for ten days after the notice was sent.

    `period`: those days as the law of another day may have them (parameter timer.T37).
    The end of availability is moved off weekends and holidays: longer availability harms nobody.
    Raises `DeadlineError` for a retrieval before the notice or after the end of availability.
    """
    until = end_of(notice_sent, period, calendar, norm="§ 41 Abs. 2a S. 4 VwVfG")
    if retrieved is None:
        return Retrieval(notice_sent, until.end, None, until.derivation)
    if not notice_sent <= retrieved <= until.end:
        raise DeadlineError(f"retrieved on {retrieved}: it was available from {notice_sent} to {until.end}")
    step = Step("Abruf", "retrieved", "§ 41 Abs. 2a S. 1 VwVfG", retrieved)
    day = _later(retrieved, 1)
    deemed = Step("Tag nach dem Abruf", "day after retrieval", "§ 41 Abs. 2a S. 3 VwVfG", day)
    notification = _in_both_readings(notice_sent, day, calendar, (step, deemed))
    return Retrieval(notice_sent, until.end, notification, (*until.derivation, *notification.derivation))


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """A deadline set by the authority in a letter: its end in both readings of the deemed notification.

    `strict` counts from the fourth day as it falls, `lenient` from the fourth day moved off weekends and holidays.
    """

    notification: Notification
    strict: Deadline
    lenient: Deadline

    @property
    def end(self) -> date:
        """The later end: only after it the citizen is late, and only then the process goes on without the evidence."""
        return max(self.strict.end, self.lenient.end)

    @property
    def deciding(self) -> Deadline:
        """The reading whose end is `end`, with its derivation."""
        return self.lenient if self.lenient.end >= self.strict.end else self.strict


def set_deadline(
    notification: Notification, period: Period, calendar: Calendar = SAXONY, *, norm: str = "§ 82 Abs. 1 S. 2 AufenthG"
) -> SetDeadline:
    """The end of a period set in a letter; it begins the day after notification (§ 31(2) VwVfG)."""

    def counted_from(day: date) -> Deadline:
        end = end_of(day, period, calendar, norm=norm)
        begins = Step(
            "Frist läuft ab dem Tag nach der Bekanntgabe",
            "runs from the day after notification",
            "§ 31 Abs. 2 VwVfG",
            day,
        )
        steps = (*(s for s in notification.derivation if s.day <= day), begins, *end.derivation[1:])
        return Deadline(
            notification.sent, end.raw_end, end.end, end.calendar, steps, end.explanation_de, end.explanation_en
        )

    return SetDeadline(notification, counted_from(notification.day), counted_from(notification.rolled_day))


def _in_both_readings(sent: date, day: date, calendar: Calendar, steps: Derivation) -> Notification:
    moved = concluded(sent, day, calendar, steps, short_de(sent), short_en(sent))
    if moved.end == day:
        return Notification(sent, day, day, steps)
    dispute = Step(
        f"Verschiebung des Bekanntgabetags strittig; für Verspätungen gilt der spätere Tag ({short_de(moved.end)})",
        f"disputed whether the day of notification moves; lateness is judged by the later day ({short_en(moved.end)})",
        "§ 31 Abs. 3 S. 1 VwVfG (strittig)",
        moved.end,
    )
    return Notification(sent, day, moved.end, (*steps, dispute))


def _later(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError as error:
        raise DeadlineError("the calendar ends on 9999-12-31") from error
