"""A worker killed anywhere between claim and report loses nothing, doubles nothing, and sends no letter twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .deaths import Rig
from .kill_rig import sqlite_files

#: (point, class, with evidence ledger); every point with every class is `python -m tests.traffic.kill_rig --runs 34`.
SAMPLE = [
    ("claim.after_commit", "C", False),
    ("conn.phase1.before_commit", "C", True),
    ("conn.phase1.after_commit", "B", True),
    ("conn.mid_send", "C", False),
    ("conn.after_send", "B", False),
    ("conn.after_response", "A", True),
    ("complete.after_engine", "B", True),
    ("complete.before_commit", "C", True),
]


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with sqlite_files() as fresh:
        found = Rig(fresh)
        yield found
        found.close()


@pytest.mark.parametrize(("point", "kind", "ledger"), SAMPLE)
def test_k08_a_killed_worker_loses_nothing_and_doubles_nothing(rig: Rig, point: str, kind: str, ledger: bool) -> None:
    run = rig.run(point, kind, ledger=ledger)

    assert run.good, run


@pytest.mark.parametrize(("job_type", "kind"), [("post.sendLetter", "C"), ("kammern.uploadDocument", "B")])
def test_the_rig_sees_it_when_a_delivery_class_is_wrong(rig: Rig, job_type: str, kind: str) -> None:
    """A platform that took the agency for one that knows our keys would send a second time."""
    run = rig.run("conn.after_send", kind, believed={job_type: "A"})

    assert run.killed
    assert run.doubled >= 1, run  # two, when the call in the other lane was on its way as well


#: (point, class, with evidence ledger) at which a worker freezes. With the ledger the mark "sent" is written under the
#: fence after `conn.before_send`, so a thawed worker of class B or C finds out before the first byte leaves.
FROZEN = [
    ("claim.after_commit", "A", False),
    ("claim.after_commit", "B", False),
    ("claim.after_commit", "C", False),
    ("conn.before_send", "A", False),
    ("conn.before_send", "B", True),
    ("conn.before_send", "C", True),
    ("conn.before_send", "C", False),
    ("conn.after_response", "A", True),
    ("conn.after_response", "B", False),
    ("conn.after_response", "C", False),
]


@pytest.mark.parametrize(("point", "kind", "ledger"), FROZEN)
def test_k09_a_worker_that_thaws_after_its_lease_changes_nothing(rig: Rig, point: str, kind: str, ledger: bool) -> None:
    run = rig.freeze(point, kind, ledger=ledger)

    assert run.good, run
    assert (run.untouched, run.stale) == (True, 1)


def test_k09_the_rig_sees_it_when_the_fence_is_gone(rig: Rig) -> None:
    run = rig.freeze("conn.after_response", "A", fenced=False)

    assert run.killed
    assert not run.untouched, run
