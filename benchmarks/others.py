"""The other systems: a throw-away environment with them, and jobs per second of each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def environment(folder: Path) -> Path:
    """The interpreter of a throw-away environment with the other systems: benchmarks/requirements.txt, with hashes."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    wanted = Path(__file__).parent / "requirements.txt"
    pip = [str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(wanted)], check=True, capture_output=True)
    return folder / "bin" / "python"


def contender(python: Path, what: str, url: str, broker: str, count: int, processes: int) -> float:
    """Jobs per second of another system; 0 when it did not end."""
    if what == "procrastinate":
        url += "?options=-csearch_path%3Draw"
    script = Path(__file__).parent / "contenders" / "raw_jobs.py"
    done = subprocess.run(
        [str(python), str(script), what, "--database", url, "--broker", broker, "--jobs", str(count), "--processes",
         str(processes)], capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
    if done.returncode:
        print(f"{what}: {done.stderr[-400:]}", file=sys.stderr)
        return 0.0
    return float(json.loads(done.stdout.splitlines()[-1])["per second"])
