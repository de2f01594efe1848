"""A case of the corpus about agencies, a server that nobody may reach, and how a call ended."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from connectors.base import ConnectorError

Case = Mapping[str, Any]


@dataclass
class Canary:
    """A server on loopback that nobody may reach; `hits` counts who did."""

    port: int
    hits: int = 0
    others: list[str] = field(default_factory=list)


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0) -> Iterator[Canary]:
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
        thread.join(timeout=5)


def outcome(call: Callable[[], Any]) -> dict[str, Any]:
    """How a call ended, and how long it took."""
    began = time.monotonic()
    try:
        answer = call()
    except ConnectorError as error:
        found: dict[str, Any] = {"error": type(error).__name__, "code": error.code, "unknown": error.outcome_unknown}
        found |= {"wait": getattr(error, "retry_after", None), "failed": True}
    else:
        found = {"answer": answer, "failed": False}
    return found | {"within": time.monotonic() - began}
