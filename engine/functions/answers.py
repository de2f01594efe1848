"""Answers of the domain's FEEL functions: dates, and contexts that carry a date together with its reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ..deadlines import (
    SAXONY,
    Deadline,
    Derivation,
    Fiction,
    Period,
    SetDeadline,
    Unit,
    ba_fiction,
    end_of,
    notified,
    retrieval,
    set_deadline,
)
from .arguments import as_calendar, as_clock, as_day, as_notices, as_period, as_whole


def steps_of(derivation: Derivation) -> list[dict[str, Any]]:
    """A derivation as JSON variables and pages carry it."""
    return [{"tag": s.day, "text": s.text_de, "textEn": s.text_en, "norm": s.norm} for s in derivation]


def deadline_context(deadline: Deadline) -> dict[str, Any]:
    """A deadline as a context: last day, raw end, first instant too late, calendar, reason in both languages."""
    return {
        "ende": deadline.end,
        "roh": deadline.raw_end,
        "endetUm": deadline.ends_at,
        "kalender": deadline.calendar,
        "erklaerung": deadline.explanation_de,
        "explanation": deadline.explanation_en,
        "schritte": steps_of(deadline.derivation),
    }


def deadline_of(start: Any, period: Any, calendar: Any = None) -> Deadline:
    """`frist ende` and `frist auskunft`."""
    return end_of(as_day(start), as_period(period), as_calendar(calendar))


def clock_context(start: Any, day: Any, pauses: Any = None, rules: Any = None) -> dict[str, Any]:
    """`akzess auskunft`: the clock as it stands on `day`."""
    clock, today = as_clock(start, pauses, rules), as_day(day)
    due = clock.due
    return {
        "faellig": due.end if due else None,
        "pausiert": clock.paused_on(today),
        "nettotage": clock.net_days(today),
        "resttage": clock.remaining_days(today),
        "pausentage": clock.pause_days(today),
        "schwellen": [{"stufe": each.level, "nettotag": each.net_day, "um": each.at} for each in clock.thresholds],
        "frist": deadline_context(due) if due else None,
    }


def clock_due(start: Any, pauses: Any = None, rules: Any = None) -> date | None:
    """`akzess fällig`: the due date, or None while a pause is open."""
    due = as_clock(start, pauses, rules).due
    return due.end if due else None


def set_in_letter(sent: Any, days: Any, calendar: Any = None) -> SetDeadline:
    """`gesetzte frist`: `days` as a number of days or as a period."""
    places = as_calendar(calendar)
    period = Period(as_whole(days), Unit.DAYS) if isinstance(days, Decimal) else as_period(days)
    return set_deadline(notified(as_day(sent), places), period, places)


def set_context(sent: Any, days: Any, calendar: Any = None) -> dict[str, Any]:
    """`gesetzte frist auskunft`: both readings of the day of notification."""
    found = set_in_letter(sent, days, calendar)
    return {
        **deadline_context(found.deciding),
        "bekanntgabe": found.notification.day,
        "bekanntgabeSpaeter": found.notification.effective,
        "endeStreng": found.strict.end,
    }


def retrieved_on(notice: Any, day: Any, calendar: Any = None) -> date | None:
    """`bekanntgabe abruf`: the day of notification by retrieval."""
    found = retrieval(as_day(notice), as_calendar(calendar), retrieved=as_day(day)).notification
    return found.effective if found else None


def fiction_of(sent: Any, weeks: Any, calendar: Any = None, notices: Any = None) -> Fiction:
    """`fiktion ba`: `calendar` is that of the agency's team; the authority's is Saxony's."""
    return ba_fiction(as_day(sent), as_whole(weeks), as_calendar(calendar), SAXONY, notices=as_notices(notices))


def fiction_context(sent: Any, weeks: Any, calendar: Any = None, notices: Any = None) -> dict[str, Any]:
    """`fiktion ba auskunft`: both ends, and whether a timely notice blocks the fiction."""
    found = fiction_of(sent, weeks, calendar, notices)
    return {
        **deadline_context(found.relied_on),
        "schritte": steps_of(found.derivation),
        "endeBundesagentur": found.at_agency.end,
        "gesperrt": found.blocking is not None,
        "giltAb": found.deemed_at,
    }


def holiday_name(day: Any, calendar: Any = None) -> str | None:
    """`feiertag`: the German name of the public holiday, if it is one."""
    found = as_calendar(calendar).holiday(as_day(day))
    return found.name_de if found else None
