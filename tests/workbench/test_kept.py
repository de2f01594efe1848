"""A run over the planted faults that was ended goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from akzess import bundle
from akzess.cli import app
from akzess.workbench.kept import Kept, digest
from akzess.workbench.mutants import Mutant, mutants
from akzess.workbench.plays import Verdict
from tests.kernel.diagrams import element, end, flows, process, start

DIAGRAM = process(
    start(),
    element("exclusiveGateway", "which", default="f-which-other"),
    end("one"),
    end("other"),
    flows("start -> which -> one : =ok", "which -> other"),
)


@pytest.fixture(scope="module")
def planted() -> list[Mutant]:
    return list(mutants(bundle.compiled({"p.bpmn": DIAGRAM})[0]))


def test_what_was_judged_is_known_to_the_next_run(planted: list[Mutant], tmp_path: Path) -> None:
    Kept(tmp_path / "verdicts", "same").add(Verdict(planted[0], "S1", 3))
    Kept(tmp_path / "verdicts", "same").add(Verdict(planted[1], "", 2))
    known = Kept(tmp_path / "verdicts", "same").known(planted)
    assert [(v.mutant.id, v.noticed_by, v.tried) for v in known] == [(planted[0].id, "S1", 3), (planted[1].id, "", 2)]


def test_a_verdict_on_other_files_is_none(planted: list[Mutant], tmp_path: Path) -> None:
    Kept(tmp_path / "verdicts", "before").add(Verdict(planted[0], "S1", 3))
    assert Kept(tmp_path / "verdicts", "now").known(planted) == []


def test_a_line_that_was_cut_off_is_judged_again(planted: list[Mutant], tmp_path: Path) -> None:
    path = tmp_path / "verdicts"
    Kept(path, "same").add(Verdict(planted[0], "S1", 3))
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    Kept(path, "same").add(Verdict(planted[1], "S1", 1))
    assert [verdict.mutant.id for verdict in Kept(path, "same").known(planted)] == [planted[1].id]


def test_another_scenario_is_other_content(tmp_path: Path) -> None:
    (tmp_path / "s1.yaml").write_text("id: S1", encoding="utf-8")
    before = digest({"p.bpmn": DIAGRAM}, tmp_path.glob("*.yaml"))
    (tmp_path / "s1.yaml").write_text("id: S2", encoding="utf-8")
    assert digest({"p.bpmn": DIAGRAM}, tmp_path.glob("*.yaml")) != before


def test_a_part_that_does_not_exist_is_refused() -> None:
    assert CliRunner().invoke(app, ["mutants", "--part", "7/6"]).exit_code == 2
