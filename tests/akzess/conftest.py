"""What the tests of the command line share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from akzess.cli import run

SMALL = Path(__file__).parent.parent / "town" / "bundle"


class Shell:
    """Runs command lines on one database; says how they ended and what they printed."""

    def __init__(self, database: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._capsys = capsys
        self.code = 0
        self.out = ""
        self.err = ""

    def __call__(self, *arguments: str, database: bool = True) -> Shell:
        self._capsys.readouterr()
        self.code = run([*arguments, "--database", self.database] if database else list(arguments))
        self.out, self.err = self._capsys.readouterr()
        return self

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def akzess(migrated_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on an empty SQLite file."""
    path = tmp_path / "cli.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    return Shell(f"sqlite:///{path}", capsys)


@pytest.fixture
def small_case(akzess: Shell) -> Callable[[], str]:
    """Deploys the small procedure and starts a case; gives its number."""

    def begin() -> str:
        akzess("deploy", str(SMALL), "--json")
        return str(akzess("start", "--process", "small", "--site", "DD", "--data", "{}", "--json").json["businessKey"])

    return begin
