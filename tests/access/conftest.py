"""The office, on each store and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from store import MemoryStore

from .office import Office, account, everybody, open_office

#: Beside everybody: people with two hats, and one with the name of an applicant.
MORE = [
    account("carla", "akz-lead", "DD", person="carla", display="Carla Beispiel"),
    account("carla.second", "akz-second", "DD", person="carla", display="Carla Beispiel"),
    account("axel", "akz-clerk", "L", display="Axel Beispiel"),
    account("arno", "akz-clerk", "DD", display="Arno Beispiel"),
    account("rao", "akz-clerk", "DD", display="Anjali Mustermann-Räo"),
]


@pytest.fixture
def office(store: Any) -> Iterator[Office]:
    with open_office(store, [*everybody(), *MORE]) as found:
        yield found


@pytest.fixture
def quick(memory_store: MemoryStore) -> Iterator[Office]:
    with open_office(memory_store, [*everybody(), *MORE]) as found:
        yield found
