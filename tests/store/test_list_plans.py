"""A list of tasks is read in few pages, whatever is asked, however many tasks are open (PostgreSQL)."""

from __future__ import annotations

import random

import pytest

from store import SqlStore

from .crowd import filled
from .explaining import explained
from .list_questions import QUESTIONS
from .records import emptied

#: What a page of 50 may read. More than that, and why, stands in docs/store.md.
BUFFERS = 200
ALLOWED = {
    "team, search for a common beginning": 300,  # a hundred cases are looked at
    "workload of groups": 300,  # each shelf of a group is looked for once, also those of other sites
}


@pytest.fixture(scope="module")
def crowded(migrated_postgres: SqlStore) -> SqlStore:
    """50,000 open tasks."""
    emptied(migrated_postgres)
    filled(migrated_postgres, 50_000)
    return migrated_postgres


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_reads_few_pages_among_50_000_tasks(crowded: SqlStore, name: str) -> None:
    rng, question = random.Random(name), QUESTIONS[name]
    with explained(crowded) as (read, sessions):
        for _ in range(2):
            ask = question(rng)(read)
            if callable(ask):
                sessions.clear()
                ask()
            buffers = sum(session.buffers for session in sessions)
            sessions.clear()
            assert buffers <= ALLOWED.get(name, BUFFERS)
