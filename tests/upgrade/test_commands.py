"""The commands of upgrades and backups, as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from akzess.commands.common import ExitCode

from ..akzess.conftest import SMALL, Shell


@pytest.fixture
def akzess(migrated_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on an empty SQLite file with a key file beside it."""
    path = tmp_path / "office" / "akzess.db"
    path.parent.mkdir()
    path.write_bytes(migrated_sqlite.read_bytes())
    shell = Shell(f"sqlite:///{path}", capsys)
    shell("evidence", "add-key", str(path.with_name("evidence.keys")), database=False)
    shell("deploy", str(SMALL), "--json")
    shell("start", "--process", "small", "--site", "DD", "--data", "{}", "--json")
    return shell


def elsewhere(akzess: Shell, tmp_path: Path) -> None:
    """From now on another machine, to which the keys came on their own way."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "evidence.keys").write_bytes((tmp_path / "office" / "evidence.keys").read_bytes())
    (folder / "evidence.keys").chmod(0o600)
    akzess.database = f"sqlite:///{folder}/akzess.db"


def test_a_backup_is_made_restored_and_released(akzess: Shell, tmp_path: Path) -> None:
    made = akzess("backup", str(tmp_path / "backup"), "--json").json
    elsewhere(akzess, tmp_path)
    restored = akzess("restore", str(tmp_path / "backup"), "--json", "--hold-all").json

    assert (made["cases"], made["verified"], restored["standing"]) == (1, True, 1)
    released = akzess("restored", "release", "--all", "--as", "lore.system-admin", "--json")
    assert len(released.json["released"]) == 1
    assert akzess("verify-audit").code == ExitCode.DONE


def test_a_backup_holds_no_key_and_is_closed_to_others(akzess: Shell, tmp_path: Path) -> None:
    akzess("backup", str(tmp_path / "backup"))
    keys = [line for line in (tmp_path / "office" / "evidence.keys").read_bytes().splitlines() if b"#" not in line]

    content = b"".join(file.read_bytes() for file in (tmp_path / "backup").iterdir())
    assert [key for key in keys if key and key in content] == []
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "backup").iterdir()} == {0}


def test_a_second_restore_over_the_first_is_refused(akzess: Shell, tmp_path: Path) -> None:
    akzess("backup", str(tmp_path / "backup"))
    elsewhere(akzess, tmp_path)
    akzess("restore", str(tmp_path / "backup"))

    assert akzess("restore", str(tmp_path / "backup")).code == ExitCode.SURROUNDINGS
    assert "not empty" in akzess.err


def test_a_refused_restore_leaves_no_database_and_no_keys_behind(akzess: Shell, tmp_path: Path) -> None:
    """Keys that nobody asked for would be taken for the lost ones."""
    akzess("backup", str(tmp_path / "backup"))
    folder = tmp_path / "other"
    folder.mkdir()
    akzess.database = f"sqlite:///{folder}/akzess.db"

    assert akzess("restore", str(tmp_path / "backup")).code == ExitCode.SURROUNDINGS
    assert list(folder.iterdir()) == []


def test_sealing_a_restored_past_is_refused_in_one_line_that_says_what_to_do(
    akzess: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKZESS_SEALS", str(tmp_path / "seals"))
    monkeypatch.setenv("AKZESS_SEAL_KEY", str(tmp_path / "seal.key"))
    akzess("backup", str(tmp_path / "backup"))
    monkeypatch.setenv("AKZESS_DATABASE", akzess.database)
    akzess("seal", database=False)
    elsewhere(akzess, tmp_path)
    akzess("restore", str(tmp_path / "backup"))
    monkeypatch.setenv("AKZESS_DATABASE", akzess.database)

    assert akzess("seal", database=False).code == ExitCode.SURROUNDINGS
    assert "akzess seal --after-restore" in akzess.err


def test_a_database_that_was_brought_back_by_other_means_is_settled(akzess: Shell) -> None:
    settled = akzess("restored", "settle", "--taken-at", "2026-03-02T14:03:59", "--json").json

    assert (settled["standing"], settled["unknown"]) == (0, 0)
    assert akzess("db", "status").code == ExitCode.DONE


def test_the_status_of_a_database_says_which_code_it_serves(akzess: Shell) -> None:
    found = akzess("db", "status", "--json").json

    assert found["schema"] == found["code"]
    assert found["serves"] <= found["code"]
    assert found["written"] in found["reads"]


def test_a_format_that_this_version_cannot_read_is_not_written(akzess: Shell) -> None:
    assert akzess("db", "write-format", "99").code == ExitCode.USAGE
    assert json.loads(akzess("db", "write-format", "1", "--json").out) == {"written": 1}
