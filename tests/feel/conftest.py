"""What the FEEL tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.feel.feelin import Feelin


@pytest.fixture(scope="session")
def feelin() -> Iterator[Feelin]:
    """feelin in V8, built once."""
    second_opinion = Feelin()
    yield second_opinion
    second_opinion.close()
