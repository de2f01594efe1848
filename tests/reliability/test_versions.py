"""New versions of a process while cases run (K17), and running cases that move to one (K18)."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from engine import commands as c
from engine import failpoints
from engine.errors import Undeployable
from engine.model import CaseStatus
from store import SqlStore
from tests.kernel.diagrams import element, end, flows, process, start, user
from tests.kernel.office import Office
from tests.rigs import invariants
from tests.upgrade.lives import DIAGRAM, begun, ended

from .racing import Racers


def version(number: int) -> bytes:
    """Each version has a task of its own name."""
    return process(start(), user(f"check{number}"), end(), flows(f"start -> check{number} -> end"))


def test_k17_cases_stay_on_the_version_they_began_with_while_others_deploy(crowded: Office) -> None:
    crowded.deploy(version(1))
    over = threading.Event()
    started: dict[str, tuple[int, int]] = {}
    versions: list[int] = []

    def deploys() -> None:
        for number in range(2, 8):
            (definition,) = crowded.deploy(version(number)).definitions
            versions.append(definition.version)
        over.set()

    def starts(mine: dict[str, tuple[int, int]]) -> None:
        while not over.is_set():
            known = (versions or [1])[-1]
            done = crowded.engine.handle(c.StartCase(process_id="p"))
            mine[done.case_id] = known, (versions or [1])[-1]

    crowd = Racers(4)
    others: list[dict[str, tuple[int, int]]] = [{}, {}, {}]
    assert crowd.race(deploys, *(lambda mine=mine: starts(mine) for mine in others)) == [None] * 4
    crowd.close()
    for mine in others:
        started |= mine

    assert versions == [2, 3, 4, 5, 6, 7]
    for case_id, (known, newest) in started.items():
        crowded.case_id = case_id
        (task,) = crowded.tasks()
        # The newest version when it began, or one that was committed while it did, of which its deployer knew not yet.
        assert known <= int(task.element_id.removeprefix("check")) <= newest + 1
        crowded.completes(task.element_id)
        assert crowded.status is CaseStatus.COMPLETED
    assert isinstance(crowded.store, SqlStore)
    invariants.require(crowded.store, crowded.clock.now(), names=("I3", "I7", "I8", "I11"))


def test_k17_cases_at_every_kind_of_wait_state_end_as_if_nothing_had_been_deployed(crowded: Office) -> None:
    control = Office()
    expected = {name: ended(control, name, *where) for name, where in begun(control).items()}
    waiting = begun(crowded)

    crowded.deploy(DIAGRAM.read_bytes().replace(b"-task", b"-errand").replace(b"-job", b"-labour"))

    assert {name: ended(crowded, name, *where) for name, where in waiting.items()} == expected


def test_k17_two_who_deploy_at_once_get_two_versions_and_the_same_content_one(crowded: Office) -> None:
    crowd = Racers(4)

    ends = crowd.race(*(lambda number=number: crowded.deploy(version(number)) for number in (1, 1, 2, 3)))
    crowd.close()

    found = Counter((done.deployment_id, done.definitions[0].version) for done in ends)
    assert sorted(found.values()) == [1, 1, 2]
    assert sorted(number for _, number in found) == [1, 2, 3]


def test_k17_a_deployment_that_is_refused_leaves_nothing(store: Any) -> None:
    office = Office(store)
    before = len(store.read().definitions(1))
    broken = process(start(), user("check"), element("exclusiveGateway", "split"), flows("start -> nowhere"))

    with pytest.raises(Undeployable):
        office.deploy(version(1), broken)

    assert len(store.read().definitions(1)) == before


PLACES = ("api.after_lock", "audit.before_append", "api.before_commit", "api.after_commit")


@pytest.fixture
def batch(office: Office) -> Iterator[tuple[Office, c.MigrateCase]]:
    """Six cases on the first version, the third of which cannot move, and the order to move them to the second."""
    older = office.deploy(process(start(), user("a"), user("b"), end(), flows("start -> a -> b -> end")))
    newer = office.deploy(process(start(), user("a"), user("c"), end(), flows("start -> a -> c -> end")))
    for number in range(6):
        office.engine.handle(c.StartCase(process_id="p", version=1, business_key=f"K-{number}"))
        if number == 2:
            office.case_id = office.store.read().case_by_key(1, "K-2").id
            office.completes("a")
    yield office, c.MigrateCase(case_id="", deployment_id=newer.deployment_id, from_deployment=older.deployment_id)
    failpoints.listen(None)
    if isinstance(office.store, SqlStore):
        invariants.require(office.store, office.clock.now(), names=invariants.SAFETY)


def cases(office: Office) -> list[Any]:
    """The six, as they are stored."""
    return [office.store.read().case_by_key(1, f"K-{number}") for number in range(6)]


@pytest.mark.parametrize("place", ["migrate.mid_batch", *PLACES])
def test_k18_a_batch_that_dies_at_any_case_leaves_each_moved_or_untouched_and_goes_on(
    batch: tuple[Office, c.MigrateCase], place: str
) -> None:
    office, order = batch
    before = {case.id: case for case in cases(office)}
    deaths = 0
    for nth in range(1, 8):
        passages = itertools.count(1)

        def dies(name: str, passages: Iterator[int] = passages, nth: int = nth) -> None:
            if name == place and next(passages) == nth:
                raise failpoints.Injected("power-cut")

        failpoints.listen(dies)
        try:
            list(office.engine.migrations.migrate(order))
        except failpoints.Injected:
            deaths += 1
        failpoints.listen(None)
        for case in cases(office):
            untouched = case.deployment_id == order.from_deployment
            assert not untouched or case == before[case.id]
            assert untouched or case.deployment_id == order.deployment_id

    assert deaths > 0
    told = list(office.engine.migrations.migrate(order))
    assert [(one.business_key, one.code) for one in told] == [("K-2", "case-not-migratable")]
    assert [case.version for case in cases(office)] == [2, 2, 2, 2, 2, 2]


def test_k18_what_a_dead_batch_has_moved_is_put_back_and_the_rest_left_alone(
    batch: tuple[Office, c.MigrateCase],
) -> None:
    office, order = batch
    before = [case.checksum for case in cases(office)]
    moving = office.engine.migrations.migrate(order)
    for _ in range(2):
        next(moving)
    moving.close()

    done = list(
        office.engine.migrations.undo(c.UndoMigration(case_id=""), order.from_deployment or 0, order.deployment_id)
    )

    assert [(one.business_key, one.code) for one in done] == [("K-0", ""), ("K-1", "")]
    assert [case.checksum for case in cases(office)] == before
