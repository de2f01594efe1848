"""Cases for the stories: started and played on the running platform by the people of the demo, as far as a story needs."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from akzess.clerks import Clerks
from akzess.embedded import Embedded
from akzess.people import staff
from akzess.scenario_file import BERLIN, applications, merge
from akzess.scenarios import folder
from engine.model import Actor, Task

HABITS = Clerks(folder() / "clerks.yaml")
_PEOPLE: Mapping[tuple[str, str], Actor] = {(each.group, site): each.actor for each in staff() for site in each.sites}
_KNOWN = applications(folder())
_FAMILIES = ("Muster", "Beispiel", "Probe", "Exempel", "Vorlage", "Platzhalter")
_GIVEN = ("Ada", "Bao", "Chidi", "Dunja", "Emre", "Farah", "Goran", "Hana", "Ilir", "Jun", "Kofi", "Lila", "Mina")
T = TypeVar("T")


def started(platform: Embedded, site: str, count: int, application: str = "engineer") -> list[str]:
    """So many new applications at a site, each by somebody else; their case ids."""
    house = platform.house
    today = house.clock.now().astimezone(BERLIN).date()
    names = [f"{given} {family}" for family in _FAMILIES for given in _GIVEN]
    random.Random(site).shuffle(names)  # the same people in every run
    ids = []
    for name in names[:count]:
        given, family = name.split()
        person = {"applicant": {"givenNames": given, "familyName": family}, "applicationDate": today.isoformat()}
        ids.append(str(house.start(merge(_KNOWN[application], person), site=site).case_id))
    return ids


def eventually(question: Callable[[], T | None], seconds: float = 90.0) -> T:
    """Real time: ask until there is an answer, at most so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = question()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("nothing happened in time")


def task_of(platform: Embedded, case: str, element: str) -> Task:
    """The open task of a case at an element; waits until the workers have brought the case there."""

    def look() -> Task | None:
        platform.house.worker.wake()
        return next((task for task in platform.house.open_tasks(case) if task.element_id == element), None)

    return eventually(look)


def played_until(platform: Embedded, case: str, element: str, more: Mapping[str, Mapping[str, Any]]) -> Task:
    """Lets the clerks of the site work on a case by habit until a task is open; `more` are answers that differ."""
    house = platform.house

    def step() -> Task | None:
        for task in house.open_tasks(case):
            if task.element_id == element:
                return task
            group = HABITS.person(task).groups
            actor = _PEOPLE[(next(iter(group)), task.site)]
            seen = house.engine.task_view(task.id).variables
            house.complete(task, actor, HABITS.answers(task, seen, house.clock.now(), more.get(task.element_id, {})))
        house.worker.wake()
        return None

    return eventually(step)
