"""Reads the locks: which packages of which version with which hashes, for Python and for the pages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / "requirements.lock"
RUNTIME = ROOT / "requirements-runtime.lock"  # without what is for development: what the image installs
PAGES = ROOT / "web" / "package-lock.json"
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=(sha256):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Part:
    """One locked package. `kind`: pypi or npm; `hashes`: (algorithm, value) of every file it may come as."""

    kind: str
    name: str
    version: str
    hashes: tuple[tuple[str, str], ...]
    licence: str = ""
    development: bool = False


def python_parts(path: Path = PYTHON) -> list[Part]:
    """Every requirement of the lock; ValueError for a line that is none."""
    found = []
    for block in re.split(r"\n(?=[^\s#])", path.read_text(encoding="utf-8").strip()):
        requirement = _REQUIREMENT.match(block)
        if requirement is None:
            raise ValueError(f"no pinned requirement: {block.splitlines()[0][:80]!r}")
        found.append(Part("pypi", requirement[1].lower(), requirement[2], tuple(_HASH.findall(block))))
    return found


def page_parts(path: Path = PAGES) -> list[Part]:
    """Every package that the pages are built with or carry."""
    found = []
    for place, entry in json.loads(path.read_text(encoding="utf-8"))["packages"].items():
        if not place:
            continue
        algorithm, _, value = entry.get("integrity", "").partition("-")
        name = place.rpartition("node_modules/")[2]
        hashes = ((algorithm, value),) if value else ()
        licence = entry.get("license", "")
        found.append(Part("npm", name, entry["version"], hashes, licence, bool(entry.get("dev"))))
    return found


def findings() -> list[str]:
    """What is wrong with the locks themselves (D-6): no hash, another index, a package twice, a file from elsewhere."""
    found = [f"{part.kind} {part.name}: no hash" for part in (*python_parts(), *page_parts()) if not part.hashes]
    text = PYTHON.read_text(encoding="utf-8")
    for word in ("--index-url", "--extra-index-url", "--find-links", "--trusted-host", "://", "git+", " @ "):
        if word in text:
            found.append(f"requirements.lock: {word.strip()}")
    if '"resolved"' in PAGES.read_text(encoding="utf-8"):
        found.append("package-lock.json: resolved")
    names = [part.name for part in python_parts()]
    return found + [f"pypi {name}: twice" for name in sorted({name for name in names if names.count(name) > 1})]
