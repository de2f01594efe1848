"""Readers of strangers' files with random changes, a few seeds of many (`python -m tests.security.fuzz 10000`)."""

from __future__ import annotations

import pytest

from .fuzz import READERS, changed, run


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_or_refuses_whatever_comes(reader: str) -> None:
    words, failures = run(reader, range(150))

    assert failures == []
    assert len(words) > 1, "some seeds must do harm, or nothing was tried"


def test_the_same_seed_makes_the_same_change() -> None:
    assert changed(b"<a>text</a>", 7) == changed(b"<a>text</a>", 7) != changed(b"<a>text</a>", 8)
