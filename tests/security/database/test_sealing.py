"""Sealing as it is set up: a key file, an archive, a role of its own, and the command that verifies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from akzess import sealing
from akzess.cli import run
from akzess.settings import BadSettings, Settings
from store import SqlStore, roles
from tests.access.office import MORNING, open_office

HOUR = timedelta(hours=1)


@pytest.fixture
def settings(sqlite_store: SqlStore, tmp_path: Path) -> Settings:
    """Two cases in an SQLite file, sealed once."""
    found = Settings(database=f"sqlite:///{tmp_path}/akzess.db")
    with open_office(sqlite_store) as office:
        office.case()
        office.case()
    assert sealing.seal(found, MORNING + HOUR) == 1
    return found


def _verified(settings: Settings, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = run(["verify-audit", "--database", settings.database, "--json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else {}


def test_what_was_sealed_is_verified(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = _verified(settings, capsys)
    assert (code, found["seals"], found["findings"], found["broken"]) == (0, 1, [], [])


def test_a_changed_line_ends_with_five_and_says_where(
    settings: Settings, sqlite_store: SqlStore, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM history WHERE seq = (SELECT MAX(seq) FROM history)")
        connection.commit()
    code, found = _verified(settings, capsys)
    findings = found["findings"]
    assert isinstance(findings, list)
    assert (code, {one["code"] for one in findings}, len(findings)) == (5, {"line-missing"}, 2)


def test_seals_without_a_public_key_are_not_believed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    sealing.beside(settings.database, "seal.pub").unlink()
    assert _verified(settings, capsys)[0] == 7


def test_a_new_key_leaves_the_old_seals_provable(
    settings: Settings, sqlite_store: SqlStore, capsys: pytest.CaptureFixture[str]
) -> None:
    sealing.key_file(settings).unlink()
    sealing.seal(settings, MORNING + 3 * HOUR)
    code, found = _verified(settings, capsys)
    assert (code, found["seals"]) == (0, 2)


def test_a_key_that_others_can_read_signs_nothing(settings: Settings) -> None:
    sealing.key_file(settings).chmod(0o644)
    with pytest.raises(BadSettings, match="can be read by others"):
        sealing.seal(settings, MORNING + 3 * HOUR)


def test_whoever_has_neither_a_key_nor_a_place_for_one_does_not_take_the_turn(tmp_path: Path) -> None:
    there, away = Settings(), Settings(seal_key=tmp_path / "nowhere" / "seal.key")
    assert (sealing.may_seal(there), sealing.may_seal(away)) == (True, False)


def test_whoever_is_given_an_empty_folder_for_the_key_makes_one_and_seals(settings: Settings, tmp_path: Path) -> None:
    """As the clock of compose.yaml: its volume is empty at the first start."""
    folder = tmp_path / "sealing"
    folder.mkdir()
    meant = replace(settings, seal_key=folder / "seal.key")

    assert sealing.may_seal(meant)
    assert sealing.seal(meant, MORNING + 2 * HOUR) == 1
    assert sorted(file.name for file in folder.iterdir()) == ["seal.key", "seal.pub"]


def test_the_sealer_seals_as_its_own_role(
    admin: SqlStore, acting: Callable[[str], SqlStore], walled_url: str, tmp_path: Path
) -> None:
    with open_office(acting(roles.API)) as office:
        office.case()
    found = Settings(
        database=walled_url, roles=tmp_path / "roles", seals=tmp_path / "seals", seal_key=tmp_path / "seal.key"
    )
    assert sealing.seal(found, MORNING + HOUR) == 1
