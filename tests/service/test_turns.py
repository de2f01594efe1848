"""What fails keeps nothing else waiting, and is not passed over in silence either."""

from __future__ import annotations

from contextlib import suppress

import pytest

from service.turns import in_turn


def _fails() -> int:
    raise LookupError("the first")


def _fails_too() -> int:
    raise ValueError("the second")


def test_what_comes_after_a_failure_is_done() -> None:
    waiting = [1, 2]

    with suppress(LookupError):
        in_turn([_fails, waiting.pop])

    assert waiting == [1]


def test_the_first_failure_is_told() -> None:
    with pytest.raises(LookupError):
        in_turn([_fails, _fails_too])


def test_without_a_failure_the_sum_is_told() -> None:
    assert in_turn([lambda: 2, lambda: 3]) == 5
