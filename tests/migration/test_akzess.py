"""The procedure itself: cases that move to another version at every wait state end as if they had never moved."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from akzess import bundle
from akzess.demo import BEGIN, Demo, Facts
from akzess.house import TENANT, VirtualHouse
from akzess.people import named
from engine.commands import MigrateCase
from engine.errors import NotMigratable
from engine.handlers.deployments import read_here
from store import SqlStore, open_store
from tests.rigs import invariants

CASES, SEED = 4, 7
#: Deployments: the same files with a comment more, the edited ones, and last the procedure as it is.
SAME, EDITED, ORIGINAL = 1, 2, 3
#: Everybody's room and the four weeks' timer, under other names.
NAMES = {"SP-VERFAHREN": "SP-ROOM", "T01": "T01-WEEKS"}
BACK = {new: old for old, new in NAMES.items()}
LOOK = (
    '<bpmn:userTask id="UT-LOOK" name="Nachsehen"><bpmn:extensionElements><zeebe:userTask />'
    '<zeebe:assignmentDefinition candidateGroups="akz-clerk" /></bpmn:extensionElements></bpmn:userTask>'
    '<bpmn:sequenceFlow id="F_LOOK" sourceRef="UT-LOOK" targetRef="ST-ARCHIVE" />'
)
pytestmark = pytest.mark.timeout(240)


def edited() -> dict[str, bytes]:
    """Two elements renamed, a task added, the reminder of the fee a week earlier."""
    resources = dict(bundle.read())
    main = resources["akzess-main.bpmn"].decode()
    for old, new in NAMES.items():
        main = re.sub(f'(?<=="){old}(?=")', new, main)
    last = '<bpmn:scriptTask id="ST-STATISTIK"'
    flow = 'sourceRef="ST-STATISTIK" targetRef="ST-ARCHIVE"'
    assert (main.count(last), main.count(flow)) == (1, 1)
    main = main.replace(flow, 'sourceRef="ST-STATISTIK" targetRef="UT-LOOK"').replace(last, LOOK + last)
    fee, reminder = resources["fee-payment.bpmn"].decode(), '=ende des tages(frist ende(today(), "P2W"))'
    assert fee.count(reminder) >= 1
    fee = fee.replace(reminder, reminder.replace("P2W", "P1W"))
    return resources | {"akzess-main.bpmn": main.encode(), "fee-payment.bpmn": fee.encode()}


class Restless(Demo):
    """A demo whose cases go back and forth between two versions whenever they wait."""

    def __init__(self, store: SqlStore, other: int) -> None:
        super().__init__(store, CASES, SEED)
        self.moves = 0
        self.stayed: Counter[str] = Counter()
        self.differences: list[Any] = []
        self._other = other
        self._same = other == SAME

    def _look(self) -> None:
        for case_id in list(self._touched) if self._other != ORIGINAL else ():
            if self.house.case(case_id).status.open:
                self._move(case_id)
        super()._look()

    def _move(self, case_id: str) -> None:
        for task in self.house.open_tasks(case_id):
            if task.element_id == "UT-LOOK":
                self.house.complete(task, named("anna.akz-clerk", task.site), {})
                return
        before, due = self.house.case(case_id), self._waiting(case_id)
        there = self._other if before.deployment_id == ORIGINAL else ORIGINAL
        mapping = {} if self._same else NAMES if there == self._other else BACK
        try:
            self.house.handle(MigrateCase(case_id=case_id, deployment_id=there, mapping=mapping))
        except NotMigratable as error:
            self.stayed.update(one.code for one in error.obstacles)
            return
        self.moves += 1
        after, same = self.house.case(case_id), before.state if self._same else b""
        if self._waiting(case_id) != due or (self._same and after.state != same):
            self.differences.append((before.business_key, before.version, due, self._waiting(case_id)))

    def _waiting(self, case_id: str) -> Any:
        """Due dates, persons, keys: everything that has a legal meaning, under the names of the procedure as it is."""
        rows = self.house.read.open_rows(TENANT, case_id)
        return (
            sorted((BACK.get(t.element_id, t.element_id), t.activation, t.fire_at, t.spec) for t in rows.timers),
            [(t.id, t.element_id, t.assignee, t.groups, t.due_at, t.form_id, t.name) for t in rows.tasks],
            sorted((w.activation, w.element_id, w.name, w.key) for w in rows.subscriptions),
            [(j.id, j.element_id, j.key) for j in rows.jobs],
        )


def played(deployed: Path, folder: Path, other: int) -> tuple[Restless, dict[str, Facts]]:
    """One demo to its end; what it ended with by number of the case."""
    path = folder / "akzess.db"
    shutil.copy(deployed, path)
    store = open_store(f"sqlite:///{path}")
    assert isinstance(store, SqlStore)
    demo = Restless(store, other)
    done = demo.play()
    assert done.broken == []
    facts = {one.number: done.facts[one.case_id] for one in done.cases}
    invariants.require(store, demo.house.clock.now(), names=invariants.SAFETY)
    store.close()
    return demo, facts


@pytest.fixture(scope="module")
def deployed(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All three deployments, the original last, so that cases begin with it."""
    path = tmp_path_factory.mktemp("deployed") / "akzess.db"
    shutil.copy(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    house = VirtualHouse(store, BEGIN, read_bundle=read_here)
    files = dict(bundle.read())
    same = files | {"akzess-main.bpmn": files["akzess-main.bpmn"] + b"<!-- the same -->"}
    assert [house.deploy(one).deployment_id for one in (same, edited(), files)] == [SAME, EDITED, ORIGINAL]
    house.close()
    store.close()
    return path


@pytest.fixture(scope="module")
def control(deployed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Facts]:
    """How the cases end that nobody moves."""
    return played(deployed, tmp_path_factory.mktemp("control"), ORIGINAL)[1]


def test_under_an_unchanged_model_every_case_moves_at_every_wait_state_and_nothing_differs(
    deployed: Path, tmp_path: Path, control: dict[str, Facts]
) -> None:
    demo, facts = played(deployed, tmp_path, SAME)

    assert (demo.differences, demo.stayed, facts) == ([], Counter(), control)
    assert demo.moves > 10 * CASES


def test_cases_that_move_to_an_edited_version_at_every_wait_state_end_as_if_they_had_not(
    deployed: Path, tmp_path: Path, control: dict[str, Facts]
) -> None:
    demo, facts = played(deployed, tmp_path, EDITED)

    named = {
        number: Facts(one.outcome, one.record, Counter(BACK.get(name, name) for name in one.visited.elements()))
        for number, one in facts.items()
    }
    for one in named.values():
        del one.visited["UT-LOOK"]
    assert (demo.differences, demo.stayed, named) == ([], Counter(), control)
    assert demo.moves > 10 * CASES
