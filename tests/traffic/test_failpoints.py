"""Dying on order is for tests: a process of the office refuses to start when it is asked to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import Misconfigured
from workers import failpoints

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.arm({})


@pytest.mark.parametrize("environment", [{}, {"APP_ENV": "production"}, {"APP_ENV": ""}])
def test_failpoints_outside_tests_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="APP_ENV"):
        failpoints.arm({"FAILPOINTS": "conn.before_send=kill9"} | environment)


@pytest.mark.parametrize(
    "text", ["nowhere=kill9", "conn.before_send=dance", "conn.before_send", "conn.mid_send=kill9#x"]
)
def test_a_misspelt_failpoint_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match="no such failpoint"):
        failpoints.arm({"FAILPOINTS": text, "APP_ENV": "test"})


def test_without_orders_nothing_happens() -> None:
    failpoints.arm({"APP_ENV": "test"})

    for point in failpoints.POINTS:
        failpoints.hit(point)


def test_the_platform_does_not_start_with_failpoints(tmp_path: Path) -> None:
    environment = {**os.environ, "FAILPOINTS": "conn.before_send=kill9", "PYTHONPATH": str(ROOT)}
    environment.pop("APP_ENV", None)
    run = [sys.executable, "-m", "akzess", "run", "--port", "0", "--database", f"sqlite:///{tmp_path}/a.db"]

    ended = subprocess.run(  # noqa: S603  # a command of ours
        run, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert (ended.returncode, "APP_ENV is not test" in ended.stdout + ended.stderr) == (7, True)
