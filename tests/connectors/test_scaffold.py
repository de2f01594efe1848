"""A new agency is one command: the folder passes the contract tests as it stands, and as a wheel it is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from akzess.cli import run
from connectors import scaffold
from connectors.scaffold import Kind, ScaffoldError

ROOT = Path(__file__).resolve().parents[2]
NAMES: dict[Kind, str] = {"rest": "probeamt", "soap": "seifenamt"}


def python(*arguments: str, path: Path | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = f"{path}{os.pathsep}{ROOT}"
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both kinds as wheels: written, built and installed into a folder of their own, beside the platform."""
    folder = tmp_path_factory.mktemp("outside")
    for kind, name in NAMES.items():
        scaffold.create(name, kind, folder)
        project = str(folder / f"akzess-connector-{name}")
        pip = ["-m", "pip", "--disable-pip-version-check", "--quiet"]
        built = python(
            *pip, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", str(folder / "wheels"), project
        )
        assert built.returncode == 0, built.stderr
        wheel = str(next((folder / "wheels").glob(f"akzess_connector_{name}-*.whl")))
        done = python(*pip, "install", "--no-deps", "--no-index", "--target", str(folder / "site"), wheel)
        assert done.returncode == 0, done.stderr
    return folder / "site"


def test_an_installed_wheel_is_found_by_its_entry_point(site: Path) -> None:
    done = python("-m", "akzess", "connectors", "--json", path=site)

    found = {row["name"]: row for row in json.loads(done.stdout)["connectors"]}
    assert [(found[name]["quality"], found[name]["send"]) for name in NAMES.values()] == [("silver", ["echo"])] * 2


def test_a_written_agency_passes_the_contract_tests_as_it_stands(site: Path) -> None:
    both = " or ".join(NAMES.values())

    done = python(
        "-W", "error", "-m", "pytest", "-q", "tests/contracts", "-k", both, "-p", "no:cacheprovider", path=site
    )

    assert done.returncode == 0, done.stdout[-3000:]
    assert int(done.stdout.split(" passed")[0].split()[-1]) > 60


def test_a_written_agency_is_typed_and_in_our_style(site: Path) -> None:
    packages = [str(site.parent / f"akzess-connector-{name}") for name in NAMES.values()]
    settings = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", *packages]

    for check in (["check", *settings], ["format", "--check", *settings]):
        done = python("-m", "ruff", *check)
        assert done.returncode == 0, done.stdout
    code = [str(Path(package) / f"akzess_{name}") for package, name in zip(packages, NAMES.values(), strict=True)]
    done = python(
        "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache"), "--follow-imports=silent", *code, path=site
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", NAMES)
def test_a_folder_among_ours_imports_as_ours_do(tmp_path: Path, kind: Kind) -> None:
    """Written into a copy of our package: the command without --path."""
    program = f"import connectors, sys; from connectors import scaffold; scaffold.create('neuamt', {kind!r})"
    copy = tmp_path / "connectors"
    done = python("-c", f"import shutil; shutil.copytree({str(ROOT / 'connectors')!r}, {str(copy)!r})")
    assert done.returncode == 0, done.stderr

    environment = {"PYTHONPATH": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", program + "; from connectors.registry import discover; print('neuamt' in discover())"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.stdout.strip() == "True", done.stderr
    text = (copy / "neuamt" / "connector.py").read_text(encoding="utf-8")
    assert "from ..base import" in text
    assert "from connectors." not in text


@pytest.mark.parametrize("name", ["Neuamt", "1amt", "x", "neu-amt", "../amt", "import", "a" * 40, ""])
def test_a_name_that_cannot_be_a_job_type_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScaffoldError):
        scaffold.create(name, "rest", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_agency_that_exists_is_not_written_over(tmp_path: Path) -> None:
    scaffold.create("neuamt", "rest", tmp_path)

    with pytest.raises(ScaffoldError, match="exists"):
        scaffold.create("neuamt", "soap", tmp_path)
    with pytest.raises(ScaffoldError, match="exists"):
        scaffold.create("azr", "rest")


def test_the_command_writes_a_package_and_says_which_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connector", "new", "neuamt", "--soap", "--path", str(tmp_path), "--json"]) == 0

    files = json.loads(capsys.readouterr().out)["files"]
    assert str(tmp_path / "akzess-connector-neuamt" / "pyproject.toml") in files
    assert [file for file in files if not Path(file).is_file()] == []


def test_the_command_refuses_a_bad_name_as_wrong_usage(tmp_path: Path) -> None:
    assert run(["connector", "new", "Neu Amt", "--path", str(tmp_path)]) == 2


def test_the_table_of_agencies_names_each_with_its_level(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connectors"]) == 0

    shown = capsys.readouterr().out
    assert "bundesagentur" in shown
    assert "gold" in shown


def test_the_committed_templates_are_reported_as_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connectors", "templates", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"stale": []}
