"""The demo: every case ends, the same seed plays the same cases, on every store."""

from __future__ import annotations

from typing import Any

from akzess.demo import Demo
from akzess.demo_report import as_data, lines, succeeded
from store import MemoryStore, SqlStore


def _told(played: Any) -> dict[str, Any]:
    data = as_data(played, 7)
    return {key: value for key, value in data.items() if key not in ("wallSeconds", "casesPerSecond")}


def test_each_persona_comes_to_its_end_without_an_incident() -> None:
    played = Demo(MemoryStore(), 31, 7).play()

    assert succeeded(played), as_data(played, 7)["problems"]
    assert as_data(played, 7)["incidents"] == 0
    assert lines(played)[-1].cases == 31


def test_the_same_seed_plays_the_same_cases_on_every_store(sqlite_store: SqlStore) -> None:
    assert _told(Demo(MemoryStore(), 6, 11).play()) == _told(Demo(sqlite_store, 6, 11).play())


def test_agencies_over_http_say_the_same_as_in_process() -> None:
    assert _told(Demo(MemoryStore(), 6, 5).play()) == _told(Demo(MemoryStore(), 6, 5, over_http=True).play())
