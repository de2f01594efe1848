"""What scenarios walk on, and which planted faults they notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from akzess import bundle
from akzess.scenario_file import read
from akzess.workbench.coverage import report
from akzess.workbench.mutants import Mutant, mutants
from akzess.workbench.plays import Played, judge, judge_all, play_on
from engine.kernel.bundle import Bundle
from tests.kernel.diagrams import boundary, element, end, flows, on_timer, process, start, user

DIAGRAM = process(
    start(),
    user("check"),
    boundary("late", "check", on_timer("P10D"), interrupting=False),
    user("remind"),
    element("exclusiveGateway", "complete", default="f-complete-ask"),
    user("ask"),
    end("good"),
    end("asked"),
    end("reminded"),
    flows(
        "start -> check -> complete", "complete -> good : =ok", "complete -> ask -> asked", "late -> remind -> reminded"
    ),
)
SCENARIO = """
id: S1
title: {de: Alles liegt vor}
given: {at: 2026-10-21T09:00, process: p}
steps:
  - {completes: check, as: anna.dd, answers: {ok: true}}
then: {status: COMPLETED, visited: [VISITED]}
"""


@pytest.fixture(scope="module")
def small() -> tuple[Bundle, bytes]:
    return bundle.compiled({"p.bpmn": DIAGRAM})


def scenario(folder: Path, visited: str = "good") -> Path:
    path = folder / "s1.yaml"
    path.write_text(SCENARIO.replace("VISITED", visited), encoding="utf-8")
    return path


@pytest.fixture
def played(small: tuple[Bundle, bytes], tmp_path: Path) -> Played:
    return play_on(*small, read(scenario(tmp_path)))


def mutant(small: tuple[Bundle, bytes], name: str) -> Mutant:
    return next(one for one in mutants(small[0]) if one.id == name)


def test_a_scenario_covers_what_it_passes_and_nothing_else(small: tuple[Bundle, bytes], played: Played) -> None:
    assert played.problem == ""
    (found,) = report(small[0], played.coverage)
    assert found.elements.missing == ("remind", "ask", "asked", "reminded")
    assert found.boundaries.missing == ("late",)
    assert "f-complete-ask" in found.flows.missing
    assert "f-complete-good" not in found.flows.missing


def test_every_gateway_timer_and_boundary_event_has_its_mutants(small: tuple[Bundle, bytes]) -> None:
    assert [one.id for one in mutants(small[0])] == [
        "timer-shifted:late",
        "boundary-dropped:late",
        "flow-dropped:complete",
        "flow-dropped:complete:2",
        "targets-swapped:complete",
    ]


def test_a_scenario_that_looks_at_the_way_notices_swapped_targets(small: tuple[Bundle, bytes], tmp_path: Path) -> None:
    swapped = mutant(small, "targets-swapped:complete")
    assert judge(small[0], swapped, [read(scenario(tmp_path))]).noticed_by == "S1"


def test_a_scenario_that_does_not_look_lets_a_fault_pass(small: tuple[Bundle, bytes], tmp_path: Path) -> None:
    blind = read(scenario(tmp_path, "check"))
    dropped = mutant(small, "flow-dropped:complete:2")
    assert judge(small[0], dropped, [blind]).noticed_by == ""


def test_a_mutant_nobody_walks_over_survives_untried(
    small: tuple[Bundle, bytes], played: Played, tmp_path: Path
) -> None:
    walked = {scenario(tmp_path): played.coverage}
    planted = [mutant(small, "flow-dropped:complete:2"), mutant(small, "targets-swapped:complete")]
    verdicts = judge_all(small[0], planted, walked)
    assert [(v.mutant.kind, v.noticed_by, v.tried) for v in verdicts] == [
        ("flow-dropped", "", 0),
        ("targets-swapped", "S1", 1),
    ]


def test_the_table_of_a_mutant_differs_in_one_process_only(small: tuple[Bundle, bytes]) -> None:
    shifted = Bundle.from_json(mutant(small, "timer-shifted:late").table, small[0].resources)
    assert shifted.processes["p"].nodes["late"].events[0].value == '=(duration("P10D")) + duration("P20D")'
    assert small[0].processes["p"].nodes["late"].events[0].value == "P10D"
