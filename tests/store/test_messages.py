"""What a store promises about inbound messages, subscriptions and idempotency keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.errors import Conflict, NotFound
from engine.model import Changes, MessageState
from store import KeyInProgress, KeyReuse

from .records import MINUTE, NOON, message, started, subscription

LATE = NOON + 60 * MINUTE


def test_a_letter_that_arrives_twice_is_kept_once(store: Any) -> None:
    with store.unit_of_work() as unit:
        assert unit.remember_message(message()) is None
        unit.commit()
    with store.unit_of_work() as unit:
        known = unit.remember_message(message(payload={"consent": False}))
    assert known == replace(message(), id=known.id)
    assert isinstance(known.id, int)


def test_the_same_message_id_of_another_sender_or_tenant_is_another_letter(store: Any) -> None:
    with store.unit_of_work() as unit:
        for other in ({}, {"source": "azr"}, {"tenant": 2}):
            assert unit.remember_message(message(**other)) is None


def test_the_oldest_buffered_message_is_taken_first_and_once(store: Any) -> None:
    with store.unit_of_work() as unit:
        unit.lock_correlation(1, "answer", "K1")
        for number in range(3):
            unit.remember_message(message(f"m{number}", sequence=number))
        unit.remember_message(message("other", key="K2"))
        taken = []
        while found := unit.buffered_message(1, "answer", "K1", NOON):
            taken.append(found.message_id)
            unit.settle_message(found, MessageState.CONSUMED, "c1")
        assert taken == ["m0", "m1", "m2"]
        settled = unit.remember_message(message("m0"))
        assert (settled.state, settled.consumed_by, settled.sequence) == (MessageState.CONSUMED, "c1", 0)


def test_an_expired_message_is_not_delivered_but_parked_for_a_person(store: Any) -> None:
    with store.unit_of_work() as unit:
        unit.remember_message(message("m1"))
        unit.remember_message(message("m2", expires_at=LATE + MINUTE))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.buffered_message(1, "answer", "K1", LATE).message_id == "m2"
    assert store.expire_messages(now=LATE) == 1
    assert store.expire_messages(now=LATE) == 0
    assert [one.message_id for one in store.read().parked_messages(1).items] == ["m1"]


def test_messages_of_a_command_are_kept_with_it(store: Any) -> None:
    started(store, changes=Changes(messages=(message(), message("m2"), message())))
    with store.unit_of_work() as unit:
        assert unit.remember_message(message("m2")) is not None


def test_an_unknown_message_cannot_be_settled(store: Any) -> None:
    with store.unit_of_work() as unit, pytest.raises(NotFound):
        unit.settle_message(message(), MessageState.PARKED, None)


def test_who_waits_longest_comes_first(store: Any) -> None:
    for case_id, minutes in (("c1", 2), ("c2", 1), ("c3", 3)):
        waiting = subscription(case_id, created_at=NOON + minutes * MINUTE)
        started(store, case_id, Changes(subscriptions=(waiting, subscription(case_id, 5, key="K2"))))
    with store.unit_of_work() as unit:
        assert [one.case_id for one in unit.subscribers(1, "message", "answer", "K1")] == ["c2", "c1", "c3"]
        assert unit.subscribers(2, "message", "answer", "K1") == []
        assert unit.subscribers(1, "signal", "answer", "K1") == []


def remember(store: Any, key: str = "key-1", command: str = "CompleteTask", body: bytes = b"b" * 32) -> Any:
    with store.unit_of_work() as unit:
        return unit.remember_request(1, "erika", key, command, body, NOON)


def finished(store: Any) -> None:
    with store.unit_of_work() as unit:
        assert unit.remember_request(1, "erika", "key-1", "CompleteTask", b"b" * 32, NOON) is None
        unit.answer_request(1, "erika", "key-1", b"answer")
        unit.commit()


def test_a_repeated_request_gets_the_first_answer(store: Any) -> None:
    finished(store)
    assert remember(store) == b"answer"
    assert remember(store, key="key-2") is None


def test_a_rolled_back_request_leaves_its_key_free(store: Any) -> None:
    assert remember(store) is None
    assert remember(store) is None


@pytest.mark.parametrize("other", [{"body": b"x" * 32}, {"command": "ClaimTask"}])
def test_a_key_is_not_used_for_something_else(store: Any, other: Any) -> None:
    finished(store)
    with pytest.raises(KeyReuse) as refused:
        remember(store, **other)
    assert isinstance(refused.value, Conflict)
    assert refused.value.code == "idempotency-key-reuse"


def test_a_key_without_an_answer_is_in_progress(store: Any) -> None:
    with store.unit_of_work() as unit:
        unit.remember_request(1, "erika", "key-1", "CompleteTask", b"b" * 32, NOON)
        with pytest.raises(KeyInProgress):
            unit.remember_request(1, "erika", "key-1", "CompleteTask", b"b" * 32, NOON)


def test_old_keys_are_forgotten(store: Any) -> None:
    finished(store)
    assert store.forget_requests(before=NOON) == 0
    assert store.forget_requests(before=LATE) == 1
    assert remember(store) is None
