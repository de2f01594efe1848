"""Behind the wall lists are read as before: policies cost constants and no buffers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from store import SqlStore, roles, sight
from tests.store.crowd import filled
from tests.store.explaining import explained
from tests.store.list_questions import QUESTIONS

#: One of each shape: a person's shelf, a team's in several orders, many shelves, a whole site, a count, a search, cases.
ASKED = (
    "mine",
    "team",
    "team, by applicant",
    "team, most urgent first",
    "team, search for a name",
    "lead: three groups, four sites",
    "all",
    "count: team",
    "cases of four sites",
    "cases by applicant",
)
SITES = ("C", "DD", "FG", "L", "")


@pytest.fixture
def seen(admin: SqlStore, acting: Callable[[str], SqlStore]) -> Iterator[sight.Sight]:
    """8,000 open tasks; what the role sees is its default, so that the session that explains sees the same."""
    filled(admin, 8_000)
    sites = "{" + ",".join(f'"{site}"' for site in SITES) + "}"
    values = {"app.tenant": "1", "app.sites": sites, "app.persons": "{anna}"}
    with admin.engine.begin() as connection:
        for name, value in values.items():
            connection.exec_driver_sql(f"ALTER ROLE {roles.API} IN DATABASE akzess_walls SET {name} = '{value}'")
    yield sight.Sight(1, frozenset(SITES), frozenset({"anna"}))
    with admin.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {roles.API} IN DATABASE akzess_walls RESET ALL")


def _buffers(store: SqlStore, seen: sight.Sight) -> dict[str, int]:
    found = {}
    for name in ASKED:
        with sight.seeing(seen), explained(store) as (read, sessions):
            ask = QUESTIONS[name](random.Random(name))(read)
            if callable(ask):
                sessions.clear()
                ask()
            found[name] = sum(session.buffers for session in sessions)
    return found


def test_a_list_costs_as_many_buffers_behind_the_wall(
    admin: SqlStore, acting: Callable[[str], SqlStore], seen: sight.Sight
) -> None:
    before, behind = _buffers(admin, sight.everything()), _buffers(acting(roles.API), seen)
    assert {name: behind[name] - before[name] for name in ASKED if behind[name] > before[name] + 25} == {}
    assert min(behind.values()) > 0
