"""The supply chain: the locks, the list of parts, licences, secrets, what a package may not be (row O08; D-6)."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as canonical

from tools import audit, licences, lock, sbom, secrets

from .corpus_files import FOLDER, yaml

ROW = yaml.safe_load((FOLDER / "operations" / "O08.yaml").read_text(encoding="utf-8"))


def test_every_locked_package_has_a_hash_and_comes_from_no_index_of_its_own() -> None:
    assert lock.findings() == []


def test_the_image_installs_what_was_tested_and_nothing_that_is_for_development() -> None:
    tested = set(lock.python_parts())
    project = tomllib.loads((lock.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted, extra = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    needed, development = ({canonical(Requirement(line).name) for line in lines} for lines in (wanted, extra))
    image = lock.python_parts(lock.RUNTIME)
    names = {canonical(part.name) for part in image}

    assert set(image) <= tested
    assert (needed - names, names & (development - needed)) == (set(), set())


def test_what_is_installed_is_what_is_locked() -> None:
    locked = {part.name: part.version for part in lock.python_parts()}
    installed = {found.metadata["Name"].lower().replace("_", "-"): found.version for found in metadata.distributions()}
    both = locked.keys() & installed.keys()

    assert {name: installed[name] for name in both} == {name: locked[name] for name in both}


@pytest.mark.parametrize("name", sorted(sbom.documents()))
def test_the_list_of_parts_is_valid_and_complete(name: str) -> None:
    document = sbom.documents()[name]

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)) is None
    listed = {(part["name"], part["version"]) for part in document["components"]}
    parts = lock.python_parts() if "python" in name else lock.page_parts()
    assert listed == {(part.name, part.version) for part in parts}


def test_every_part_has_a_licence_that_goes_with_ours() -> None:
    assert licences.unwanted() == []


def test_there_are_no_secrets_in_the_repository() -> None:
    assert secrets.scan(secrets.files()) == []


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    planted = ["AKIA" + "A" * 16, "ghp_" + "a1" * 18, "postgresql://x:" + "s3cretpassw0rd" + "@db/x",
               "API_TOKEN = '" + "q7Zr2LxV9bT4mK8sW1cY6nD3" + "'", "-----BEGIN PRIVATE " + "KEY-----\n" + "A" * 64]  # fmt: skip
    (tmp_path / "planted.txt").write_text("\n".join(planted), encoding="utf-8")

    assert len(secrets.scan([tmp_path / "planted.txt"])) == len(planted)


# -- what the advisory services say


@pytest.mark.parametrize(("said", "code"), [(tuple(case["said"]), case["code"]) for case in ROW["advisories"]])
def test_a_known_weakness_and_an_unreachable_service_end_differently(said: tuple[str, str], code: int) -> None:
    pip, npm = (ROW["answers"].get(name, name) for name in said)

    assert audit.verdict([audit.of_pip_audit(pip), audit.of_npm_audit(npm)]) == code


# -- O08: what pip does with a package that is not the locked one


def wheel(folder: Path, name: str, content: str = "x = 1\n", version: str = "1.0") -> Path:
    """A tiny wheel."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def installs(requirements: str, folder: Path, *more: str) -> bool:
    """Whether pip takes it, with the options of the Makefile and nothing but this folder to look in."""
    (folder / "lock.txt").write_text(requirements, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--isolated", "--no-index", "--find-links", str(folder),
               "--require-hashes", "--no-deps", "--target", str(folder / "target"), "-r", str(folder / "lock.txt")]  # fmt: skip
    done = subprocess.run([*command, *more], capture_output=True, check=False)
    return done.returncode == 0


def pinned(path: Path, name: str) -> str:
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.mark.parametrize("case", ROW["packages"], ids=lambda case: str(case["name"]))
def test_pip_takes_only_the_package_that_was_locked(case: dict[str, str], tmp_path: Path) -> None:
    line = pinned(wheel(tmp_path, "part"), "part")
    more: list[str] = []
    match case["does"]:
        case "changed":
            wheel(tmp_path, "part", "import os\n")
        case "unhashed":
            line = "part==1.0\n"
        case "squatted":
            other = tmp_path / "index"
            other.mkdir()
            wheel(other, "part", "import os\n")
            (tmp_path / "part-1.0-py3-none-any.whl").unlink()
            more = ["--find-links", str(other)]

    assert installs(line, tmp_path, *more) is case["installs"]
