"""Arrays that the store writes by itself are the arrays that PostgreSQL reads."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from store.together import array

ITEMS: dict[str, list[Any]] = {
    "text": ["", "NULL", "a,b", 'a"b', "c\\d", '","', "{}", "\x021AbC+/=.x", " ä\n", '{"x":"\\n"}', None],
    "bigint": [1, None, -(2**63), 2**63 - 1],
    "bytea": [b"", b'\x00\\"x', None],
    "timestamptz": [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), None],
    "bool": [True, False, None],
}


def read_back(url: str, kind: str, items: list[Any]) -> list[Any]:
    with psycopg.connect(url) as link:
        row = psycopg.RawCursor(link).execute(f"SELECT $1::{kind}[]", (array(items),)).fetchone()
    assert row is not None
    found: list[Any] = row[0]
    return found


@pytest.mark.parametrize("kind", ITEMS)
def test_an_array_is_read_back_as_it_was(postgres_url: str, kind: str) -> None:
    assert read_back(postgres_url, kind, ITEMS[kind]) == ITEMS[kind]


def test_texts_of_all_that_means_something_inside_of_an_array_are_read_back(postgres_url: str) -> None:
    dice = random.Random(1)
    items = ["".join(dice.choice('a"\\,{} \nNUL') for _ in range(dice.randrange(6))) for _ in range(2_000)]
    assert read_back(postgres_url, "text", items) == items


def test_texts_without_any_of_it_are_read_back(postgres_url: str) -> None:
    assert read_back(postgres_url, "text", ["a", "b c", ""]) == ["a", "b c", ""]


def test_what_is_of_another_kind_is_left_to_the_driver() -> None:
    assert array([("a", "b")]) == [("a", "b")]
