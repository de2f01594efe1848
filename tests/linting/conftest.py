"""A small town of names around one diagram: what the checks may know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.analysis import Surroundings, read
from engine.errors import Finding
from engine.functions import FUNCTIONS
from tests.kernel.diagrams import process

AROUND = Surroundings(
    groups=frozenset({"akz-clerk", "akz-second"}),
    operations={"azr.query": frozenset({"found", "record"})},
    required={"azr.query": frozenset({"person"})},
    messages={"letter.came": frozenset({"text"})},
    constants={"parameter": {"timer": {"T04": {"duration": None}}}},
    start=frozenset({"applicant"}),
    texts={"de": frozenset({"status.a", "status.b"}), "en": frozenset({"status.a"})},
    stages={"p": frozenset({"first"})},
    periods={"T04": ("P14D", "§ 82 AufenthG")},
)
Check = Callable[..., list[Finding]]


@pytest.fixture
def check() -> Check:
    """The findings about one process made of these parts, of these rules or of all."""

    def checked(
        *parts: str, rules: tuple[str, ...] = (), tops: str = "", around: Surroundings = AROUND
    ) -> list[Finding]:
        _, findings = read({"p.bpmn": process(*parts, tops=tops)}, FUNCTIONS, around)
        return [finding for finding in findings if not rules or finding.code in rules]

    return checked
