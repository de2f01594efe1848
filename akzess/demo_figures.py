"""Fills the statistics of a new platform with invented closed cases: last year and this one, up to yesterday."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from authority.figures.record import month_of
from authority.figures.synthetic import closed_cases, elsewhere
from store import MemoryStore, SqlStore
from store.figures.open import figures_of

from .house import TENANT
from .scenario_file import BERLIN
from .statistics import PLATFORM, freeze_due

#: Invented cases a year: enough for a table to show something and for some cells to be left out.
A_YEAR = 1_200


def invent(store: SqlStore | MemoryStore, now: datetime) -> int:
    """How many were added: none where there is a row already."""
    figures = figures_of(store)
    yesterday = now.astimezone(BERLIN).date() - timedelta(days=1)
    first = date(yesterday.year - 1, 1, 1)
    if figures.tallies(TENANT, 0, 999_999):
        return 0
    chance = random.Random(8)
    count = A_YEAR * ((yesterday - first).days + 1) // 365
    added = figures.add(TENANT, list(closed_cases(count, first, yesterday, chance)))
    while figures.count(TENANT, 5_000):
        pass
    months = [year * 100 + month for year in (first.year, yesterday.year) for month in range(1, 13)]
    figures.supply(TENANT, list(elsewhere((one for one in months if one <= month_of(yesterday)), chance)))
    freeze_due(store, now)
    year = yesterday.year - 1
    if figures.frozen(TENANT) >= year * 100 + 12:
        figures.keep_baseline(TENANT, f"Ist-Stand {year}", year * 100 + 1, year * 100 + 12, now, PLATFORM)
    return added
