"""docs/faults.md names tests that exist, and every fault that a simulator can play."""

from __future__ import annotations

import re

import pytest

from connectors.faults import AFTER, BEFORE, SMTP_AFTER, SMTP_BEFORE
from tests.connectors.faults_page import PAGE, missing, text
from tests.contracts.faults import FAULTS


def test_the_page_is_what_the_list_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == text(), "run: python -m tests.connectors.faults_page"


def test_every_test_on_the_page_exists() -> None:
    assert missing() == []


def test_every_fault_a_simulator_plays_is_tried_on_every_agency() -> None:
    assert {protocol: set(faults) for protocol, faults in FAULTS.items()} == {
        "http": BEFORE | AFTER,
        "smtp": SMTP_BEFORE | SMTP_AFTER,
    }


@pytest.mark.parametrize(("protocol", "fault"), [(name, fault) for name in FAULTS for fault in FAULTS[name]])
def test_the_outcome_of_every_fault_stands_on_the_page(protocol: str, fault: str) -> None:
    kind, code = FAULTS[protocol][fault]

    assert re.search(rf"`{kind.__name__}\({code}\)`", PAGE.read_text(encoding="utf-8"))
