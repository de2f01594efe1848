"""A process that begins to work has read the procedure, and its garbage collector passes over that."""

from __future__ import annotations

import gc
from pathlib import Path

from akzess import evidence_keys
from akzess.composition import Composition
from akzess.settings import Settings
from akzess.settling import settle


def test_what_was_read_at_the_start_is_left_to_itself(tmp_path: Path) -> None:
    evidence_keys.add_key(tmp_path / "keys")
    with Composition(Settings(database=f"sqlite:///{tmp_path / 'akzess.db'}", keys=tmp_path / "keys")) as parts:
        parts.prepare()
        gc.unfreeze()
        try:
            settle(parts)
            assert gc.get_freeze_count() > 100_000
            assert gc.get_threshold()[0] > 700
        finally:
            gc.unfreeze()
