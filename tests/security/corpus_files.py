"""Reads a row of the corpus of bad inputs (reliability D-8): what is tried, and what has to come of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent / "corpus"


def row(area: str, name: str) -> dict[str, Any]:
    """The content of one file."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / area / f"{name}.yaml").read_text(encoding="utf-8"))
    assert found["id"] == name
    return found


def events(store: Any) -> Counter[str]:
    """Security events by kind."""
    return Counter(event.kind for event in store.read().security_events(1, limit=200).items)


def added(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """What has happened meanwhile."""
    return dict(after - before)


def outcome(answer: Any) -> dict[str, Any]:
    """How a request ended: its status, and the code of the problem, if it is one."""
    return {"status": answer.status_code, "code": answer.json().get("code")}


def rows_of(area: str, *names: str) -> list[Any]:
    """Every case of some files as test parameters (row, case)."""
    return [
        pytest.param(name, case, id=f"{name} {title}")
        for name in names
        for title, case in yaml.safe_load((FOLDER / area / f"{name}.yaml").read_text(encoding="utf-8"))["cases"].items()
    ]
