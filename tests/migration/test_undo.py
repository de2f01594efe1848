"""The way back: exactly as it was, while nothing has happened since."""

from __future__ import annotations

import pytest
from sqlalchemy import Text, select

from engine import commands as c
from engine.errors import Conflict
from engine.migrations import Migration
from engine.model import Actor
from store import SqlStore
from store.codec import SEALED
from store.erasing import Vault
from store.erasing.erasing import Erasing
from store.erasing.records import Basis
from store.evidence import Keyring
from store.tables import metadata
from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    start,
    user,
)
from tests.kernel.office import CountedIds

from .moving import MovingOffice

ALL = {"review": "check", "ask": "enquire", "late": "later", "answer": "reply"}


def diagram(names: dict[str, str], days: int, more: str = "") -> bytes:
    """A task with a timer, a job and a message side by side, under these names."""
    n = {name: names.get(name, name) for name in ALL}
    return process(
        start(),
        element("parallelGateway", "split"),
        user(n["review"], name=n["review"].title()),
        boundary(n["late"], n["review"], on_timer(f"P{days}D"), interrupting=False),
        end("told"),
        service(n["ask"]),
        element("intermediateCatchEvent", n["answer"], on_message("the answer")),
        element("parallelGateway", "join"),
        end(),
        more,
        flows(
            "start -> split",
            *(f"split -> {n[name]} -> join" for name in ("review", "ask", "answer")),
            f"{n['late']} -> told",
            "join -> end",
        ),
        tops=message("the answer") + message("stop"),
    )


@pytest.fixture
def moved(office: MovingOffice) -> MovingOffice:
    """A case that has been moved to a version in which everything has another name."""
    office.runs(diagram({}, 14))
    office.before = office.picture()
    stop = boundary("stopped", "check", on_message("stop")) + end("out") + flows("stopped -> out")
    office.moves(office.deploys(diagram(ALL, 7, stop)), renew=("later",), **ALL)
    return office


def test_everything_is_as_it_was(moved: MovingOffice) -> None:
    before = moved.before
    assert moved.picture() != before

    moved.undoes()

    assert moved.picture() == before


def test_the_way_back_is_a_line_of_history(moved: MovingOffice) -> None:
    moved.undoes()

    line = moved.last()
    assert (line.event, line.detail["from"]["version"], line.detail["to"]["version"]) == ("UndoMigration", 2, 1)
    assert moved.engine.verify_history(moved.case_id).ok


def test_after_the_next_step_there_is_no_way_back(moved: MovingOffice) -> None:
    moved.works("enquire")

    with pytest.raises(Conflict, match="gone on"):
        moved.undoes()


def test_claims_and_drafts_are_no_steps_and_stay(moved: MovingOffice) -> None:
    anna = Actor("anna", "anna", frozenset({"clerk"}))
    task = moved.task("check")
    moved.engine.handle(c.ClaimTask(actor=anna, task_id=task.id))
    moved.engine.handle(c.SaveDraft(actor=anna, task_id=task.id, answers={"n": 1}))

    moved.undoes()

    assert moved.task("review").assignee == "anna"
    with moved.store.unit_of_work() as work:
        assert work.draft(1, moved.case_id, task.activation, "anna").answers == {"n": 1}


def test_there_is_one_way_back(moved: MovingOffice) -> None:
    moved.undoes()

    with pytest.raises(Conflict, match="no migration"):
        moved.undoes()


def test_a_case_that_was_never_moved_has_no_way_back(office: MovingOffice) -> None:
    office.runs(diagram({}, 14))

    with pytest.raises(Conflict, match="no migration"):
        office.undoes()


def test_there_and_back_and_there_again(moved: MovingOffice) -> None:
    there = moved.case().deployment_id
    first = moved.picture()[1:]
    moved.undoes()

    moved.moves(there, renew=("later",), **ALL)

    assert [rows for rows in moved.picture()[1:] if rows and not hasattr(rows[0], "cycle")] == [
        rows for rows in first if rows and not hasattr(rows[0], "cycle")
    ]
    assert moved.timers().keys() == {"later"}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_a_case_was_is_kept_sealed(request: pytest.FixtureRequest, kind: str) -> None:
    store: SqlStore = request.getfixturevalue(f"{kind}_store")
    store.vault = Vault(Keyring([bytes(range(32))]))
    office = MovingOffice(store)
    office.runs(diagram({}, 14), secret="Kanarie")
    office.moves(office.deploys(diagram(ALL, 14)), **ALL)

    with store.engine.connect() as connection:
        kept = connection.execute(select(metadata.tables["case_migration"].c.former.cast(Text))).scalar_one()
    assert str(kept).startswith(SEALED)
    office.undoes()
    assert office.variables() == {"secret": "Kanarie"}
    store.vault = None


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_a_case_was_goes_with_its_erasure(request: pytest.FixtureRequest, kind: str) -> None:
    store: SqlStore = request.getfixturevalue(f"{kind}_store")
    office = MovingOffice(store)
    office.runs(diagram({}, 14))
    office.moves(office.deploys(diagram(ALL, 14)), **ALL)
    office.engine.handle(c.CancelCase(case_id=office.case_id, reason="over"))
    erasing, now = Erasing(store, CountedIds().key), office.clock.now()
    erasing.propose(1, office.case_id, Actor("anna", "anna"), basis=Basis.DATA_SUBJECT, text="A-1", now=now)
    erasing.approve(1, office.case_id, Actor("bert", "bert"), now=now)

    with store.unit_of_work() as work:
        assert work.get(Migration, 1, office.case_id) is None
