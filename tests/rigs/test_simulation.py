"""The platform in virtual time under faults, seed by seed: the twelve invariants hold (reliability C-5.3)."""

from __future__ import annotations

import os

import pytest

from .simulation.akzess import Akzess
from .simulation.run import Mode, Violation, simulate

#: Asked for by `make rigs`; without it few, always the same ones.
SEEDS = int(os.environ.get("AKZESS_SIM_SEEDS", "36"))

pytestmark = pytest.mark.timeout(100 + 5 * SEEDS)


@pytest.mark.parametrize(("mode", "share"), [("liveness", 0.7), ("safety", 0.3)])
def test_the_invariants_hold_whatever_happens_in_whatever_order(mode: Mode, share: float) -> None:
    results = [simulate(seed, mode) for seed in range(1, 1 + int(SEEDS * share))]

    assert all(result.steps > 100 for result in results)


def test_the_faults_happen() -> None:
    """Seeds that are tens have all of them; what never happens proves nothing."""
    counts: dict[str, int] = {}
    for seed in (10, 20, 30):
        for name, count in simulate(seed, "safety").counts.items():
            counts[name] = counts.get(name, 0) + count

    deaths = {"crash", "crash_before_commit", "crash_after_commit", "freeze"}
    assert counts.keys() >= deaths | {"stop", "commit_lost", "commit_unheard", "arrival", "commit"}


def test_the_same_seed_gives_the_same_run() -> None:
    assert simulate(7, "liveness") == simulate(7, "liveness")


def test_another_seed_gives_another() -> None:
    assert simulate(8, "safety").hash != simulate(9, "safety").hash


def test_a_failure_says_how_to_see_it_again() -> None:
    with pytest.raises(Violation, match=r"(?s)I3: case .*SIM_SEED=3: python -m tests\.rigs\.simulation .* --first 3"):
        simulate(3, "safety", spoil="UPDATE case_instance SET version = version + 1")


def test_the_procedure_itself_comes_to_its_end() -> None:
    assert simulate(1, "liveness", cast=Akzess).cases > 0
