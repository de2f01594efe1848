"""A worker killed anywhere between claim and report loses nothing, doubles nothing, and sends no letter twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .kill_rig import Rig, sqlite_files

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
def test_a_killed_worker_loses_nothing_and_doubles_nothing(rig: Rig, point: str, kind: str, ledger: bool) -> None:
    run = rig.run(point, kind, ledger=ledger)

    assert run.good, run


@pytest.mark.parametrize(("job_type", "kind"), [("post.sendLetter", "C"), ("kammern.uploadDocument", "B")])
def test_the_rig_sees_it_when_a_delivery_class_is_wrong(rig: Rig, job_type: str, kind: str) -> None:
    """A platform that took the agency for one that knows our keys would send a second time."""
    run = rig.run("conn.after_send", kind, believed={job_type: "A"})

    assert run.killed
    assert run.doubled >= 1, run  # two, when the call in the other lane was on its way as well
