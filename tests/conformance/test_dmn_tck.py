"""The DMN Technology Compatibility Kit passes, and a case that no longer does is named."""

import pytest

from tests.conformance.dmn_tck import KIT, ROOT, Case, Outcome, markdown, outcomes, same, summary

CASES = 2034
EXPECTING_A_VALUE = 1140


@pytest.fixture(scope="module")
def found():
    if not KIT.is_dir():
        pytest.skip("../shared/conformance/dmn-tck is absent (a plain checkout): the kit was not run")
    return outcomes()


def test_every_case_of_the_kit_passes(found):
    assert [f"{o.case.folder} {o.case.name}: {o.reason}" for o in found if o.reason] == []


def test_the_kit_is_complete(found):
    total = summary(found)["all"]

    assert (total["cases"], total["expecting a value"]) == (CASES, EXPECTING_A_VALUE)


def test_the_page_of_figures_is_the_one_just_measured(found):
    page = (ROOT / "docs" / "conformance-dmn.md").read_text(encoding="utf-8")

    assert page.strip() == markdown(found, [outcome for outcome in found if outcome.reason]).strip()


def test_a_failing_case_is_listed_with_its_reason(found):
    case = found[0].case
    page = markdown([*found, Outcome(case, "because")], [Outcome(case, "because")])

    assert f"| {case.folder} {case.name} | because |" in page


def test_the_runner_compares_strictly():
    assert not same(True, 1)
    assert not same("1", 1)
    assert not same([1], [1, 2])
    assert not same({"a": 1}, {"a": 1, "b": 2})


def test_a_case_that_expects_an_error_does_not_count_as_one_that_expects_a_value(tmp_path):
    case = Case("3", "f", "c", tmp_path, "", {}, (("d", None, True),))

    assert not case.expects_value
