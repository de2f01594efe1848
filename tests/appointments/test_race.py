"""Many people want the same few times at once: the database gives each out once (the whole race: tests.appointments.race)."""

from __future__ import annotations

import os
from typing import Any

import pytest

from .race import race

CLIENTS = int(os.environ.get("AKZESS_RACE_CLIENTS", "24"))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_time_is_given_to_two_people_however_many_want_it(request: pytest.FixtureRequest, kind: str) -> None:
    store: Any = request.getfixturevalue(f"{kind}_store")

    found = race(store, clients=CLIENTS, times=CLIENTS // 4)

    assert found.fair, found
