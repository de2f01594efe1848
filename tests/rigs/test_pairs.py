"""Two commands on one case in any order of their statements end as if one had come after the other (reliability C-5.1)."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator

import pytest

from engine import commands as c
from store import open_store

from ..servers import postgres_server
from ..store.records import job
from .defects import ROOT
from .pair_commands import COMMANDS, Standing
from .pairs import PAIRS, Rig
from .routes import PLAYED

pytestmark = pytest.mark.timeout(240)
#: Every so many-th pair; 1 for all of them (`make rigs`).
STRIDE = int(os.environ.get("AKZESS_PAIR_STRIDE", "3"))


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

    for number, pair in enumerate(PAIRS):
        if pair[0] == first and number % STRIDE == 0:
            rig.check(pair, 1, chance)


def _kinds() -> set[str]:
    stand = Standing("case", "K-0", 0, dict.fromkeys(("review", "check", "broken", "ask"), 1), job(fence=1), 1)
    acts = [make(stand) for makes in COMMANDS.values() for make in makes]
    return {type(act).__name__ for act in acts if isinstance(act, c.Command)}


def test_every_command_of_the_engine_is_played() -> None:
    assert _kinds() == {kind.__name__ for kind in c.Command.__subclasses__()}


def test_every_route_that_changes_something_is_played_or_says_why_not() -> None:
    paths = json.loads((ROOT / "web/src/api/openapi.json").read_text(encoding="utf-8"))["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    changing = {route for route in routes if not route.startswith("GET ") and not route.endswith("/search")}

    assert changing <= PLAYED.keys()


def test_what_routes_are_played_by_is_there() -> None:
    assert {name for names in PLAYED.values() if isinstance(names, tuple) for name in names} <= COMMANDS.keys()


def test_a_lost_row_is_noticed(rig: Rig) -> None:
    """The rig itself: an outcome that is neither order makes it fail."""
    honest = rig.serial
    rig.serial = lambda pair: ([None, None], honest(pair)[1])

    with pytest.raises(AssertionError, match="order 0"):
        rig.check(("claim", "cancel"), None, random.Random(1))
    rig.serial = honest
