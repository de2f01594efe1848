"""Every decision model of the procedures is fit to decide."""

from pathlib import Path

import pytest

from engine.dmn import check, load

MODELS = sorted((Path(__file__).resolve().parents[2] / "processes").glob("*/*.dmn"))


def test_there_are_models():
    assert MODELS


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_of_a_procedure_loads_and_passes_the_checks(path):
    assert [finding for finding in check(load(path.read_bytes())) if finding.severity == "error"] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_decision_without_any_input_answers_or_says_why_not(path):
    model = load(path.read_bytes())

    for identifier in model.decisions:
        result = model.evaluate(identifier, {})
        assert result.to_json()["trace"]
        assert result.value is not None or result.problems or result.errors
