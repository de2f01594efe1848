"""Mutants that mean the same as the procedure are named with a reason, and only those that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from akzess import bundle
from akzess.scenario_file import BadScenario
from akzess.scenarios import folder
from akzess.workbench import equivalent


def test_every_equivalent_mutant_of_the_procedure_is_about_an_element_that_exists() -> None:
    compiled, _ = bundle.compiled(bundle.read())
    elements = {node for process in compiled.processes.values() for node in process.nodes}
    assert {name.split(":")[1] for name in equivalent.read(folder())} <= elements


def test_an_equivalent_mutant_without_a_reason_is_refused(tmp_path: Path) -> None:
    (tmp_path / "equivalent.yaml").write_text('"timer-shifted:late": {de: gleich}', encoding="utf-8")
    with pytest.raises(BadScenario, match="no reason in both languages"):
        equivalent.read(tmp_path)


def test_an_equivalent_mutant_that_nobody_plants_any_more_is_told() -> None:
    assert equivalent.strangers({"a:x": {}, "b:y": {}}, ["a:x"]) == ("b:y",)
