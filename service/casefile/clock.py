"""The AKZESS clock as a clerk reads it: net and gross days, pauses, and how each date came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.deadlines import (
    BERLIN,
    AkzessClock,
    ClockRules,
    ClockStart,
    DeadlineError,
    Pause,
    PauseReason,
    Period,
    Step,
    end_of,
)

from ..resources.casefile import ClockState
from ..resources.tasks import Light
from .file import CaseFile, path
from .words import Words

_STATUTE = Words(
    "Untätigkeitsklage möglich (§ 75 VwGO), wenn bis dahin nicht entschieden ist",
    "Action for failure to act possible (sec. 75 VwGO) unless decided by then",
)
_TARGET = Words("Entscheidung im Verfahren AKZESS (T01)", "Decision under AKZESS (T01)")
_LEVELS = {
    "E1": Words("Stufe E1: Sachbearbeitung erinnert die Partner", "Level E1: the clerk reminds the partners"),
    "E2": Words("Stufe E2: Vorgang auf der Liste der Leitung", "Level E2: case on the lead's list"),
    "E3": Words(
        "Stufe E3: Amtsleitung, Nachricht an Antragsteller/in", "Level E3: head of office, message to the applicant"
    ),
    "E4": Words("Stufe E4: vier Wochen überschritten", "Level E4: four weeks exceeded"),
}


@dataclass(frozen=True, slots=True)
class PauseView:
    """One pause; `counts` is False for one that is recorded but stops nothing under the parameters."""

    kind: str
    reason: Words
    begin: date
    end: date | None
    days: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Derived:
    """One date with the steps that lead to it; None while an open pause keeps it unknown."""

    key: str
    name: Words
    day: date | None
    steps: tuple[Step, ...]
    short: Words


@dataclass(frozen=True, slots=True)
class ClockView:
    """The clock on one day. `state`: "waiting" (file incomplete), "running", "paused", "stopped"."""

    received_on: date
    started_on: date | None
    stopped_on: date | None
    state: ClockState
    net_days: int
    gross_days: int
    limit_days: int
    remaining_days: int
    light: Light
    in_time: bool | None
    pauses: tuple[PauseView, ...]
    target: date | None
    dates: tuple[Derived, ...]


def rules_of(parameters: Mapping[str, Any]) -> ClockRules:
    """The clock's rules from the parameters in force (`parameter.clock`)."""
    clock = parameters.get("clock") or {}
    return ClockRules(
        start=ClockStart(clock.get("clockStart") or "COMPLETE"),
        pause_on_employer=clock.get("pauseOnEmployer") is True,
        pause_on_hearing=clock.get("pauseOnHearing") is True,
    )


def clock(file: CaseFile, parameters: Mapping[str, Any], now: datetime) -> ClockView | None:
    """The clock today; None for a case without one, or whose data do not make a clock."""
    raw = file.variables.get("uhr")
    receipt = _day(path(file.variables, "uhr", "eingang"))
    if not isinstance(raw, Mapping) or receipt is None:
        return None
    today = now.astimezone(BERLIN).date()
    rules = rules_of(parameters)
    try:
        pauses = tuple(_pauses(raw.get("pausen")))
        found = AkzessClock(receipt, _day(raw.get("start")), pauses, _day(raw.get("gestoppt")), rules)
        return _view(file, found, today)
    except DeadlineError:
        return None


def _view(file: CaseFile, clock: AkzessClock, today: date) -> ClockView:
    due = clock.due
    day = clock.stop or today
    return ClockView(
        received_on=clock.receipt,
        started_on=clock.start,
        stopped_on=clock.stop,
        state=_state(clock, today),
        net_days=clock.net_days(today),
        gross_days=clock.gross_days(today),
        limit_days=clock.rules.days,
        remaining_days=clock.remaining_days(today),
        light=_light(clock, today),
        in_time=clock.in_time,
        pauses=tuple(
            PauseView(
                kind=pause.reason.value,
                reason=file.guide.pauses.get(pause.reason.value, Words(pause.reason.value, pause.reason.value)),
                begin=pause.begin,
                end=pause.end,
                days=max(0, ((pause.end or max(day, pause.begin)) - pause.begin).days),
                counts=clock.rules.counts(pause),
            )
            for pause in clock.pauses
        ),
        target=due.end if due else None,
        dates=tuple(_dates(clock)),
    )


def _state(clock: AkzessClock, today: date) -> ClockState:
    if clock.stop is not None:
        return "stopped"
    if clock.start is None:
        return "waiting"
    return "paused" if clock.paused_on(today) else "running"


def _light(clock: AkzessClock, today: date) -> Light:
    """Green, from the second warning on yellow, red once the due date is over; as the escalation ladder has it (4.5)."""
    if clock.stop is not None:
        return "green" if clock.in_time else "red"
    if clock.start is None:
        return "none"
    due = clock.due
    if due is not None and today > due.end:
        return "red"
    return "yellow" if clock.net_days(today) >= clock.rules.warnings[1] else "green"


def _dates(clock: AkzessClock) -> list[Derived]:
    found = []
    due = clock.due
    if clock.start is not None:
        steps = due.derivation if due else ()
        short = Words(due.explanation_de, due.explanation_en) if due else Words("Pause läuft", "pause running")
        found.append(Derived("T01", _TARGET, due.end if due else None, steps, short))
        if clock.stop is None:
            for threshold in clock.thresholds[:-1]:
                net = Words(f"Nettotag {threshold.net_day}", f"net day {threshold.net_day}")
                found.append(Derived(threshold.level, _LEVELS[threshold.level], threshold.day, (), net))
    if clock.stop is None:
        suit = end_of(clock.receipt, Period.parse("P3M"))
        found.append(
            Derived("T13", _STATUTE, suit.end, suit.derivation, Words(suit.explanation_de, suit.explanation_en))
        )
    return found


def _pauses(raw: Any) -> list[Pause]:
    found = []
    for entry in raw if isinstance(raw, list) else []:
        begin = _day(entry.get("von")) if isinstance(entry, Mapping) else None
        if begin is not None and entry.get("grund") in PauseReason.__members__:
            found.append(Pause(PauseReason(entry["grund"]), begin, _day(entry.get("bis"))))
    return found


def _day(value: Any) -> date | None:
    if isinstance(value, str) and len(value) >= 10:
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None
