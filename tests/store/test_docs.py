"""What docs/store.md says is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import store
from store.queries import Capped
from store.tables import metadata

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text()


def listed(heading: str) -> set[str]:
    """The first code words of the table under a heading."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))


def test_the_page_lists_every_table() -> None:
    assert listed("Tables") == set(metadata.tables)


def test_the_page_lists_every_error() -> None:
    named = {name for name in store.__all__ if name[0].isupper() and not name.endswith("Store")} - {
        "StoreError",
        "Files",
    }
    assert listed("Errors") == named


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for example, number in zip(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL), (1, Capped(0)), strict=True):
        names: dict[str, object] = {}
        exec(compile(example, "docs/store.md", "exec"), names)  # noqa: S102  # our own page
        assert names["number"] == number
