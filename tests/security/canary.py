"""A server on loopback that nobody may reach; it counts who did."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Canary:
    """`hits` counts the connections to `port`."""

    port: int
    hits: int = 0


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0) -> Iterator[Canary]:
    """A canary; on a free port unless one is named."""
    listener = socket.create_server((host, port))
    found = Canary(listener.getsockname()[1])

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            found.hits += 1
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
