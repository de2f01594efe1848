"""Proof by audit hook (reliability D-3): nothing that is evaluated runs code, starts, connects or writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def lived(*more: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.evaluating", *more], cwd=ROOT, capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_hostile_corpus_and_everything_that_is_evaluated_do_nothing_but_compute() -> None:
    found = lived()

    assert found["cases"] > 90
    assert found["heard"] == []


def test_the_hook_notices_what_is_planted() -> None:
    heard = {line.split()[0] for line in lived("planted")["heard"]}

    assert {"compile", "open"} <= heard
