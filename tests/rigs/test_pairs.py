"""Two commands on one case in any order of their statements end as if one had come after the other (reliability C-5.1)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from store import open_store

from ..servers import postgres_server
from .pairs import COMMANDS, PAIRS, Rig

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    if request.param == "sqlite":
        yield from _rig(f"sqlite:///{tmp_path_factory.mktemp('pairs') / 'akzess.db'}")
    else:
        with postgres_server("deadlock_timeout=20ms") as database:
            yield from _rig(database)


def _rig(database: str) -> Iterator[Rig]:
    store = open_store(database)
    store.upgrade()
    store.close()
    rig = Rig(database)
    yield rig
    rig.close()


@pytest.mark.parametrize("first", COMMANDS)
def test_every_interleaving_is_one_of_the_two_orders(rig: Rig, first: str) -> None:
    chance = random.Random(f"2026 {first}")  # the same schedules in every run

    for pair in PAIRS:
        if pair[0] == first:
            rig.check(pair, 1, chance)


def test_a_lost_row_is_noticed(rig: Rig) -> None:
    """The rig itself: an outcome that is neither order makes it fail."""
    honest = rig.serial
    rig.serial = lambda pair: ([None, None], honest(pair)[1])  # type: ignore[method-assign]  # no outcome is allowed now

    with pytest.raises(AssertionError, match="order 0"):
        rig.check(("claim", "cancel"), None, random.Random(1))
    rig.serial = honest  # type: ignore[method-assign]
