"""The page of scenarios is what the tests are."""

from __future__ import annotations

from . import page


def test_every_scenario_and_invariant_has_a_test_that_carries_its_number() -> None:
    assert page.missing() == []


def test_the_page_is_what_the_lists_say() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "python -m tests.reliability.page"
