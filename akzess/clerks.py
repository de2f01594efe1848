"""Stand-in clerks: what they answer at each task, from scenarios/clerks.yaml, so that any case can come to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.feel import compile as feel
from engine.feel import to_json
from engine.functions import FUNCTIONS
from engine.model import Actor, Task

from .people import named
from .scenario_file import BERLIN, BadScenario, load_yaml, merge, plain


@dataclass(frozen=True, slots=True)
class Habit:
    """How one task is done: by whom and with which answers (texts beginning with "=" are FEEL)."""

    person: str
    answers: Mapping[str, Any]


class Clerks:
    """The habits of a scenarios folder."""

    def __init__(self, path: Path) -> None:
        content = load_yaml(path) or {}
        self._path = path
        self._habits: dict[str, Habit] = {}
        for task, habit in (content.get("tasks") or content).items():
            if not isinstance(habit, dict) or "as" not in habit:
                raise BadScenario(f"{path.name}: {task} says not who does it")
            self._habits[task] = Habit(habit["as"], habit.get("answers") or {})

    def __contains__(self, element_id: str) -> bool:
        return element_id in self._habits

    def knows(self) -> frozenset[str]:
        """The tasks somebody can do."""
        return frozenset(self._habits)

    def person(self, task: Task) -> Actor:
        """Who does the task: at the case's own site, in a role that may."""
        return named(self._habit(task).person, task.site)

    def answers(
        self, task: Task, variables: Mapping[str, Any], now: datetime, more: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answers, with FEEL evaluated over the case's variables; `more` is laid on top.

        Errors: BadScenario when an expression gives nothing.
        """
        return {
            key: evaluate(value, variables, now, f"{self._path.name}, {task.element_id}.{key}")
            for key, value in merge(self._habit(task).answers, more or {}).items()
        }

    def _habit(self, task: Task) -> Habit:
        try:
            return self._habits[task.element_id]
        except KeyError:
            raise BadScenario(f"{self._path.name}: nobody does {task.element_id}") from None


def evaluate(value: Any, variables: Mapping[str, Any], now: datetime, place: str = "") -> Any:
    """A value in which texts beginning with "=" are FEEL over `variables`; as JSON. Errors: BadScenario."""
    if isinstance(value, Mapping):
        return {str(key): evaluate(part, variables, now, place) for key, part in value.items()}
    if isinstance(value, list):
        return [evaluate(part, variables, now, place) for part in value]
    if not (isinstance(value, str) and value.startswith("=")):
        return plain(value)
    local = now.astimezone(BERLIN)
    found = feel(value[1:], names=variables.keys(), functions=FUNCTIONS).evaluate(
        variables, functions=FUNCTIONS, now=local
    )
    if found.value is None and found.problems:
        raise BadScenario(f"{place}: {value} is null ({found.problems[0].reason})")
    return to_json(found.value)
