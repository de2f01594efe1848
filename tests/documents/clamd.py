"""A small virus scanner that speaks clamd's INSTREAM over TCP and knows one signature, also inside archives."""

from __future__ import annotations

import io
import socketserver
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from .files import EICAR


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        received = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            received += self.rfile.read(size)
        server = self.server
        assert isinstance(server, Clamd)
        server.scanned.append(received)
        if len(received) > server.largest:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if infected(received) else b"stream: OK\0")


def infected(data: bytes) -> bool:
    if EICAR in data:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(EICAR in archive.read(name) for name in archive.namelist())
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError):
        return False


class Clamd(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.scanned: list[bytes] = []
        self.largest = 100_000_000

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def clamd(port: int = 0) -> Iterator[Clamd]:
    with Clamd(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def free_address() -> str:
    """An address at which nobody listens."""
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        return f"tcp://127.0.0.1:{server.server_address[1]}"
