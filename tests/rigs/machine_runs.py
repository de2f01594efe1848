"""Runs the machine on each store in rounds that can be repeated and gone on with, and says how far it is.

`python -m tests.rigs.machine_runs --on memory,sqlite,http,postgres --examples 1000 [--first 1] [--minutes M]`: a round is
ten runs under one seed; whoever was interrupted goes on with the seed that was printed last.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from store import MemoryStore, SqlStore, open_store

from ..servers import postgres_server
from ..store.records import emptied
from .machine import Office
from .over_http import OverHttp

ROUND = 10


def anything(office: type[Office], examples: int, seed: int | None = None) -> None:
    """So many runs of forty steps, always the same ones without a seed; Hypothesis prints the shortest way to a failure."""
    if seed is not None:
        office = hypothesis.seed(seed)(office)
    run_state_machine_as_test(
        office,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=seed is None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def in_memory() -> type[Office]:
    """On a store in memory."""

    class InMemory(Office):
        fresh = MemoryStore

    return InMemory


@contextmanager
def on_sqlite(template: Path, folder: Path, door: type[Office] = Office) -> Iterator[type[Office]]:
    """On copies of a migrated file."""
    path = folder / "akzess.db"
    opened: list[SqlStore] = []

    def close() -> None:
        while opened:
            opened.pop().close()

    def fresh() -> SqlStore:
        close()
        for old in folder.glob("akzess.db*"):
            old.unlink()
        shutil.copy(template, path)
        store = open_store(f"sqlite:///{path}")
        assert isinstance(store, SqlStore)
        opened.append(store)
        return store

    class OnSqlite(door):
        pass

    OnSqlite.fresh = staticmethod(fresh)
    yield OnSqlite
    close()


def on_postgres(store: SqlStore) -> type[Office]:
    """On a migrated database that is emptied before each run."""

    def fresh() -> SqlStore:
        emptied(store)
        store.watch = None
        return store

    class OnPostgres(Office):
        pass

    OnPostgres.fresh = staticmethod(fresh)
    return OnPostgres


@contextmanager
def _prepared(name: str) -> Iterator[type[Office]]:
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        match name:
            case "memory":
                yield in_memory()
            case "postgres":
                with postgres_server() as url:
                    store = _migrated(url)
                    yield on_postgres(store)
                    store.close()
            case _:
                _migrated(f"sqlite:///{folder}/template.sqlite").close()
                door = OverHttp if name == "http" else Office
                with on_sqlite(folder / "template.sqlite", folder, door) as office:
                    yield office


def _migrated(url: str) -> SqlStore:
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    return store


def main(arguments: Sequence[str]) -> int:
    """Run rounds; prints what reproduces a failure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--on", default="memory,sqlite,http,postgres")
    options.add_argument("--examples", type=int, default=1_000, help="runs on each")
    options.add_argument("--first", type=int, default=1, help="seed of the first round")
    options.add_argument("--minutes", type=float, default=0, help="on each, at most; 0: until all are done")
    given = options.parse_args(arguments)
    failed = 0
    for name in given.on.split(","):
        began, seed, last = time.monotonic(), given.first, given.first + -(-given.examples // ROUND)
        with _prepared(name) as office:
            while seed < last and not (given.minutes and time.monotonic() - began > given.minutes * 60):
                try:
                    anything(office, ROUND, seed)
                except Exception as error:  # noqa: BLE001  # whatever the machine did not expect is a finding
                    failed += 1
                    again = f"--on {name} --first {seed} --examples {ROUND}"
                    print(f"FAILED, again with {again}\n{type(error).__name__}: {error}", flush=True)
                seed += 1
                done = (seed - given.first) * ROUND
                print(f"\r{name}: {done} of {given.examples} runs", end="", file=sys.stderr, flush=True)
        spent = time.monotonic() - began
        print(f"{name}: {done} runs in {spent:.0f} s; to go on: --on {name} --first {seed}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
