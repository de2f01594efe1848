"""A statutory period with its end, its instant and its derivation (§ 31 VwVfG)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from .calendar import SAXONY, Calendar, following
from .derivation import DeadlineError, Derivation, Step, short_de, short_en
from .instants import BERLIN, end_of_day, local_day
from .periods import Period, Unit, raw_end

VWVFG = "§ 31 Abs. 1 VwVfG"
#: The provision that moves the end of a deadline, by the code of procedure it belongs to.
ROLL_VWVFG = "§ 31 Abs. 3 S. 1 VwVfG"
ROLL_VWGO = "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO"
ROLL_BGB = "§ 193 BGB"


class EndRule(StrEnum):
    """What happens when the end falls on a Saturday, Sunday or public holiday."""

    NEXT_WORKING_DAY = "NEXT_WORKING_DAY"  # § 31(3) s. 1
    FIXED_DAY = "FIXED_DAY"  # § 31(3) s. 2: a named day, with reference to that provision
    CONTINUING_SERVICE = "CONTINUING_SERVICE"  # § 31(4): the authority renders services for the period
    APPOINTMENT = "APPOINTMENT"  # § 31(5): an appointment is kept on such days too


_KEPT = {
    EndRule.FIXED_DAY: (
        "bestimmter Tag unter Hinweis auf die Vorschrift mitgeteilt: keine Verschiebung",
        "a fixed day was named with reference to the provision: not moved",
        "§ 31 Abs. 3 S. 2 VwVfG",
    ),
    EndRule.CONTINUING_SERVICE: (
        "Leistungen für einen bestimmten Zeitraum: endet an diesem Tag",
        "services for a fixed time: ends on that day",
        "§ 31 Abs. 4 VwVfG",
    ),
    EndRule.APPOINTMENT: (
        "Termin: auch an diesem Tag einzuhalten",
        "appointment: kept on that day too",
        "§ 31 Abs. 5 VwVfG",
    ),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period.

    `event` is the day that starts it, `raw_end` the end before weekends and holidays, `end` the last day in time;
    `calendar` the code of the holidays used. `explanation_*` is the one line shown beside a due date.
    """

    event: date
    raw_end: date
    end: date
    calendar: str
    derivation: Derivation
    explanation_de: str
    explanation_en: str

    @property
    def ends_at(self) -> datetime:
        """The first instant that is too late: local midnight after `end` (aware, Europe/Berlin)."""
        return end_of_day(self.end)

    def kept_by(self, moment: date | datetime) -> bool:
        """Whether an act on this day, or at this instant (aware), is in time; 23:59 on the last day is."""
        return local_day(moment) <= self.end


def end_of(
    event: date,
    period: Period,
    calendar: Calendar = SAXONY,
    *,
    rule: EndRule = EndRule.NEXT_WORKING_DAY,
    begins_with_day: bool = False,
    norm: str = VWVFG,
    roll_norm: str = ROLL_VWVFG,
) -> Deadline:
    """The end of `period` after `event` (§ 31 VwVfG, §§ 187–193 BGB).

    `calendar` is that of the place where the act must be done. `norm` names the statute that sets the period and
    `roll_norm` the provision of its code of procedure that moves the end. Raises `DeadlineError` outside the years
    whose holidays are known.
    """
    raw = raw_end(event, period, calendar, begins_with_day=begins_with_day)
    short_month = period.unit in (Unit.MONTHS, Unit.YEARS) and not begins_with_day and raw.day < event.day
    steps = (
        _event_step(event, counted=begins_with_day),
        Step(
            f"{period.text_de} ({norm}): Ende des Fristlaufs vor Feiertagsprüfung",
            f"{period.text_en} ({norm}): end before weekends and holidays",
            "§ 188 Abs. 3 BGB" if short_month else period.norm,
            raw,
        ),
    )
    lead_de = f"{period.text_de} seit {short_de(event)}"
    lead_en = f"{period.text_en} from {short_en(event)}"
    return concluded(event, raw, calendar, steps, lead_de, lead_en, rule=rule, roll_norm=roll_norm)


def fixed_day(day: date, calendar: Calendar = SAXONY, *, with_reference: bool) -> Deadline:
    """A calendar day named as the end in a letter.

    Only a letter that refers to § 31(3) s. 2 VwVfG (`with_reference`) keeps the day on weekends and holidays.
    """
    rule = EndRule.FIXED_DAY if with_reference else EndRule.NEXT_WORKING_DAY
    step = Step("im Schreiben bestimmter Tag", "day named in the letter", "§ 31 Abs. 2 VwVfG", day)
    return concluded(day, day, calendar, (step,), f"bestimmt auf {short_de(day)}", f"set to {short_en(day)}", rule=rule)


def extended(deadline: Deadline, period: Period, calendar: Calendar = SAXONY) -> Deadline:
    """§ 31(7) VwVfG, § 190 BGB: an extension counts from the day with whose end the previous period ended."""
    longer = end_of(deadline.end, period, calendar, norm="§ 31 Abs. 7 VwVfG, § 190 BGB")
    begins = Step("Ablauf der vorigen Frist", "end of the previous period", "§ 190 BGB", deadline.end)
    return Deadline(
        event=deadline.event,
        raw_end=longer.raw_end,
        end=longer.end,
        calendar=longer.calendar,
        derivation=(*deadline.derivation, begins, *longer.derivation[1:]),
        explanation_de=f"Verlängert um {longer.explanation_de}",
        explanation_en=f"Extended by {longer.explanation_en}",
    )


def after_hours(start: datetime, hours: int) -> datetime:
    """§ 31(6) VwVfG: a period in hours runs through weekends, holidays and clock changes. `start` must be aware."""
    local_day(start)
    if not 1 <= hours <= 10_000:
        raise DeadlineError(f"a period counts 1 to 10,000 hours, not {hours}")
    try:
        return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(BERLIN)
    except OverflowError as error:
        raise DeadlineError("the calendar ends on 9999-12-31") from error


def concluded(
    event: date,
    raw: date,
    calendar: Calendar,
    steps: Derivation,
    lead_de: str,
    lead_en: str,
    *,
    rule: EndRule = EndRule.NEXT_WORKING_DAY,
    roll_norm: str = ROLL_VWVFG,
) -> Deadline:
    """Apply the end rule once to `raw` and write derivation and explanation; for periods computed elsewhere."""
    reasons_de: list[str] = []
    reasons_en: list[str] = []
    if rule is not EndRule.NEXT_WORKING_DAY:
        text_de, text_en, norm = _KEPT[rule]
        end = raw
        steps = (*steps, Step(text_de, text_en, norm, raw))
    else:
        end = calendar.roll_forward(raw)
        reasons_de, reasons_en = _why_rolled(raw, end, calendar)
        if end != raw:
            steps = (
                *steps,
                Step(
                    f"{', '.join(reasons_de)}: Ablauf des nächsten Werktags (Kalender {calendar.code})",
                    f"{', '.join(reasons_en)}: end of the next working day (calendar {calendar.code})",
                    roll_norm,
                    end,
                ),
            )
    return Deadline(
        event=event,
        raw_end=raw,
        end=end,
        calendar=calendar.code,
        derivation=steps,
        explanation_de=f"{', '.join([lead_de, *reasons_de])} → {short_de(end, beside=event)}",
        explanation_en=f"{', '.join([lead_en, *reasons_en])} → {short_en(end, beside=event)}",
    )


def _event_step(event: date, *, counted: bool) -> Step:
    if counted:
        return Step("Beginn der Frist, Tag zählt mit", "period begins, day is counted", "§ 187 Abs. 2 BGB", event)
    return Step("Ereignistag, zählt nicht mit", "day of the event, not counted", "§ 187 Abs. 1 BGB", event)


def _why_rolled(raw: date, end: date, calendar: Calendar) -> tuple[list[str], list[str]]:
    """The reasons for a moved end, each once: holidays by name, Saturday and Sunday as the weekend."""
    german: list[str] = []
    english: list[str] = []
    day = raw
    while day < end:
        entry = calendar.holiday(day)
        name_de, name_en = (entry.name_de, entry.name_en) if entry else ("Wochenende", "weekend")
        if name_de not in german:
            german.append(name_de)
            english.append(name_en)
        day = following(day)
    return german, english
