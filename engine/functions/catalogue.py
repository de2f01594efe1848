"""The list of FEEL functions: name, parameters, type of the answer, and what it means in German and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from ..deadlines import DeadlineError, age_on, begin_of_day, end_of_day, fixed_day, notified
from ..feel import FeelError, Function, Parameter
from .answers import (
    clock_context,
    clock_due,
    deadline_context,
    deadline_of,
    fiction_context,
    fiction_of,
    holiday_name,
    retrieved_on,
    set_context,
    set_in_letter,
)
from .arguments import as_calendar, as_clock, as_day, as_whole
from .identifiers import betriebsnummer_valid

_START = Parameter("start", "Any")
_DAY = Parameter("datum", "Any")
_CALENDAR = Parameter("kalender", "string", optional=True)
_COUNT = Parameter("anzahl", "number")
_PERIOD = Parameter("frist", "Any")
_PAUSES = Parameter("pausen", "Any", optional=True)
_PAUSES_FIRST = Parameter("pausen", "Any")
_RULES = Parameter("regeln", "context", optional=True)
_SENT = Parameter("absendung", "Any")
_WEEKS = Parameter("wochen", "number")


def _function(
    name: str, parameters: tuple[Parameter, ...], result: str, call: Callable[..., Any], de: str, en: str
) -> Function:
    @wraps(call)
    def guarded(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except DeadlineError as error:
            raise FeelError(str(error)) from error

    return Function(name=name, parameters=parameters, call=guarded, result=result, documentation=f"{de}\n\n{en}")


_ALL = (
    _function("frist ende", (_START, _PERIOD, _CALENDAR), "date",
        lambda *given: deadline_of(*given).end,
        "Letzter Tag einer Frist ab dem Ereignistag (§ 31 VwVfG, §§ 187–193 BGB); Kalender SN, sonst z. B. SN+BY.",
        "Last day of a period after the day of the event; Saxon holidays unless a calendar such as SN+BY is given."),
    _function("frist auskunft", (_START, _PERIOD, _CALENDAR), "context",
        lambda *given: deadline_context(deadline_of(*given)),
        "Wie frist ende, mit rohem Ende, Zeitpunkt, Erklärung und Rechenschritten.",
        "As frist ende, with raw end, instant, explanation and steps."),
    _function("frist fester tag", (_DAY, Parameter("mit hinweis", "boolean"), _CALENDAR), "date",
        lambda day, told, calendar=None: fixed_day(as_day(day), as_calendar(calendar), with_reference=told is True).end,
        "Im Schreiben bestimmter Tag; mit Hinweis auf § 31 Abs. 3 S. 2 VwVfG verschiebt er sich nicht.",
        "A day named in a letter; it is not moved if the letter refers to § 31(3) s. 2 VwVfG."),
    _function("bekanntgabe", (_SENT, _CALENDAR), "date",
        lambda sent, calendar=None: notified(as_day(sent), as_calendar(calendar)).effective,
        "Tag der Bekanntgabe (§ 41 Abs. 2 VwVfG: vierter Tag); bei strittiger Verschiebung der spätere Tag.",
        "Day of deemed notification (fourth day after sending); of the two readings the later day."),
    _function("bekanntgabe abruf", (Parameter("benachrichtigung", "Any"), Parameter("abruf", "Any"), _CALENDAR), "date",
        retrieved_on,
        "Bekanntgabe durch Abruf (§ 41 Abs. 2a VwVfG): der Tag danach; nach zehn Tagen nicht mehr möglich.",
        "Notification by retrieval: the day after it; impossible after ten days."),
    _function("gesetzte frist", (_SENT, Parameter("tage", "Any"), _CALENDAR), "date",
        lambda sent, days, calendar=None: set_in_letter(sent, days, calendar).end,
        "Ende einer im Schreiben gesetzten Frist ab Bekanntgabe; maßgeblich für Verspätung (der spätere Tag).",
        "End of a period set in a letter, from notification; the day that decides on lateness (the later one)."),
    _function("gesetzte frist auskunft", (_SENT, Parameter("tage", "Any"), _CALENDAR), "context", set_context,
        "Wie gesetzte frist, mit beiden Lesarten, Erklärung und Rechenschritten.",
        "As gesetzte frist, with both readings, explanation and steps."),
    _function("arbeitstage nach", (_DAY, _COUNT, _CALENDAR), "date",
        lambda day, count, calendar=None: as_calendar(calendar).arbeitstage_after(as_day(day), as_whole(count)),
        "Der n-te Arbeitstag (Montag bis Freitag, kein Feiertag) nach einem Tag.",
        "The n-th working day (Monday to Friday, no holiday) after a day."),
    _function("werktage nach", (_DAY, _COUNT, _CALENDAR), "date",
        lambda day, count, calendar=None: as_calendar(calendar).werktage_after(as_day(day), as_whole(count)),
        "Der n-te Werktag (Montag bis Samstag, kein Feiertag) nach einem Tag.",
        "The n-th Werktag (Monday to Saturday, no holiday) after a day."),
    _function("nächster arbeitstag", (_DAY, _CALENDAR), "date",
        lambda day, calendar=None: as_calendar(calendar).roll_forward(as_day(day)),
        "Der Tag selbst oder der nächste Arbeitstag (§ 31 Abs. 3 S. 1 VwVfG).",
        "The day itself or the next working day."),
    _function("ist arbeitstag", (_DAY, _CALENDAR), "boolean",
        lambda day, calendar=None: as_calendar(calendar).is_arbeitstag(as_day(day)),
        "Montag bis Freitag und kein Feiertag.", "Monday to Friday and no holiday."),
    _function("feiertag", (_DAY, _CALENDAR), "string", holiday_name,
        "Name des gesetzlichen Feiertags oder null.", "Name of the public holiday or null."),
    _function("akzess fällig", (_START, _PAUSES, _RULES), "date",
        clock_due,
        "Fälligkeit der AKZESS-Uhr: Beginn + 4 Wochen + Pausentage, einmal verschoben; null bei offener Pause.",
        "Due date of the AKZESS clock: start + 4 weeks + pause days, rolled once; null while a pause is open."),
    _function("akzess auskunft", (_START, _DAY, _PAUSES, _RULES), "context", clock_context,
        "Stand der AKZESS-Uhr an einem Tag: Fälligkeit, Netto-, Rest- und Pausentage, Schwellen E1–E4, Schritte.",
        "The AKZESS clock on a day: due date, net, remaining and pause days, thresholds E1–E4, steps."),
    _function("akzess schwelle", (_START, _PAUSES_FIRST, Parameter("nettotag", "number"), _RULES), "date and time",
        lambda start, pauses, net_day, rules=None: as_clock(start, pauses, rules).threshold(as_whole(net_day)).at,
        "Zeitpunkt, zu dem der Nettotag beginnt (E1 14, E2 21, E3 25); bei 28 Ablauf der Fälligkeit (E4). "
        "null, solange eine offene Pause davor liegt.",
        "Instant at which the net day begins; at 28 the end of the due date. null behind an open pause."),
    _function("nettotage", (_START, Parameter("stopp", "Any"), _PAUSES, _RULES), "number",
        lambda start, stop, pauses=None, rules=None: as_clock(start, pauses, rules).net_days(as_day(stop)),
        "Nettotage der AKZESS-Uhr vom Beginn bis zum Stopp; Überschneidungen von Pausen zählen einmal.",
        "Net days of the AKZESS clock from start to stop; overlapping pauses count once."),
    _function("fiktion ba", (Parameter("übermittlung", "Any"), _WEEKS, _CALENDAR), "date",
        lambda sent, weeks, calendar=None: fiction_of(sent, weeks, calendar).relied_on.end,
        "Letzter Tag der Frist des § 36 Abs. 2 BeschV nach dem Kalender der Bundesagentur und dem sächsischen.",
        "Last day of the period of § 36(2) BeschV, by the agency's calendar and the Saxon one together."),
    _function("fiktion ba auskunft",
        (Parameter("übermittlung", "Any"), _WEEKS, _CALENDAR, Parameter("mitteilungen", "Any", optional=True)),
        "context", fiction_context,
        "Wie fiktion ba, mit Sperre durch rechtzeitige Mitteilungen [{art, am}], Erklärung und Rechenschritten.",
        "As fiktion ba, with blocking by timely notices [{art, am}], explanation and steps."),
    _function("beginn des tages", (_DAY,), "date and time", lambda day: begin_of_day(as_day(day)),
        "0 Uhr des Tages in Deutschland.", "The instant the day begins in Germany."),
    _function("ende des tages", (_DAY,), "date and time", lambda day: end_of_day(as_day(day)),
        "24 Uhr des Tages in Deutschland: der erste Zeitpunkt, der zu spät ist; für Zeitereignisse.",
        "Midnight after the day in Germany, the first instant that is too late; for timers."),
    _function("alter am", (Parameter("geburt", "Any"), _DAY), "number",
        lambda birth, day: age_on(as_day(birth), as_day(day)),
        "Vollendete Lebensjahre an einem Tag; der Geburtstag zählt (§ 187 Abs. 2 S. 2 BGB).",
        "Completed years of life on a day; the birthday counts."),
    _function("betriebsnummer gültig", (Parameter("betriebsnummer", "string"),), "boolean",
        lambda text: isinstance(text, str) and betriebsnummer_valid(text),
        "Nummernbereich und Prüfziffer einer Betriebsnummer; beweist nicht, dass es den Betrieb gibt.",
        "Number range and check digit of a Betriebsnummer; no proof that the establishment exists."),
)  # fmt: skip


def _ascii(name: str) -> str:
    return name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


#: Every function by its name, those with an umlaut by an ASCII spelling too.
FUNCTIONS: Mapping[str, Function] = {name: each for each in _ALL for name in (each.name, _ascii(each.name))}
