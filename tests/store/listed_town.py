"""A town of cases and tasks at random, and questions at random about them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from engine.model import CaseStatus, Changes, Listed, TaskState
from engine.terms import terms
from store.queries import Reach, TaskQuery, TaskSort

from .records import MINUTE, NOON, case, deployed, in_one_unit, later, task

NAMES = ("Müller", "Mueller-Özil", "O’Neill", "Nguyễn", "Đặng", "Groß", "Åström", "Muñoz", "von der Meer", "")
SITES = ("DD", "C", "L")
GROUPS = ("akz-clerk", "akz-lead", "abh")
WIDE = Reach(groups=None)


def listed(rng: random.Random) -> Listed:
    return Listed(rng.choice(NAMES), "Beispiel GmbH", "", rng.choice(("FG1", "FG2")), "436")


def town(rng: random.Random, definition_id: int) -> list[tuple[Any, Changes]]:
    """Cases with tasks of all sorts."""
    found = []
    for number in range(30):
        name, site, shown = f"c{number:02}", rng.choice(SITES), listed(rng)
        made = case(
            name, definition_id, site=site, listed=shown, business_key=f"AKZ-{site}-2026-{number:06}",
            status=rng.choice((CaseStatus.RUNNING, CaseStatus.INCIDENT)),
        )  # fmt: skip
        tasks = tuple(
            task(
                name,
                activation,
                site=site,
                listed=shown,
                groups=tuple(rng.sample(GROUPS, rng.randrange(3))),
                users=tuple(rng.sample(("anna", "berta"), rng.choice((0, 0, 1)))),
                assignee=rng.choice((None, None, "anna", "berta")),
                element_id=rng.choice(("UT-COMPL", "UT-LEGAL", "UT-FEE")),
                process_id=rng.choice(("akzess-main", "objection")),
                name=rng.choice(("Vollständigkeit prüfen", "Gebühr", "Äußerung")),
                due_at=rng.choice((None, NOON + rng.randrange(9) * MINUTE)),
                created_at=NOON - rng.randrange(9) * MINUTE,
                follow_up_at=rng.choice((None, None, NOON - MINUTE, NOON + MINUTE)),
                priority=rng.choice((0, 50, 50, 100)),
                business_key=made.business_key,
                state=rng.choice((TaskState.OPEN, TaskState.OPEN, TaskState.OPEN, TaskState.CANCELLED)),
            )
            for activation in range(rng.randrange(4))
        )
        found.append((made, Changes(tasks=tasks, terms=terms([shown.applicant, "Beispiel GmbH"], [made.business_key]))))
    return found


def filled(store: Any, seed: int) -> None:
    rng, definition_id = random.Random(seed), deployed(store)
    for made, changes in town(rng, definition_id):
        in_one_unit(store, lambda unit, made=made, changes=changes: unit.insert_case(made, changes))
    for number in rng.sample(range(30), 5):  # some change hands, names and dates
        name = f"c{number:02}"
        for one in store.read().open_rows(1, name).tasks:
            moved = replace(one, assignee=rng.choice(("anna", None)), follow_up_at=None, priority=70, version=1)
            in_one_unit(store, lambda unit, moved=moved: unit.update_task(moved))

        def renamed(unit: Any, name: str = name) -> None:
            before = unit.lock_case(1, name)
            unit.save_case(later(before, listed=Listed("Ünal")), Changes(terms=terms(["Ünal"], [before.business_key])))

        in_one_unit(store, renamed)


def asked(rng: random.Random) -> TaskQuery:
    def maybe(*choices: Any) -> Any:
        return rng.choice((*(None for _ in range(8)), *choices))

    reach = tuple(
        Reach(
            persons=tuple(rng.sample(("anna", "berta"), rng.randrange(3))),
            groups=rng.choice((None, (), *(tuple(rng.sample(GROUPS, n)) for n in (1, 2, 3)))),
            sites=rng.choice((None, (), ("DD",), ("C", "L"))),
        )
        for _ in range(rng.choice((1, 1, 2)))
    )
    return TaskQuery(
        reach,
        assigned=rng.choice(("any", "any", "nobody", "somebody")),
        assignee=maybe("anna"),
        process_id=maybe("objection"),
        element_ids=maybe(("UT-COMPL",), ("UT-COMPL", "UT-FEE"), ()),
        case_group=maybe("FG1"),
        business_key=maybe("AKZ-DD"),
        due_from=maybe(NOON),
        due_before=maybe(NOON + 5 * MINUTE),
        dated=maybe(True, False),
        follow_up=rng.choice(("all", "hidden", "due")),
        now=NOON,
        priority_min=maybe(50),
        q=rng.choice(("", "", "", "mue", "neill", "unal", "beispiel muller", "AKZ-C-2026", "17")),
        sort=rng.choice(list(TaskSort)),
        descending=rng.random() < 0.5,
        limit=rng.choice((1, 3, 50)),
    )


def pages(store: Any, query: TaskQuery) -> list[str]:
    seen: list[str] = []
    while True:
        page = store.read().tasks(1, query)
        seen += [one.id for one in page.items]
        if page.next is None:
            return seen
        query = replace(query, after=page.next)
