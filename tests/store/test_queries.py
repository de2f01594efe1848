"""What the read side answers, on every store the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.errors import Invalid, NotFound
from engine.model import CaseStatus, Changes, JobState, MessageState, TaskState, TimerState
from store.queries import CaseFilter, InboxFilter, InboxOrder, JobCount, OpenRows, Queries

from .records import (
    MINUTE,
    NOON,
    deployed,
    deployment,
    in_one_unit,
    incident,
    job,
    line,
    message,
    started,
    subscription,
    task,
    timer,
)

LATE = NOON + 60 * MINUTE


def with_tasks(store: Any, *tasks: Any) -> Queries:
    started(store, changes=Changes(tasks=tasks))
    queries: Queries = store.read()
    return queries


def inbox(queries: Queries, person: str = "erika", groups: Any = ("akz",), **other: Any) -> list[int]:
    return [one.activation for one in queries.inbox(1, person=person, groups=groups, **other).items]


def test_an_inbox_shows_what_is_open_and_mine_to_do(store: Any) -> None:
    queries = with_tasks(
        store,
        task(activation=1),
        task(activation=2, state=TaskState.COMPLETED),
        task(activation=3, groups=("kasse",)),
        task(activation=4, groups=("kasse",), assignee="erika"),
        task(activation=5, groups=(), users=("max", "erika")),
        task(activation=6, groups=("kasse", "akz"), site="L"),
        task(activation=7, tenant=2),
        task(activation=8, groups=(), users=()),
    )
    assert inbox(queries) == [1, 4, 5, 6]
    assert inbox(queries, groups=()) == [4, 5]
    assert inbox(queries, groups=None) == [1, 3, 4, 5, 6, 8]
    assert inbox(queries, sites=("L", "C")) == [6]
    assert inbox(queries, sites=()) == []
    assert inbox(queries, groups=("%", 'ak"z', "a")) == [4, 5]


def test_an_inbox_is_narrowed_by_filters(store: Any) -> None:
    queries = with_tasks(
        store,
        task(activation=1, assignee="erika", process_id="zoll", business_key="AKZ-DD-1"),
        task(activation=2, element_id="Sign", due_at=NOON, business_key="AKZ-DD-12"),
        task(activation=3, follow_up_at=LATE, assignee="max", due_at=None, business_key="AKZ_L"),
    )
    answers = {
        "mine": InboxFilter(assigned="mine"),
        "nobody": InboxFilter(assigned="nobody"),
        "max": InboxFilter(assignee="max"),
        "process": InboxFilter(process_id="zoll"),
        "element": InboxFilter(element_id="Sign"),
        "key": InboxFilter(business_key="AKZ-"),
        "due": InboxFilter(due_before=NOON + MINUTE),
        "follow": InboxFilter(follow_up_by=NOON),
    }
    found = {name: sorted(inbox(queries, filters=one)) for name, one in answers.items()}
    assert found == {
        "mine": [1],
        "nobody": [2],
        "max": [3],
        "process": [1],
        "element": [2],
        "key": [1, 2],
        "due": [2],
        "follow": [1, 2],
    }


@pytest.mark.parametrize("order", InboxOrder)
def test_paging_shows_every_task_once_in_order(store: Any, order: InboxOrder) -> None:
    dues = (LATE, None, NOON, None, NOON, LATE, NOON, None)
    queries = with_tasks(
        store,
        *(
            task(activation=n, due_at=due, priority=n % 3, created_at=NOON - (n // 2) * MINUTE)
            for n, due in enumerate(dues)
        ),
    )
    filters = InboxFilter(order=order)
    seen, token = [], None
    while True:
        page = queries.inbox(1, person="erika", groups=("akz",), filters=filters, limit=3, after=token)
        seen += [one.activation for one in page.items]
        token = page.next
        if token is None:
            break
    expected = {
        InboxOrder.DUE: [2, 4, 6, 0, 5, 1, 3, 7],
        InboxOrder.CREATED: [6, 7, 4, 5, 2, 3, 0, 1],
        InboxOrder.PRIORITY: [2, 5, 4, 1, 7, 6, 0, 3],
    }
    assert seen == expected[order]


@pytest.mark.parametrize("token", ["x", "", "bnVsbA", "WzEsMiwzXQ", "W10", "[", "WzFlOTksImEiLDFd", "é"])
def test_a_made_up_page_token_is_refused(store: Any, token: str) -> None:
    queries = store.read()
    for ask in (
        lambda: queries.inbox(1, person="erika", groups=None, after=token),
        lambda: queries.cases(1, after=token),
        lambda: queries.jobs(1, JobState.READY, after=token),
        lambda: queries.incidents(1, after=token),
        lambda: queries.parked_messages(1, after=token),
    ):
        with pytest.raises(Invalid):
            ask()


def test_a_task_comes_with_its_case_as_each_is_read_alone(store: Any) -> None:
    queries = with_tasks(store, task(activation=3))
    assert queries.task_and_case(1, "c1.3") == (queries.task(1, "c1.3"), queries.case(1, "c1"))
    assert [queries.task_and_case(*asked) for asked in ((2, "c1.3"), (1, "c1.4"), (1, "nonsense"))] == [None] * 3


def test_a_task_is_found_by_its_id_for_its_tenant(store: Any) -> None:
    queries = with_tasks(store, task(), task(activation=2, state=TaskState.CANCELLED))
    assert queries.task(1, "c1.1") == task()
    assert [queries.task(*key) for key in ((2, "c1.1"), (1, "c1.9"), (1, "c1"), (1, "c1.x"), (1, ""))] == [None] * 5
    assert [one.activation for one in queries.tasks_of(1, "c1")] == [1, 2]
    assert queries.tasks_of(2, "c1") == []


def test_cases_are_listed_newest_first_and_narrowed(store: Any) -> None:
    definition_id = deployed(store)
    for number in range(5):
        started(
            store,
            f"c{number}",
            status=CaseStatus.COMPLETED if number == 3 else CaseStatus.RUNNING,
            site="L" if number == 1 else "DD",
            created_at=NOON + number * MINUTE,
            process_id="zoll" if number == 2 else "akzess",
        )
    queries = store.read()

    def listed(**filters: Any) -> list[str]:
        return [one.id for one in queries.cases(1, filters=CaseFilter(**filters)).items]

    assert listed() == ["c4", "c3", "c2", "c1", "c0"]
    assert listed(statuses=(CaseStatus.COMPLETED, CaseStatus.CANCELLED)) == ["c3"]
    assert listed(statuses=()) == []
    assert listed(sites=("L",)) == ["c1"]
    assert listed(process_id="zoll") == ["c2"]
    assert listed(definition_id=definition_id + 1) == []
    assert listed(business_key="AKZ-c4") == ["c4"]
    assert listed(created_from=NOON + MINUTE, created_before=NOON + 3 * MINUTE) == ["c2", "c1"]
    assert queries.cases(2).items == ()
    first = queries.cases(1, limit=3)
    assert [one.id for one in queries.cases(1, limit=3, after=first.next).items] == ["c1", "c0"]


def test_a_case_is_found_by_id_and_by_business_key(store: Any) -> None:
    older = started(store, "c1", business_key="AKZ-1")
    newer = started(store, "c2", business_key="AKZ-1")
    queries = store.read()
    assert queries.case(1, "c1") == older
    assert queries.case_by_key(1, "AKZ-1") == newer
    assert [queries.case(2, "c1"), queries.case(1, "c9"), queries.case_by_key(2, "AKZ-1")] == [None] * 3


def test_open_rows_are_what_is_open(store: Any) -> None:
    started(
        store,
        changes=Changes(
            tasks=(task(activation=9), task(), task(activation=5, state=TaskState.COMPLETED)),
            jobs=(job(), job(kind="continue", state=JobState.INCIDENT), job(activation=5, state=JobState.DONE)),
            timers=(timer(), timer(activation=5, state=TimerState.FIRED)),
            subscriptions=(subscription(),),
            incidents=(incident(), incident(activation=5, resolved_at=NOON)),
        ),
    )
    started(store, "c2", changes=Changes(tasks=(task("c2"),)))
    assert store.read().open_rows(1, "c1") == OpenRows(
        tasks=(task(), task(activation=9)),
        jobs=(job(kind="continue", state=JobState.INCIDENT), job()),
        timers=(timer(),),
        subscriptions=(subscription(),),
        incidents=(incident(),),
    )
    assert store.read().open_rows(2, "c1") == OpenRows((), (), (), (), ())


def test_history_is_read_in_order_and_in_parts(store: Any) -> None:
    started(store, changes=Changes(history=tuple(line(seq=n) for n in (1, 2, 3, 4))))
    queries = store.read()
    assert [one.seq for one in queries.history(1, "c1")] == [1, 2, 3, 4]
    assert [one.seq for one in queries.history(1, "c1", after_seq=1, limit=2)] == [2, 3]
    assert list(queries.history(2, "c1")) == []


def test_incidents_and_jobs_and_letters_are_paged(store: Any) -> None:
    started(
        store,
        changes=Changes(
            incidents=tuple(incident(activation=n, opened_at=NOON - n * MINUTE) for n in range(5)),
            jobs=tuple(job(activation=n, state=JobState.INCIDENT) for n in range(5)),
            messages=tuple(message(f"m{n}", state=MessageState.PARKED) for n in range(5)),
        ),
    )
    queries = store.read()
    lists = {
        "incidents": (lambda after: queries.incidents(1, limit=2, after=after), lambda one: one.activation),
        "jobs": (lambda after: queries.jobs(1, JobState.INCIDENT, limit=2, after=after), lambda one: one.activation),
        "messages": (
            lambda after: queries.parked_messages(1, limit=2, after=after),
            lambda one: int(one.message_id[1]),
        ),
    }
    seen: dict[str, list[int]] = {}
    for name, (ask, number) in lists.items():
        seen[name], token, more = [], None, True
        while more:
            page = ask(token)
            seen[name] += [number(one) for one in page.items]
            token, more = page.next, page.next is not None
    assert seen == {"incidents": [4, 3, 2, 1, 0], "jobs": [0, 1, 2, 3, 4], "messages": [0, 1, 2, 3, 4]}


def test_the_operations_page_counts_what_is_unfinished(store: Any) -> None:
    jobs = (job(), job(activation=5, queue="azr"), job(activation=6, state=JobState.DONE), job(activation=7))
    started(store, changes=Changes(jobs=jobs, incidents=(incident(),), messages=(message(state=MessageState.PARKED),)))
    started(store, "c2", status=CaseStatus.SUSPENDED, changes=Changes(timers=(timer("c2"),)))
    store.claim_jobs(queues=("azr",), limit=1, now=NOON, lease_seconds=1, worker="w")
    queries = store.read()
    assert list(queries.job_counts(1)) == [
        JobCount("azr", JobState.LEASED, 1),
        JobCount("bundesagentur", JobState.READY, 2),
    ]
    assert queries.counts(1) == dict.fromkeys(CaseStatus, 0) | {CaseStatus.RUNNING: 1, CaseStatus.SUSPENDED: 1}
    backlog = queries.backlog(LATE)
    assert (backlog.oldest_job, backlog.oldest_timer) == (NOON, None)
    assert (backlog.expired_leases, backlog.incidents, backlog.parked_messages) == (1, 1, 1)
    assert queries.backlog(NOON - MINUTE).oldest_job is None


def test_definitions_and_deployments_are_listed_with_their_files(store: Any) -> None:
    deployed(store, content=b"1")
    deployed(store, content=b"2")
    deployed(store, "zoll")
    deployed(store, tenant=2)
    queries = store.read()
    assert [(one.process_id, one.version) for one in queries.definitions(1)] == [
        ("akzess", 2),
        ("akzess", 1),
        ("zoll", 1),
    ]
    assert [(d.process_id, d.version) for d in queries.definitions(1, newest_only=True)] == [("akzess", 2), ("zoll", 1)]
    zoll, *_ = queries.deployments(1)
    assert (len(queries.deployments(1)), zoll.hash) == (3, deployment("zoll").hash)
    assert queries.resources(1, zoll.id) == deployment("zoll").resources
    with pytest.raises(NotFound):
        queries.resources(2, zoll.id)


def test_readers_see_only_what_is_committed(store: Any) -> None:
    first = started(store)
    in_one_unit(store, lambda unit: unit.lock_case(1, "c1"))
    with store.unit_of_work() as unit:
        unit.save_case(replace(unit.lock_case(1, "c1"), version=2), Changes(tasks=(task(),)))
    assert store.read().case(1, "c1") == first
    assert store.read().task(1, "c1.1") is None


def test_incidents_and_jobs_are_listed_by_the_sites_of_their_cases(store: Any) -> None:
    for name, site in (("c1", "DD"), ("c2", "C")):
        started(store, name, Changes(incidents=(incident(name),), jobs=(job(name),)), site=site)
    read = store.read()
    assert [one.case_id for one in read.incidents(1, sites=("C",)).items] == ["c2"]
    assert [one.case_id for one in read.jobs(1, JobState.READY, sites=("DD",)).items] == ["c1"]
    assert read.incidents(1, sites=()).items == ()
