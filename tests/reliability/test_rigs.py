"""Scenarios that are orders of statements (K2, K3): played with the rig of pairs, one statement at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from store import open_store
from tests.rigs.pairs import Rig

from ..servers import postgres_server

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with postgres_server("deadlock_timeout=20ms") as database:
        store = open_store(database)
        store.upgrade()
        store.close()
        found = Rig(database)
        yield found
        found.close()


@pytest.mark.parametrize(
    "pair",
    [("claim", "cancel"), ("claim", "assign"), ("assign", "complete"), ("complete", "cancel"), ("claim", "claim")],
)
def test_k02_two_who_act_on_one_case_are_served_one_after_the_other(rig: Rig, pair: tuple[str, str]) -> None:
    """Every pair of all mutating commands is tests/rigs/test_pairs.py; a cancelled case holds no open rows there."""
    first, second = pair
    if pair not in rig_pairs():
        first, second = second, first
    rig.check((first, second), 4, random.Random(f"K2 {pair}"))


def rig_pairs() -> tuple[tuple[str, str], ...]:
    """The pairs as the rig writes them."""
    from tests.rigs.pairs import PAIRS

    return tuple(PAIRS)


def test_k03_a_message_and_the_deadline_beside_it_have_one_effect_in_every_order(rig: Rig) -> None:
    """The message interrupts the task, the deadline moves it on: whoever holds the case first wins."""
    played = rig.check(("stop", "timer"), 24, random.Random("K3"))

    assert played == 24
