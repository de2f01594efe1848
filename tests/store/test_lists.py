"""Lists of tasks and cases: the same answers on every store, whatever is asked, and every page once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from engine.errors import Invalid
from engine.model import CaseStatus, Changes, Draft, Task, TaskState
from engine.terms import terms
from store.queries import Capped, CaseFilter, CaseSort, Reach, TaskQuery, TaskSort

from .listed_town import WIDE, asked, filled, pages
from .records import MINUTE, NOON, case, deployed, in_one_unit, later, started, task, timer


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_asked_every_store_answers_the_same(
    memory_store: Any, sqlite_store: Any, postgres_store: Any, seed: int
) -> None:
    stores = {"memory": memory_store, "sqlite": sqlite_store, "postgres": postgres_store}
    for store in stores.values():
        filled(store, seed)
    rng, some = random.Random(seed), 0
    for _ in range(60):
        query = asked(rng)
        answers = {kind: (pages(store, query), store.read().count_tasks(1, query, 5)) for kind, store in stores.items()}
        assert answers["sqlite"] == answers["memory"], query
        assert answers["postgres"] == answers["memory"], query
        assert len(set(answers["memory"][0])) == len(answers["memory"][0])
        some += bool(answers["memory"][0])
    assert some > 15


@pytest.mark.parametrize("sort", TaskSort)
def test_a_token_of_another_order_is_refused(store: Any, sort: TaskSort) -> None:
    started(store, changes=Changes(tasks=tuple(task(activation=n) for n in range(4))))
    token = store.read().tasks(1, TaskQuery((WIDE,), sort=sort, limit=2)).next
    for other in (*(one for one in TaskSort if one is not sort), sort):
        with pytest.raises(Invalid):
            store.read().tasks(1, TaskQuery((WIDE,), sort=other, descending=other is sort, after=token))


def test_a_task_of_two_groups_is_shown_once(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(groups=("a", "b"), users=("anna",), assignee="anna"),)))
    query = TaskQuery((Reach(("anna",), ("a", "b"), ("DD",)), Reach(groups=None, sites=("DD",))))
    assert len(store.read().tasks(1, query).items) == 1
    assert store.read().count_tasks(1, query) == Capped(1)


def test_a_lead_of_very_many_groups_sees_their_tasks(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(groups=("g7",)), task(activation=2, groups=("other",)))))
    wide = Reach(persons=("anna",), groups=tuple(f"g{n}" for n in range(60)), sites=("DD", "C"))
    assert [one.activation for one in store.read().tasks(1, TaskQuery((wide,))).items] == [1]
    assert store.read().count_tasks(1, TaskQuery((wide,))) == Capped(1)


def test_a_completed_task_is_on_no_list(store: Any) -> None:
    first = started(store, changes=Changes(tasks=(task(),)))
    done = task(state=TaskState.COMPLETED, ended_by="anna", ended_at=NOON)

    def completes(unit: Any) -> None:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(tasks=(done,)))

    in_one_unit(store, completes)
    assert store.read().tasks(1, TaskQuery((WIDE,))).items == ()


def test_a_number_is_counted_to_its_cap(store: Any) -> None:
    started(store, changes=Changes(tasks=tuple(task(activation=n) for n in range(4))))
    assert store.read().count_tasks(1, TaskQuery((WIDE,)), cap=3) == Capped(3, more=True)
    assert store.read().count_tasks(1, TaskQuery((WIDE,)), cap=4) == Capped(4)


def test_workload_tells_who_has_what(store: Any) -> None:
    late = NOON - MINUTE
    started(
        store,
        changes=Changes(
            tasks=(task(assignee="anna", due_at=late), task(activation=2, assignee="anna"), task(activation=3))
        ),
    )
    persons = store.read().workload(1, "person", now=NOON)
    groups = store.read().workload(1, "group", now=NOON, sites=("DD",))
    assert [(one.name, one.open.value, one.overdue.value) for one in persons.items] == [("anna", 2, 1)]
    assert [(one.name, one.cases.value) for one in (*persons.items, *groups.items)] == [("anna", 1), ("akz", 1)]
    assert [(one.name, one.site, one.open.value) for one in groups.items] == [("akz", "DD", 3)]
    assert store.read().workload(1, "group", now=NOON, sites=("C",)).items == ()


@pytest.mark.parametrize("sites", [None, ("DD",)])
def test_a_group_whose_name_holds_the_sign_of_a_site_has_its_workload(store: Any, sites: Any) -> None:
    started(store, changes=Changes(tasks=(task(groups=("akz",)), task(activation=2, groups=("akz@home", "akz@DD")))))

    found = store.read().workload(1, "group", now=NOON, sites=sites).items
    assert [(one.name, one.site) for one in found] == [("akz", "DD"), ("akz@DD", "DD"), ("akz@home", "DD")]


def test_workload_comes_in_pages(store: Any) -> None:
    tasks = tuple(task(activation=n, assignee=f"person-{n}") for n in range(5))
    started(store, changes=Changes(tasks=tasks))
    seen, after = [], None
    while True:
        page = store.read().workload(1, "person", now=NOON, limit=2, after=after)
        seen += [one.name for one in page.items]
        if (after := page.next) is None:
            break
    assert seen == [f"person-{n}" for n in range(5)]


def test_workload_counts_short_and_long_shelves_the_same_on_every_store(
    memory_store: Any, sqlite_store: Any, postgres_store: Any
) -> None:
    """People's shelves are counted many at a time; one that is longer than such a look by itself."""
    mine = {"anna": 3, "berta": 40, "carla": 1, "dora": 13, "emil": 2}
    sites = ("DD", "C", "L")
    stores = (memory_store, sqlite_store, postgres_store)
    for store in stores:
        for number, site in enumerate(sites):
            found = [
                task(f"c{number}", 100 * n + k, assignee=person, site=site, groups=("akz", f"g{n % 2}"))
                for n, (person, count) in enumerate(mine.items())
                for k in range(count + number)
                if site != "L" or person != "carla"
            ]
            late = tuple(replace(one, due_at=NOON - MINUTE) if one.activation % 3 else one for one in found)
            started(store, f"c{number}", changes=Changes(tasks=late), site=site)
    for by, where, cap in product(("person", "group"), (None, (), ("DD",), ("L", "C")), (2, 5, 1_000)):
        told = [_loads(store, by, where, cap) for store in stores]
        assert told[1] == told[0], (by, where, cap)
        assert told[2] == told[0], (by, where, cap)
    assert [one.name for one in _loads(memory_store, "person", ("L",), 2)] == ["anna", "berta", "dora", "emil"]


def _loads(store: Any, by: str, sites: Any, cap: int) -> list[Any]:
    """Every page of a workload, two shelves each; of how many cases is exact only where nothing is capped."""
    seen, after = [], None
    while True:
        page = store.read().workload(1, by, now=NOON, sites=sites, limit=2, after=after, cap=cap)
        seen += [replace(one, cases=Capped(0)) if one.open.more else one for one in page.items]
        if (after := page.next) is None:
            return seen


def test_drafts_are_known_by_task(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(), task(activation=2))))
    in_one_unit(store, lambda unit: unit.save_draft(Draft("c1", 2, 1, "anna", {}, NOON)))
    assert store.read().with_drafts(1, "anna", ["c1.1", "c1.2", "nonsense"]) == {"c1.2"}
    in_one_unit(store, lambda unit: unit.drop_draft(1, "c1", 2, "anna"))
    assert store.read().with_drafts(1, "anna", ["c1.2"]) == set()


def test_timers_come_with_their_case_earliest_first(store: Any) -> None:
    started(store, changes=Changes(timers=(timer(), timer(activation=4, fire_at=NOON))))
    started(store, "c2", Changes(timers=(timer("c2", 5),)), site="C", status=CaseStatus.SUSPENDED)
    rows = store.read().timers(1).items
    assert [(one.case_id, one.activation, one.site, one.suspended) for one in rows] == [
        ("c1", 4, "DD", False),
        ("c1", 3, "DD", False),
        ("c2", 5, "C", True),
    ]
    first = store.read().timers(1, limit=1)
    assert store.read().timers(1, limit=5, after=first.next).items == rows[1:]
    assert len(store.read().timers(1, sites=("C",)).items) == 1
    assert len(store.read().timers(1, due_before=NOON + timedelta(seconds=1)).items) == 1


@pytest.mark.parametrize("sort", CaseSort)
def test_cases_come_in_the_same_order_on_every_store(
    memory_store: Any, sqlite_store: Any, postgres_store: Any, sort: CaseSort
) -> None:
    answers = []
    for store in (memory_store, sqlite_store, postgres_store):
        filled(store, 1)
        for filters in (
            CaseFilter(),
            CaseFilter(sites=("DD", "C"), case_group="FG1"),
            CaseFilter(statuses=(CaseStatus.RUNNING,), q="beispiel"),
            CaseFilter(sites=("L",), business_key="AKZ-L-2026-00001"),
            CaseFilter(sites=()),
        ):
            seen, after = [], None
            while True:
                page = store.read().cases(1, filters=filters, sort=sort, limit=4, after=after)
                seen += list(page.items)
                if (after := page.next) is None:
                    break
            answers.append(seen)
    assert answers[:5] == answers[5:10] == answers[10:]
    assert [len(one) for one in answers[:2]] != [0, 0]


def test_cases_are_found_by_their_numbers(store: Any) -> None:
    for name in ("c1", "c2", "c3"):
        started(store, name, business_key="AKZ-DD-2026-000001" if name < "c3" else "AKZ-DD-2026-000003")
    found = store.read().cases_by_keys(1, ["AKZ-DD-2026-000003", "AKZ-DD-2026-000001", "none"])
    assert [one.id for one in found] == ["c2", "c3"]
    assert store.read().case_versions(1, ["c1", "none"]) == {"c1": 1}


@pytest.mark.parametrize(
    "query", ["Müller", "Mueller", "Muller", "mull", "MÜLLER ÖZIL", "Mu\u0308ller", "özil 2026-000007", "7", "000007"]
)
def test_a_name_is_found_however_it_is_typed(store: Any, query: str) -> None:
    found = terms(["Müller-Özil"], ["AKZ-DD-2026-000007"])
    started(store, changes=Changes(tasks=(task(),), terms=found))
    started(store, "c2", Changes(tasks=(task("c2"),), terms=terms(["Nguyen"], ["AKZ-DD-2026-000008"])))
    assert [one.case_id for one in store.read().tasks(1, TaskQuery((WIDE,), q=query)).items] == ["c1"]
    assert [one.id for one in store.read().cases(1, filters=CaseFilter(q=query)).items] == ["c1"]


def test_a_case_of_another_site_is_not_found(store: Any) -> None:
    started(store, changes=Changes(tasks=(task(),), terms=terms(["Nguyen"], [])))
    there = TaskQuery((Reach(groups=None, sites=("C",)),), q="nguyen")
    assert store.read().tasks(1, there).items == ()
    assert store.read().cases(1, filters=CaseFilter(q="nguyen", sites=("C",))).items == ()


def test_a_beginning_that_fits_too_much_says_so(store: Any) -> None:
    definition_id = deployed(store)

    def many(unit: Any) -> None:
        for number in range(110):
            name = f"c{number:04}"
            unit.insert_case(case(name, definition_id), Changes(tasks=(task(name),), terms=("nguyen",)))

    in_one_unit(store, many)
    page = store.read().tasks(1, TaskQuery((WIDE,), q="nguyen", limit=500))
    assert (len(page.items), page.cut) == (100, True)
    assert "c0009.1" not in {one.id for one in page.items}


def test_shelves_hold_what_the_tasks_say_after_all_that_happened(sqlite_store: Any, postgres_store: Any) -> None:
    for store in (sqlite_store, postgres_store):
        filled(store, 7)
        with store.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT case_id, activation, shelf FROM offer").all()
        wanted = {
            (one.case_id, one.activation, shelf)
            for number in range(30)
            for one in store.read().open_rows(1, f"c{number:02}").tasks
            for shelf in shelves(one)
        }
        assert {tuple(row) for row in rows} == wanted


def shelves(one: Task) -> set[str]:
    persons = {*one.users, one.assignee} - {None}
    return {f"@{one.site}", *(f"g:{group}@{one.site}" for group in one.groups), *(f"p:{person}" for person in persons)}
