"""The page of requirements names every one of them, and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "requirements.md"
ROWS = re.findall(r"^\| (Q\d\d) \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.M)


def test_every_requirement_has_its_line() -> None:
    assert [number for number, _ in ROWS] == [f"Q{number:02}" for number in range(1, 39)]


def test_every_test_that_is_named_exists() -> None:
    missing = []
    for number, row in ROWS:
        for file, name in re.findall(r"\]\(\.\./(tests/[\w/]+\.py)\)(?: `(\w+)`)?", row):
            path = ROOT / file
            if not path.is_file() or (name and f"def {name}(" not in path.read_text(encoding="utf-8")):
                missing.append((number, file, name))

    assert missing == []


def test_every_requirement_that_software_can_meet_names_a_test() -> None:
    assert [number for number, row in ROWS if "../tests/" not in row] == ["Q32"]
