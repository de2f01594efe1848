"""Dying on order is for tests: a process of the office refuses to start when it is asked to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import Misconfigured
from engine.failpoints import POINTS, Injected, hit
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


@pytest.mark.parametrize("environment", [{"APP_ENV": "test"}])
def test_failpoints_are_refused_where_the_tests_are_not_installed(environment: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="dependencies"):
        failpoints.arm({"FAILPOINTS": "conn.before_send=kill9"} | environment, development=False)


@pytest.mark.parametrize(
    "text",
    [
        "nowhere=kill9",
        "conn.before_send=dance",
        "conn.before_send",
        "conn.mid_send=kill9#x",
        "api.after_key=sleep",
        "api.after_key=sleep(soon)",
        "api.after_key=kill9(1)",
        "api.after_key=kill9@2",
        "schema.stmt.x=kill9",
    ],
)
def test_a_misspelt_failpoint_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match="no such failpoint"):
        failpoints.arm({"FAILPOINTS": text, "APP_ENV": "test"})


def test_without_orders_nothing_happens() -> None:
    failpoints.arm({"APP_ENV": "test"})

    for point in POINTS:
        failpoints.hit(point)


def test_the_nth_passage_is_the_one_that_breaks() -> None:
    failpoints.arm({"APP_ENV": "test", "FAILPOINTS": "api.after_key=raise(first)#2,schema.stmt.17=http(503)"})
    hit("api.after_key")

    with pytest.raises(Injected, match="first"):
        hit("api.after_key")
    hit("api.after_key")


def _raised(seed: int) -> list[int]:
    failpoints.arm({"APP_ENV": "test", "FAILPOINTS": f"msg.after_insert=raise(x)@0.2;seed={seed}"})
    found = []
    for number in range(200):
        try:
            hit("msg.after_insert")
        except Injected:
            found.append(number)
    return found


def test_the_same_seed_breaks_at_the_same_passages() -> None:
    assert _raised(7) == _raised(7) != _raised(8)
    assert 10 < len(_raised(7)) < 90


def test_a_deed_is_written_down_before_it_is_done(tmp_path: Path) -> None:
    log = tmp_path / "deeds"
    failpoints.arm({"APP_ENV": "test", "FAILPOINTS": "seal.before_commit=raise(x)", "FAILPOINTS_LOG": str(log)})

    with pytest.raises(Injected):
        hit("seal.before_commit")

    assert log.read_text().split()[:2] == ["seal.before_commit", "raise"]


def test_a_dropped_connection_is_broken_for_both_sides() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as ours, server.accept()[0] as theirs:
            failpoints.arm({"APP_ENV": "test", "FAILPOINTS": f"claim.after_commit=drop_db({port})"})
            hit("claim.after_commit")

            assert (theirs.recv(1), ours.recv(1)) == (b"", b"")


def test_the_platform_does_not_start_with_failpoints(tmp_path: Path) -> None:
    environment = {**os.environ, "FAILPOINTS": "conn.before_send=kill9", "PYTHONPATH": str(ROOT)}
    environment.pop("APP_ENV", None)
    run = [sys.executable, "-m", "akzess", "run", "--port", "0", "--database", f"sqlite:///{tmp_path}/a.db"]

    ended = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, "APP_ENV is not test" in ended.stdout + ended.stderr) == (7, True)
