"""Writes the folder of a new agency, or an installable package around it: complete, with an echo as first operation."""

from __future__ import annotations

import importlib
import importlib.util
import keyword
import re
import sys
from pathlib import Path
from string import Template
from types import ModuleType
from typing import Literal

from . import templates
from .registry import agency_of

Kind = Literal["rest", "soap"]
#: Beside this module and not below it as a package, because every package here is an agency.
FILES = Path(__file__).parent / "scaffold_files"
_NAME = re.compile(r"^[a-z][a-z0-9]{1,30}$")
_SECRET = {"rest": "client_secret", "soap": "password"}


class ScaffoldError(ValueError):
    """The folder cannot be written; the text says why."""


def create(name: str, kind: Kind = "rest", path: Path | None = None) -> list[Path]:
    """Write the agency `name`; returns the files.

    Without `path` it becomes a folder of this package (`connectors/NAME`); with one, `PATH/akzess-connector-NAME` with a
    pyproject.toml whose entry point makes it known wherever it is installed. Error: `ScaffoldError`, OSError.
    """
    if not _NAME.match(name) or keyword.iskeyword(name):
        raise ScaffoldError(f"{name!r}: a name has 2 to 31 letters a–z and digits, and begins with a letter")
    package = f"akzess_{name}"
    root = Path(__file__).parent if path is None else path / f"akzess-connector-{name}"
    folder = root / (name if path is None else package)
    if folder.exists() or (path is not None and root.exists()):
        raise ScaffoldError(f"{folder if path is None else root} exists already")
    words = {
        "name": name,
        "dashed": name,
        "package": package,
        "secret": _SECRET[kind],
        "base": ".." if path is None else "connectors.",
        # import blocks are separated where ours come from another distribution
        "local": "" if path is None else "\n",
    }
    parts = [("common", folder), (kind, folder)] + ([] if path is None else [("package", root)])
    written = [file for part, target in parts for file in _fill(FILES / part, target, words)]
    module = f"{__package__}.{name}" if path is None else package
    return written + templates.write(agency_of(_load(module, folder)))


def _fill(source: Path, target: Path, words: dict[str, str]) -> list[Path]:
    written = []
    for file in sorted(source.rglob("*.txt")):
        inside = str(file.relative_to(source)).removesuffix(".txt").replace("NAME", words["name"])
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        (target / inside).write_text(Template(file.read_text(encoding="utf-8")).substitute(words), encoding="utf-8")
        written.append(target / inside)
    return written


def _load(name: str, folder: Path) -> ModuleType:
    """The package in that folder, whether or not it is on the path; forgotten again, so that discovery stays as it was."""
    importlib.invalidate_caches()
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ScaffoldError(f"{folder} is no package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        for loaded in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
            del sys.modules[loaded]
    return module
