"""docs/faults.md names tests that exist, and every fault that a simulator can play."""

from __future__ import annotations

import re

import pytest

from connectors.faults import AFTER, BEFORE
from tests.connectors.faults_page import PAGE, missing, text
from tests.contracts.test_connectors import FAULTS


def test_the_page_is_what_the_list_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == text(), "run: python -m tests.connectors.faults_page"


def test_every_test_on_the_page_exists() -> None:
    assert missing() == []


def test_every_fault_a_simulator_plays_is_tried_on_every_agency() -> None:
    assert set(FAULTS) == BEFORE | AFTER


@pytest.mark.parametrize("fault", FAULTS)
def test_the_outcome_of_every_fault_stands_on_the_page(fault: str) -> None:
    kind, code = FAULTS[fault]

    assert re.search(rf"`{kind.__name__}\({code}\)`", PAGE.read_text(encoding="utf-8"))
