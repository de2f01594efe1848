"""The list of executed elements names tests that exist, and every state format ever released still loads."""

from __future__ import annotations

import re
from pathlib import Path

from engine.kernel.proven import PROVEN

HERE = Path(__file__).parent


def test_every_executed_element_names_a_test_that_exists() -> None:
    written = set()
    for file in HERE.glob("test_elements_*.py"):
        written |= set(re.findall(r"^def test_(\w+)\(", file.read_text(), re.MULTILINE))
    assert set(PROVEN.values()) - written == set()
