"""Two act in the same instant (K1, K4, K5, K24, K25): one is first, the other one is told, nothing counts twice."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from engine import commands as c
from engine.errors import AlreadyCompleted, MessageMismatch
from engine.model import Actor, CaseStatus
from store import SqlStore, Unavailable
from tests.kernel.diagrams import element, end, flows, message, on_message, process, service, start, user
from tests.kernel.office import Office
from tests.rigs import invariants

from .racing import RACES, Racers, kinds

ANNA = Actor("anna", "anna", frozenset({"clerk"}))
DEPUTY = Actor("bert", "bert", frozenset({"clerk"}), on_behalf_of="anna")
ONE_TASK = process(start(), user("check"), end(), flows("start -> check -> end"))
JOINED = process(
    start(),
    element("parallelGateway", "split"),
    user("one"),
    user("two"),
    element("parallelGateway", "join"),
    user("after"),
    end(),
    flows("start -> split", "split -> one -> join", "split -> two -> join", "join -> after -> end"),
)
WAITS_LATER = process(
    start(),
    user("first"),
    element("intermediateCatchEvent", "answer", on_message("the answer")),
    end(),
    flows("start -> first -> answer -> end"),
    tops=message("the answer"),
)


@pytest.fixture
def pair() -> Iterator[Racers]:
    found = Racers(2)
    yield found
    found.close()


def sound(office: Office) -> None:
    """The invariants that hold at every instant."""
    assert isinstance(office.store, SqlStore)
    invariants.require(office.store, office.clock.now(), names=invariants.SAFETY)


def claimed(office: Office, *elements: str) -> list[str]:
    """Ids of the tasks of the newest case, all with Anna."""
    rows = {task.element_id: task.id for task in office.store.read().open_rows(1, office.case_id).tasks}
    for name in elements:
        office.engine.handle(c.ClaimTask(actor=ANNA, task_id=rows[name]))
    return [rows[name] for name in elements]


def test_k01_of_two_who_complete_a_task_one_does_and_the_other_keeps_his_text(crowded: Office, pair: Racers) -> None:
    crowded.deploy(ONE_TASK)
    outcomes: Counter[str] = Counter()
    told, kept = [], []
    for _ in range(RACES):
        crowded.starts()
        (task,) = claimed(crowded, "check")
        ends = pair.race(
            *(
                lambda who=who, task=task: crowded.engine.handle(
                    c.CompleteTask(actor=who, task_id=task, answers={"typed by": who.person})
                )
                for who in (ANNA, DEPUTY)
            )
        )
        outcomes.update(kinds(ends))
        for error, loser, winner in zip(ends, (ANNA, DEPUTY), (DEPUTY, ANNA), strict=True):
            if isinstance(error, AlreadyCompleted):
                told.append((error.by == winner.person, error.at is not None, error.draft_kept))
                with crowded.store.unit_of_work() as work:
                    draft = work.draft(1, crowded.case_id, int(task.rpartition(".")[2]), loser.person)
                kept.append(draft is not None and draft.answers == {"typed by": loser.person})

    assert outcomes == {"Done": RACES, "AlreadyCompleted": RACES}
    assert told == [(True, True, True)] * RACES
    assert kept == [True] * RACES
    sound(crowded)


def test_k04_the_same_message_fifty_times_at_once_counts_once_and_has_one_receipt(store: Any) -> None:
    office = Office(store)
    office.runs(
        process(
            start(),
            element("intermediateCatchEvent", "answer", on_message("the answer")),
            element("intermediateCatchEvent", "again", on_message("the answer")),
            end(),
            flows("start -> answer -> again -> end"),
            tops=message("the answer"),
        )
    )
    crowd = Racers(50)

    def delivers() -> Any:
        while True:
            try:
                return office.receives("the answer", message_id="letter", n=1)
            except Unavailable:  # fifty callers and twenty connections: 503, come again
                continue

    receipts = crowd.race(*[delivers] * 50)
    crowd.close()

    assert len(set(receipts)) == 1
    assert office.history() == ["start", "answer"]
    with pytest.raises(MessageMismatch):
        office.receives("the answer", message_id="letter", n=2)


def test_k05_a_message_that_comes_while_the_case_begins_to_wait_is_taken(crowded: Office, pair: Racers) -> None:
    crowded.deploy(WAITS_LATER)
    for number in range(RACES):
        crowded.starts()
        (task,) = claimed(crowded, "first")
        ends = pair.race(
            lambda task=task: crowded.engine.handle(c.CompleteTask(actor=ANNA, task_id=task)),
            lambda number=number: crowded.receives("the answer", message_id=f"letter {number}"),
        )
        assert kinds(ends) == ["Done", "Receipt"]
        assert crowded.status is CaseStatus.COMPLETED, f"race {number}"
    sound(crowded)


def test_k24_two_branches_that_end_in_the_same_instant_join_once(crowded: Office, pair: Racers) -> None:
    crowded.deploy(JOINED)
    for number in range(RACES):
        crowded.starts()
        works = [
            (lambda task=task: crowded.engine.handle(c.CompleteTask(actor=ANNA, task_id=task)))
            for task in claimed(crowded, "one", "two")
        ]
        assert kinds(pair.race(*works)) == ["Done", "Done"]
        open_tasks = [task.element_id for task in crowded.store.read().open_rows(1, crowded.case_id).tasks]
        assert open_tasks == ["after"], f"race {number}"
    sound(crowded)


def test_k25_a_hundred_children_end_together_and_one_fails(crowded: Office) -> None:
    many = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements><zeebe:loopCharacteristics'
        ' inputCollection="=items" inputElement="item" outputCollection="results" outputElement="=r" />'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    crowded.runs(
        process(start(), service("ask", inner=many), user("after"), end(), flows("start -> ask -> after -> end")),
        items=list(range(100)),
    )
    jobs = crowded.store.claim_jobs(queues=None, limit=100, now=crowded.clock.now(), lease_seconds=60, worker="w")
    failing = jobs[41]
    crowd = Racers(10)

    def reports(number: int) -> None:
        for job in jobs[number::10]:
            fence = job.fence or 0
            if job is failing:
                crowded.engine.handle(c.FailJob(job_id=job.id, fence=fence, reason="no", retry_at=None))
            else:
                crowded.engine.handle(c.CompleteJob(job_id=job.id, fence=fence, variables={"r": job.activation}))

    ends = crowd.race(*(lambda number=number: reports(number) for number in range(10)))
    crowd.close()
    assert ends == [None] * 10
    assert (crowded.status, crowded.incidents()) == (CaseStatus.INCIDENT, ["job-failed"])

    stuck = crowded.store.read().open_rows(1, crowded.case_id).incidents[0]
    crowded.engine.handle(c.RetryIncident(case_id=crowded.case_id, activation=stuck.activation))
    crowded.works("ask", r=failing.activation)

    assert crowded.open() == ["after"]
    assert crowded.variables()["results"] == [job.activation for job in sorted(jobs, key=lambda job: job.activation)]
    sound(crowded)


def test_k06_messages_without_numbers_count_in_the_order_of_their_arrival(office: Office) -> None:
    """No contract of an agency numbers its messages: arrival is the order there is, and repetitions change nothing."""
    names = ("one", "two", "three")
    catches = "".join(element("intermediateCatchEvent", name, on_message("the answer")) for name in names)
    office.deploy(
        process(start(), catches, end(), flows("start -> one -> two -> three -> end"), tops=message("the answer"))
    )
    for order in itertools.permutations(range(3)):
        office.starts()
        for number in (*order, *order):
            office.receives("the answer", message_id=f"{office.case_id} {number}", last=number)

        assert (office.status, office.variables()["last"]) == (CaseStatus.COMPLETED, order[-1])
