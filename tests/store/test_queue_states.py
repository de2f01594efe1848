"""Queues that are paused, drained at a rate or taken to be away: the same on every store, for every worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import MemoryStore, SqlStore

from .records import NOON

Stores = SqlStore | MemoryStore


def test_a_queue_nobody_spoke_of_works_as_it_can(store: Stores) -> None:
    assert (dict(store.queue_states()), store.take_turns("kammern", 7, NOON)) == ({}, 7)


def test_a_paused_queue_grants_nothing_until_it_goes_on(store: Stores) -> None:
    store.steer_queue("kammern", paused=True, rate=None, now=NOON, by="otto", reason="Wartung")

    assert store.take_turns("kammern", 7, NOON) == 0
    state = store.queue_states()["kammern"]
    assert (state.paused, state.changed_by, state.reason, state.changed_at) == (True, "otto", "Wartung", NOON)
    store.steer_queue("kammern", paused=False, rate=None, now=NOON, by="otto")
    assert store.take_turns("kammern", 7, NOON) == 7


def test_a_rate_is_kept_whoever_asks_and_however_often(store: Stores) -> None:
    store.steer_queue("kammern", paused=False, rate=60, now=NOON, by="otto")

    granted = [store.take_turns("kammern", 50, NOON + timedelta(seconds=second / 4)) for second in range(241)]

    assert sum(granted) == 61
    assert max(granted) == 1


def test_a_rate_catches_up_only_a_little_after_silence(store: Stores) -> None:
    store.steer_queue("kammern", paused=False, rate=600, now=NOON, by="otto")

    assert store.take_turns("kammern", 500, NOON + timedelta(hours=1)) == 21


@pytest.mark.parametrize("rate", [0, -1])
def test_a_rate_below_one_is_a_pause_that_nobody_asked_for(store: Stores, rate: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        store.steer_queue("kammern", paused=False, rate=rate, now=NOON, by="otto")


def test_what_a_breaker_finds_and_what_an_operator_says_do_not_undo_each_other(store: Stores) -> None:
    until = NOON + timedelta(seconds=30)
    store.steer_queue("kammern", paused=True, rate=None, now=NOON, by="otto", reason="Wartung")
    store.note_breaker("kammern", until, NOON)
    assert (store.queue_states()["kammern"].paused, store.queue_states()["kammern"].open_until) == (True, until)

    store.steer_queue("kammern", paused=False, rate=5, now=NOON, by="otto")
    assert store.queue_states()["kammern"].open_until == until
    store.note_breaker("kammern", None, NOON)
    state = store.queue_states()["kammern"]
    assert (state.open_until, state.rate, state.changed_by) == (None, 5, "otto")
