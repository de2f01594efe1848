"""Tells from what is alive in a case where it stands for its applicant: step, pause, delay, who has to act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.model import CaseStatus

from .mapping import Await, StatusMap, Step

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case at one instant.

    `alive` are the ids of everything entered and not left, waits and timers included; `timers` the days on which
    timers fire; `variables` those of the case.
    """

    reference: str
    site: str
    status: CaseStatus
    alive: frozenset[str]
    timers: Mapping[str, date]
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delay:
    """It takes longer: the cause that may be told, and the new day, if one was named."""

    cause: str
    new_date: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody has to act, until a day or until further notice."""

    rule: Await
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands. `pause` is the reason for which the clock stands still, empty while it runs."""

    step: Step
    until: date | None
    pause: str
    delay: Delay | None
    target: date | None
    waiting: tuple[Waiting, ...]


def standing(facts: Facts, mapping: StatusMap) -> Standing:
    """The applicant's view of the facts (domain document 9.4, 3.4)."""
    clock = _mapping(facts.variables.get("uhr"))
    step = _step(facts, mapping, clock)
    over = not facts.status.open
    stopped = over or clock.get("gestoppt") is not None
    pause = "" if stopped else _pause(clock, mapping)
    delay = None if stopped else _delay(facts.variables, mapping)
    target = None if stopped or pause or clock.get("start") is None else day(clock.get("t01Due"))
    waits = [Waiting(rule, facts.timers.get(rule.until)) for rule in mapping.awaiting if rule.elements & facts.alive]
    if not waits and not over:
        waits = [Waiting(mapping.office, None)]
    return Standing(step, facts.timers.get(step.until), pause, delay, target, tuple(waits))


def _step(facts: Facts, mapping: StatusMap, clock: Mapping[str, Any]) -> Step:
    if not facts.status.open:
        outcome = facts.variables.get("outcome")
        cancelled = facts.status is CaseStatus.CANCELLED
        return next((s for s in mapping.ended if cancelled or outcome in s.outcomes), mapping.ended[-1])
    found = next((step for step in mapping.steps if step.elements & facts.alive), None)
    if found is not None:
        return found
    return mapping.running if clock.get("start") is not None else mapping.otherwise


def _pause(clock: Mapping[str, Any], mapping: StatusMap) -> str:
    """The open pause that stops the clock; one that is only recorded (PEMP by default, hearing) leaves a due date."""
    if clock.get("start") is not None and clock.get("t01Due") is not None:
        return ""
    pauses = clock.get("pausen")
    for item in pauses if isinstance(pauses, list) else []:
        pause = _mapping(item)
        if pause.get("bis") is None and pause.get("grund") in mapping.pauses:
            return str(pause["grund"])
    return ""


def _delay(variables: Mapping[str, Any], mapping: StatusMap) -> Delay | None:
    """What E4 (else E3) told the applicant: the cause only where it may be shown."""
    breach, earlier = _mapping(variables.get("breach")), _mapping(variables.get("verzoegerung"))
    if not breach and not earlier:
        return None
    cause = breach.get("cause")
    shown = str(cause) if cause in mapping.causes else "OTHER"
    return Delay(shown, day((breach or earlier).get("newDate")))


def day(value: Any) -> date | None:
    """The day that a variable says, ISO text or date; None when it says none."""
    if isinstance(value, datetime):
        return value.astimezone(BERLIN).date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def last_day(fires_at: datetime) -> date:
    """The last day of a period whose timer fires at its end, which is the first instant of the next day."""
    return (fires_at - timedelta(seconds=1)).astimezone(BERLIN).date()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
