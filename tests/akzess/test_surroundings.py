"""Commands work where the platform works: the database of its settings, and never one that they made by themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from akzess import bundle, evidence_keys
from akzess.commands.common import opened

from .conftest import SMALL, Shell

LOOKING = (
    ["tasks"], ["verify-audit"], ["agencies"], ["show", "AKZ-DD-2026-000001"], ["retention"], ["backup", "copy"],
    ["db", "status"], ["evidence", "list"], ["figures", "verify"], ["seal"],
)  # fmt: skip


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory in which nothing is."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("AKZESS_DATABASE", "AKZESS_SETTINGS", "AKZESS_KEYS", "AKZESS_SEALS"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="module")
def one_case(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A database with one case of the small procedure, and its number: made once, these tests only look."""
    file = tmp_path_factory.mktemp("one") / "case.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    with opened(f"sqlite:///{file}") as house:
        house.deploy(bundle.read(SMALL))
        number = str(house.case(house.start({}, process="small", site="DD").case_id).business_key)
    return file.read_bytes(), number


@pytest.fixture
def number(akzess: Shell, one_case: tuple[bytes, str]) -> str:
    """The number of a case in the shell's database."""
    content, found = one_case
    Path(akzess.database.removeprefix("sqlite:///")).write_bytes(content)
    return found


@pytest.fixture
def settings(akzess: Shell, tmp_path: Path) -> Path:
    """The file of a platform whose database is that of the shell."""
    file = tmp_path / "akzess.yaml"
    file.write_text(f"database: {akzess.database}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("line", LOOKING, ids=" ".join)
def test_a_command_that_looks_makes_no_database_and_says_where_it_looked(
    akzess: Shell, elsewhere: Path, line: list[str]
) -> None:
    akzess(*line, database=False)

    assert (akzess.code, "there is no database var/akzess.db" in akzess.err, list(elsewhere.iterdir())) == (7, True, [])


def test_a_database_behind_this_version_is_refused_by_who_only_looks(akzess: Shell, elsewhere: Path) -> None:
    (elsewhere / "old.db").touch()

    akzess("tasks", "--database", f"sqlite:///{elsewhere}/old.db", database=False)

    assert (akzess.code, "akzess db upgrade" in akzess.err) == (7, True)


def test_nothing_is_backed_up_where_nothing_of_ours_is(akzess: Shell, elsewhere: Path) -> None:
    (elsewhere / "other.db").touch()

    akzess("backup", str(elsewhere / "copy"), "--database", f"sqlite:///{elsewhere}/other.db", database=False)

    assert (akzess.code, (elsewhere / "copy").exists()) == (7, False)


def test_a_command_finds_the_database_of_the_settings_that_it_is_given(
    akzess: Shell, number: str, elsewhere: Path, settings: Path
) -> None:
    akzess("--settings", str(settings), "show", number, "--json", database=False)

    assert akzess.json["businessKey"] == number


def test_a_command_finds_the_database_of_the_settings_in_the_environment(
    akzess: Shell, number: str, elsewhere: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKZESS_SETTINGS", str(settings))

    akzess("tasks", "--json", database=False)

    assert [row["businessKey"] for row in akzess.json["items"]] == [number]


def test_what_is_said_at_the_command_goes_before_the_settings(
    akzess: Shell, number: str, elsewhere: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(f"database: sqlite:///{elsewhere}/none.db\n", encoding="utf-8")

    akzess("--settings", str(other), "show", number, "--json", "--database", akzess.database, database=False)

    assert akzess.json["businessKey"] == number


def test_settings_of_one_call_are_forgotten_by_the_next(akzess: Shell, elsewhere: Path, settings: Path) -> None:
    akzess("--settings", str(settings), "tasks", database=False)

    assert akzess("tasks", database=False).code == 7


def test_a_command_opens_content_with_the_keys_of_the_settings(
    akzess: Shell, number: str, elsewhere: Path, settings: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "kept" / "master.keys"
    evidence_keys.add_key(keys)
    settings.write_text(f"database: {akzess.database}\nkeys: {keys}\n", encoding="utf-8")

    akzess("--settings", str(settings), "evidence", "check", number, "--json", database=False)

    assert akzess.code == 0


def test_the_version_is_told(akzess: Shell) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert akzess("--version", database=False).out.startswith(f"akzess {project['version']}, Schema ")
