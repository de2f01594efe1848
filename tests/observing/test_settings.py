"""The section `operations` of the settings: what it may say, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from akzess import operating
from akzess.composition import Composition
from akzess.operating import Operations
from akzess.settings import BadSettings, Settings
from connectors.base import Misconfigured


@pytest.mark.parametrize(
    "wrong",
    [
        {"otpl": "http://collector.test/v1/traces"},
        {"metrics_port": "nine"},
        {"metrics_port": 65_500},
        {"otlp_share": 2},
        {"drain_seconds": 60},
        {"timers_per_second": -1},
        {"metrics_token": "offen"},
    ],
)
def test_what_it_cannot_say_is_refused_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadSettings):
        operating.read(wrong)


def test_without_it_timers_are_metered_and_nothing_is_sent_anywhere() -> None:
    found = operating.read({})

    assert (found.otlp, found.metrics_port, found.limits().timers_per_second) == ("", 0, 100)


def test_an_operator_may_leave_timers_unmetered() -> None:
    assert operating.read({"timers_per_second": 0}).limits().timers_per_second is None


def test_a_token_is_read_from_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("offen\n", encoding="utf-8")

    assert Operations(metrics_token=f"file:{file}").token() == "offen"


def test_a_token_that_is_not_there_is_noticed_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        Operations(metrics_token=f"file:{tmp_path}/none").token()


@pytest.mark.parametrize(("supervised", "megabytes"), [(True, 700), (False, 0)])
def test_a_worker_ends_its_process_only_where_somebody_starts_another(
    tmp_path: Path, supervised: bool, megabytes: int
) -> None:
    """In `akzess run` it would end the timers of the whole office and nobody would notice."""
    settings = Settings(database=f"sqlite:///{tmp_path}/a.db", operations={"worker_memory_mb": 700})

    with Composition(settings, supervised=supervised) as parts:
        assert parts.house.worker._limits.memory_mb == megabytes
