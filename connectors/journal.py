"""A simulator's memory on disk: what reached it, written line by line, and played to it again after a restart."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.types import Message

_KEPT = (b"content-type", b"idempotency-key")


class Journal:
    """Appends one JSON object per line; a line that a crash cut off is ignored when read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = Lock()

    def request(self, at: datetime, request: Request, body: bytes) -> None:
        """A request that is about to be handled; credentials are not kept."""
        headers = [[name.decode(), value.decode()] for name, value in request.headers.raw if name in _KEPT]
        scope = request.scope
        self._write(
            {
                "at": at.isoformat(),
                "method": request.method,
                "path": scope["path"].removeprefix(scope.get("root_path", "")),
                "query": scope["query_string"].decode(),
                "headers": headers,
                "body": base64.b64encode(body).decode(),
            }
        )

    def settled(self, at: datetime, number: int, *, acknowledged: bool) -> None:
        """How the delivery of a message ended."""
        self._write({"at": at.isoformat(), "settled": number, "acknowledged": acknowledged})

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, entry: dict[str, Any]) -> None:
        with self._lock:
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """What was written, in order."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def played(entry: dict[str, Any]) -> tuple[Request, bytes]:
    """A written request as a request again, with its body."""
    body = base64.b64decode(entry["body"])
    scope = {
        "type": "http",
        "method": entry["method"],
        "path": entry["path"],
        "root_path": "",
        "query_string": entry["query"].encode(),
        "headers": [(name.encode(), value.encode()) for name, value in entry["headers"]],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive), body
