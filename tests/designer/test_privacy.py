"""What designers learn of real cases: that they are there and how they go, and nothing of what is in them; nothing at all
of those that were erased."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from akzess.workbench.bench import Bench
from engine.commands import CancelCase, ClaimTask, CompleteTask
from engine.handlers.deployments import read_here
from engine.handlers.work import GIVEN
from engine.model import Actor
from service.designer import recording
from store import SqlStore
from store.erasing import Vault
from store.erasing.erasing import Erasing
from store.erasing.records import Basis
from store.evidence import Keyring

from .conftest import SMALL, Workshop

ANNA = Actor("anna", "anna", frozenset({"akz-clerk"}), frozenset({"DD"}))
CLARA, DORA = Actor("clara", "clara"), Actor("dora", "dora")
CANARY = "Kanarienvogel"

#: A draft that tries to say what is in a case wherever a draft can say anything.
PRYING = (
    SMALL.replace(b'candidateGroups="akz-clerk"', b"candidateGroups='=[request.person]' candidateUsers='=[request.person]'")
    .replace(b'<zeebe:output source="=result" target="complete"/>',
             b'<zeebe:output source="=request.person" target="outcome"/>')
    .replace(b'source="=request.occasion"', b'source="=request.person"')
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def sealed(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """A store that seals what cases hold."""
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    found.vault = Vault(Keyring([bytes(range(32))]))
    yield found
    found.vault = None


@pytest.fixture
def workshop(opened: Callable[..., Workshop], sealed: SqlStore) -> Iterator[Workshop]:
    """The workshop with somebody who plays."""
    bench = Bench(read_here, processes=0)
    yield opened(sealed, bench=bench)
    bench.close()


def a_case(workshop: Workshop) -> str:
    """With the canary in its application and in an answer; ended."""
    house = workshop.house
    case: str = house.start({"request": {"person": CANARY}}, process="small", site="DD").case_id
    (task,) = house.open_tasks(case)
    house.handle(ClaimTask(actor=ANNA, task_id=task.id))
    house.handle(CompleteTask(actor=ANNA, task_id=task.id, answers={"result": "COMPLETE", "note": CANARY}))
    house.handle(CancelCase(actor=ANNA, case_id=case, reason="zurückgezogen"))
    return case


def erased(workshop: Workshop, store: SqlStore, case: str) -> None:
    numbers = itertools.count(1)
    erasing, now = Erasing(store, lambda: f"e{next(numbers)}"), workshop.house.clock.now()
    erasing.propose(1, case, CLARA, basis=Basis.COURT_ORDER, text="Löschlauf 2037/1", now=now)
    erasing.approve(1, case, DORA, now=now)


def replayed(workshop: Workshop, draft: str) -> dict[str, Any]:
    found: dict[str, Any] = workshop.post(f"/drafts/{draft}/replays", {"limit": 10})
    return found


def test_a_draft_that_pries_is_told_nothing_of_what_is_in_a_case(workshop: Workshop) -> None:
    a_case(workshop)
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", PRYING, 1)

    found = replayed(workshop, draft)

    assert (found["different"], CANARY in json.dumps(found)) == (1, False)


def test_a_migration_to_a_version_that_pries_tells_nothing_of_what_is_in_a_case(workshop: Workshop) -> None:
    workshop.house.start({"request": {"person": CANARY}}, process="small", site="DD")
    other = SMALL.replace(b'"UT-COMPL"', b'"UT-OTHER"').replace(b"UT-COMPL</", b"UT-OTHER</")
    pries = other.replace(b'candidateGroups="akz-clerk"', b"candidateGroups='=[request.person]'")
    workshop.house.deploy({"small.bpmn": pries})

    plan = workshop.post("/migrations", {"fromDeployment": 1, "toDeployment": 2})
    verdicts = workshop.post("/migrations/1-2/dry-run")

    assert CANARY not in json.dumps([plan, verdicts])


def test_what_came_in_can_be_played_again_until_the_case_is_erased(workshop: Workshop, sealed: SqlStore) -> None:
    case = a_case(workshop)
    draft = workshop.draft()
    before = replayed(workshop, draft)["skipped"]
    erased(workshop, sealed, case)

    assert (before, replayed(workshop, draft)["skipped"]) == (0, 1)


def test_nothing_that_came_in_is_left_of_an_erased_case(workshop: Workshop, sealed: SqlStore) -> None:
    case = a_case(workshop)
    read = workshop.house.read
    kept = [line.detail[GIVEN] for line in read.history(1, case) if GIVEN in line.detail]
    erased(workshop, sealed, case)
    rows = recording.cases(read, closed=True, running=True, limit=10)
    (found,) = recording.recorded(workshop.house.engine, read, rows, workshop.house.clock.now())
    left = [line for line in read.history(1, case) if GIVEN in line.detail]

    assert (CANARY in "".join(map(str, kept)), found.events, left) == (True, (), [])
