"""A few deaths of real services and workers in every run of the tests; five hundred with `python -m tests.rigs.kill_harness`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .kill_harness import Report, harness

pytestmark = pytest.mark.timeout(600)
KILLS = int(os.environ.get("AKZESS_KILLS", "15"))


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    with harness(seed=20261122) as found:
        yield found.torment(KILLS, 4 * KILLS, minutes=0.4 * max(1, KILLS // 15))


def test_k08_processes_that_die_anywhere_lose_nothing_and_double_nothing(report: Report) -> None:
    assert report.kills.total() > 0
    assert (report.lost, report.doubled) == ([], []), report.text()


def test_i10_what_was_answered_survived_every_death(report: Report) -> None:
    assert report.wrong == [], report.text()
    assert report.tries > report.retried


def test_i12_after_the_last_fault_everything_came_to_its_end(report: Report) -> None:
    assert report.waiting == 0, report.text()


def test_k23_a_process_that_is_asked_to_stop_ends_in_order(report: Report) -> None:
    assert len(report.stopped) == 6
    assert [name for name, code in report.stopped if code != 0] == [], report.stopped
