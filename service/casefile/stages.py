"""The stages on top of the case page: done, current, ahead, skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import feel

from ..resources.casefile import StageState
from .file import CaseFile
from .guide import StageRule
from .words import Words


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; `at` is the instant or day at which it was over (done) or was entered (current)."""

    key: str
    name: Words
    state: StageState
    at: datetime | date | None


def stages(file: CaseFile) -> list[Stage]:
    """The stages of the case's procedure in order; none for a procedure that the guide does not know."""
    rules = file.guide.stages.get(file.case.process_id, ())
    entered = _entered(file)
    current = max(entered, default=-1)
    if current < 0 and file.case.status.open:  # nothing but escalations and watches is alive
        current = max((number for number, rule in enumerate(rules) if _holds(file, rule.reached)), default=-1)
    found = []
    for number, rule in enumerate(rules):
        reached = _holds(file, rule.reached)
        if rule.optional and not reached and number not in entered:
            continue
        if number == current and file.case.status.open:
            found.append(Stage(rule.key, rule.name, "current", entered.get(number)))
        elif number < current or not file.case.status.open:
            found.append(Stage(rule.key, rule.name, "done" if reached else "skipped", _day(file, rule)))
        else:
            never = rule.never is not None and _holds(file, rule.never)
            found.append(Stage(rule.key, rule.name, "skipped" if never else "ahead", None))
    return found


def current(file: CaseFile) -> str | None:
    """The key of the current stage."""
    return next((stage.key for stage in stages(file) if stage.state == "current"), None)


def _entered(file: CaseFile) -> dict[int, datetime]:
    """Stage numbers with a token in them, and since when."""
    found: dict[int, datetime] = {}
    for token in file.standing.tokens:
        number = file.guide.by_element.get((file.case.process_id, token.element_id))
        if number is not None and token.element_id not in file.guide.beside:
            found[number] = min(token.since, found.get(number, token.since))
    return found


def _value(file: CaseFile, expression: feel.Expression) -> Any:
    return feel.to_json(expression.evaluate(file.variables).value)


def _holds(file: CaseFile, expression: feel.Expression) -> bool:
    return _value(file, expression) is True


def _day(file: CaseFile, rule: StageRule) -> date | None:
    value = _value(file, rule.done) if rule.done is not None else None
    try:
        return date.fromisoformat(str(value)[:10]) if value is not None else None
    except ValueError:
        return None
