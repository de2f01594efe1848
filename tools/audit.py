"""Asks whether a locked package has a known weakness: pip-audit for Python, npm audit for the pages.

`python -m tools.audit` ends with 0 (none known), 1 (known: an update is due, critical in 3 days, high in 14), or 3: an
advisory service could not be reached, so nothing is known and nothing may be concluded.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .lock import PAGES, PYTHON, ROOT

NONE, KNOWN, UNREACHABLE = 0, 1, 3
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one service said: `reached` it, and a line for each weakness that matters."""

    service: str
    reached: bool
    weaknesses: tuple[str, ...] = ()


def of_pip_audit(output: str) -> Outcome:
    """What `pip-audit -f json` printed; nothing readable means that it did not get so far."""
    try:
        packages: Any = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Outcome("pip-audit", False)
    found = [
        f"{package['name']} {package['version']}: {weakness['id']} (mended in {', '.join(weakness['fix_versions']) or '?'})"
        for package in packages
        for weakness in package.get("vulns", ())
    ]
    return Outcome("pip-audit", True, tuple(found))


def of_npm_audit(output: str) -> Outcome:
    """What `npm audit --json` printed; low and moderate are for the next update."""
    try:
        packages: Mapping[str, Any] = json.loads(output)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Outcome("npm audit", False)
    found = [
        f"{name}: {package['severity']} ({package.get('range', '')})"
        for name, package in packages.items()
        if package["severity"] in ("high", "critical")
    ]
    return Outcome("npm audit", True, tuple(found))


def verdict(outcomes: Sequence[Outcome]) -> int:
    """The exit code: a known weakness outweighs a service that was away."""
    if any(outcome.weaknesses for outcome in outcomes):
        return KNOWN
    return NONE if all(outcome.reached for outcome in outcomes) else UNREACHABLE


def _said(command: Sequence[str], folder: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # fixed commands of our own environment
            command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _environment() -> dict[str, str]:
    """Node of the environment first, as everywhere in the Makefile."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def main() -> int:
    """Ask both, print what they say."""
    npm = shutil.which("npm", path=_environment()["PATH"]) or "npm"
    pip = [sys.executable, "-m", "pip_audit", "-r", str(PYTHON), "--require-hashes", "--disable-pip", "-f", "json"]
    outcomes = [
        of_pip_audit(_said([*pip, "--progress-spinner", "off"], ROOT)),
        of_npm_audit(_said([npm, "audit", "--json", "--package-lock-only"], PAGES.parent)),
    ]
    for outcome in outcomes:
        if not outcome.reached:
            text = "the advisory service could not be reached: nothing is known, run it again where it can"
            print(f"{outcome.service}: {text}", file=sys.stderr)
            continue
        print(f"{outcome.service}: {len(outcome.weaknesses)} known weaknesses")
        for line in outcome.weaknesses:
            print(f"  {line}")
    return verdict(outcomes)


if __name__ == "__main__":
    sys.exit(main())
