"""What if: an unchanged procedure gives no difference; an edited one gives just those that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from akzess import bundle
from akzess.house import VirtualHouse
from akzess.scenario_file import read
from akzess.scenarios import Failed, Player, folder
from akzess.workbench.bench import Bench
from akzess.workbench.material import shipped
from engine.handlers.deployments import read_here
from service.designer import recording
from service.designer.ports import RecordedCase, ReplayState
from store import MemoryStore

#: An ordinary one, messages of an agency, silence, a called process, another authority. `benchmarks/replay.py` plays more.
SCENARIOS = ("a01", "a05", "a06", "b10", "b14")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return shipped() | bundle.read()


@pytest.fixture(scope="module")
def played(files: dict[str, bytes]) -> list[RecordedCase]:
    """Cases of the procedure as it is, recorded."""
    table, _ = read_here(bundle.read())
    found: list[RecordedCase] = []
    for name in SCENARIOS:
        (path,) = folder().glob(f"{name}-*.yaml")
        scenario = read(path)
        with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: (table, ())) as house:
            house.deploy()
            with suppress(Failed):  # what it expects is of no account here
                Player(house, scenario).play()
            rows = recording.cases(house.read, closed=True, running=True, limit=10)
            found += recording.recorded(house.engine, house.read, rows, house.clock.now())
    return found


@pytest.fixture
def bench() -> Iterator[Bench]:
    found = Bench(read_here, processes=0)
    yield found
    found.close()


def replayed(bench: Bench, files: dict[str, bytes], cases: list[RecordedCase]) -> ReplayState:
    state = bench.replay("olga", "r", files, iter(cases), len(cases))
    assert (state.state, state.problem, state.skipped) == ("done", "", 0)
    return state


def test_an_unchanged_procedure_gives_no_difference(
    bench: Bench, files: dict[str, bytes], played: list[RecordedCase]
) -> None:
    state = replayed(bench, files, played)

    assert (state.differences, state.same) == ((), len(played))


#: A task between completeness and what follows it.
_NEW_TASK = """<bpmn:sequenceFlow id="F_NEW_IN" sourceRef="UT-COMPL" targetRef="UT-NEW"/>
      <bpmn:userTask id="UT-NEW" name="Doppelt prüfen"><bpmn:extensionElements><zeebe:userTask/>
        <zeebe:assignmentDefinition candidateGroups="akz-second"/></bpmn:extensionElements>
        <bpmn:incoming>F_NEW_IN</bpmn:incoming><bpmn:outgoing>F_UT-COMPL__G-COMPL</bpmn:outgoing></bpmn:userTask>
      <bpmn:userTask id="UT-COMPL" """


def with_a_new_task(files: dict[str, bytes]) -> dict[str, bytes]:
    main = files["akzess-main.bpmn"].decode()
    main = main.replace('<bpmn:userTask id="UT-COMPL" ', _NEW_TASK)
    main = main.replace("<bpmn:outgoing>F_UT-COMPL__G-COMPL</bpmn:outgoing>\n      </bpmn:userTask>",
                        "<bpmn:outgoing>F_NEW_IN</bpmn:outgoing>\n      </bpmn:userTask>")  # fmt: skip
    main = main.replace('sourceRef="UT-COMPL" targetRef="G-COMPL"', 'sourceRef="UT-NEW" targetRef="G-COMPL"')
    return files | {"akzess-main.bpmn": main.encode()}


def test_a_new_task_is_work_for_its_role_and_changes_no_outcome(
    bench: Bench, files: dict[str, bytes], played: list[RecordedCase]
) -> None:
    clerks = files["scenarios/clerks.yaml"] + b"\n  UT-NEW: {as: bela.akz-second, answers: {}}\n"
    new = with_a_new_task(files) | {"scenarios/clerks.yaml": clerks}

    state = replayed(bench, new, played[:3])

    assert (state.outcomes, state.tasks) == (0, {"akz-second": 3})


def test_a_case_that_would_wait_for_nobody_says_where(
    bench: Bench, files: dict[str, bytes], played: list[RecordedCase]
) -> None:
    state = replayed(bench, with_a_new_task(files), played[:1])

    (found,) = state.differences
    assert (found.outcome_after, found.waits_for[0]) == (None, "UT-NEW")


def test_a_due_date_that_is_sooner_is_missed_by_who_was_slower(
    bench: Bench, files: dict[str, bytes], played: list[RecordedCase]
) -> None:
    sooner = edited(
        files,
        "akzess-main.bpmn",
        'dueDate="=arbeitstage nach(today(), 5)"',
        'dueDate="=today() - duration(&quot;P1D&quot;)"',
    )

    state = replayed(bench, sooner, played[:2])

    assert (state.missed_more, "UT-COMPL" in state.differences[0].missed_after) == (2, True)


def test_a_draft_that_computes_its_roles_from_a_case_is_not_told_what_is_in_it(
    bench: Bench, files: dict[str, bytes], played: list[RecordedCase]
) -> None:
    prying = edited(
        files,
        "akzess-main.bpmn",
        '<zeebe:formDefinition formId="ut-compl" /><zeebe:assignmentDefinition candidateGroups="akz-clerk"',
        '<zeebe:formDefinition formId="ut-compl" />'
        "<zeebe:assignmentDefinition candidateGroups='=[applicant.familyName]'",
    )

    state = replayed(bench, prying, played[:1])

    assert state.tasks == {"?": 1, "akz-clerk": -1}


def test_no_case_of_the_store_is_touched(bench: Bench, files: dict[str, bytes], played: list[RecordedCase]) -> None:
    before = [(case.events, case.status) for case in played]

    replayed(bench, with_a_new_task(files), played[:1])

    assert [(case.events, case.status) for case in played] == before


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, Any]:
    assert old in files[path].decode()
    return files | {path: files[path].decode().replace(old, new).encode()}
