"""The office of tests/status behind a real socket, for stories that need days to pass."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from akzess.http_server import Listener
from store import MemoryStore

from ..status.conftest import Office
from ..status.conftest import built as built_office


class Elsewhere:
    """An office in a thread of its own: the browser's driver keeps a loop in this one, in which no agency can be called."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._thread = ThreadPoolExecutor(1)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._office, name)
        if not callable(found):
            return found
        return lambda *args, **more: self._thread.submit(found, *args, **more).result()


@pytest.fixture
def office(built: Path, memory_store: MemoryStore) -> Iterator[Elsewhere]:
    """An office with one application, reachable over HTTP."""
    found = built_office(memory_store)
    listener = Listener()
    listener.serve(found.app)
    found.address = listener.url
    elsewhere = Elsewhere(found)
    elsewhere.applies()
    yield elsewhere
    listener.close()
    found.house.close()
