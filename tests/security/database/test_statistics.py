"""The statistics behind the second wall: the service adds rows and reads none, and sees tallies of its sites alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from akzess import statistics
from authority.figures.synthetic import closed_cases
from store import SqlStore, roles, sight
from store.errors import Misused
from store.figures import closing
from store.figures.open import figures_of

ROWS = list(closed_cases(200, date(2025, 1, 1), date(2026, 10, 18), random.Random(5)))


@pytest.mark.parametrize("seen", [sight.Sight(1, frozenset({"L", "DD", "C", "FG"})), sight.everything()])
def test_the_service_reads_no_row_whoever_asks(
    admin: SqlStore, acting: Callable[[str], SqlStore], seen: sight.Sight
) -> None:
    figures_of(admin).add(1, ROWS[:20])

    with sight.seeing(seen), pytest.raises(Misused, match="permission denied"):
        figures_of(acting(roles.API)).rows(1, 0, 999_999)


def test_the_service_sees_tallies_of_its_sites_alone(
    admin: SqlStore,
    acting: Callable[[str], SqlStore],
) -> None:
    figures_of(admin).add(1, ROWS[:200])
    figures_of(admin).count(1, 1_000)

    with sight.seeing(sight.Sight(1, frozenset({"L"}))):
        found = figures_of(acting(roles.API)).tallies(1, 0, 999_999)

    assert {slot.site for slot in found} == {"L"}


def test_a_worker_counts_what_the_service_has_added(
    admin: SqlStore,
    acting: Callable[[str], SqlStore],
) -> None:
    with acting(roles.API).unit_of_work() as unit:
        closing.insert(unit.session, 1, ROWS[:30])
        unit.commit()

    assert figures_of(acting(roles.WORKER)).count(1) == 30


def test_a_worker_does_the_whole_chore(admin: SqlStore, acting: Callable[[str], SqlStore]) -> None:
    figures_of(admin).add(1, ROWS)

    statistics.round_(acting(roles.WORKER), datetime(2026, 11, 9, tzinfo=UTC))

    assert figures_of(admin).frozen(1) == 202610
