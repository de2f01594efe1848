"""Writes what a version of the code leaves behind, with cases at every kind of wait state, as SQL text.

    python -m tests.upgrade.make_golden FOLDER-OF-THAT-VERSION tests/upgrade/golden/sqlite-0007.sql
    python -m tests.upgrade.make_golden FOLDER-OF-THAT-VERSION tests/upgrade/golden/postgres-0007.sql

The folder is a checkout of the version (`git worktree add`). It runs with its own code and its own tests' office; only the
lives and their diagram are of today.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from akzess.local_servers import postgres_server
from store.backups.copying import tool

from .lives import DIAGRAM

_INSIDE = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("lives", sys.argv[1])
lives = importlib.util.module_from_spec(spec)
sys.modules["lives"] = lives
spec.loader.exec_module(lives)
from store import open_store
from tests.kernel.office import Office
store = open_store(sys.argv[2])
store.upgrade()
print(json.dumps(lives.begun(Office(store))))
store.close()
"""


def lived(checkout: Path, url: str) -> str:
    """Let the code in `checkout` live the first halves on a database; the lives' ids as JSON."""
    lives = Path(__file__).with_name("lives.py")
    done = subprocess.run(
        [sys.executable, "-c", _INSIDE, str(lives), url],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def on_sqlite(checkout: Path) -> str:
    """What it leaves in a file, as SQL text with the lives' ids in its first line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "golden.db"
        ids = lived(checkout, f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as database:
            return "\n".join([f"-- {ids}", *database.iterdump(), ""])


def on_postgres(checkout: Path) -> str:
    """The same on a server of its own."""
    with postgres_server() as url:
        ids = lived(checkout, url)
        arguments = ("--inserts", "--no-owner", "--no-privileges", "--no-comments", f"--dbname={url}")
        dump = subprocess.run([tool("pg_dump", 18), *arguments], capture_output=True, text=True, check=True).stdout
    # Lines for psql alone, and what says when and with what it was written.
    kept = [line for line in dump.splitlines() if line and not line.startswith(("\\", "--"))]
    return "\n".join([f"-- {ids}", *kept, ""])


if __name__ == "__main__":
    if not DIAGRAM.exists():
        raise SystemExit("the diagram of the lives is missing")
    target = Path(sys.argv[2])
    make = on_postgres if target.name.startswith("postgres") else on_sqlite
    target.write_text(make(Path(sys.argv[1]).resolve()), encoding="utf-8")
