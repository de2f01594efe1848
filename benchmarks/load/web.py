"""A small HTTP/1.1 client for one host: kept connections and nothing else, so that measuring costs little itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body's value."""
        return orjson.loads(self.body)


class Host:
    """Connections to one address, kept and given to whoever asks next."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.removeprefix("http://").partition(":")
        self._port = int(port)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> Answer:
        """One request; OSError or asyncio.TimeoutError when there is no answer within half a minute."""
        content = b"" if body is None else orjson.dumps(body)
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        if body is not None:
            lines += ["Content-Type: application/json"]
        if method != "GET":
            lines += [f"Content-Length: {len(content)}"]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        return await asyncio.wait_for(self._exchange(head + content), 30)

    async def _exchange(self, request: bytes) -> Answer:
        kept = bool(self._idle)
        reader, writer = self._idle.pop() if kept else await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(request)
            found = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            if not kept:
                raise
            return await self._exchange(request)  # closed while it lay idle; keys make a repetition harmless
        except BaseException:
            writer.close()
            raise
        if found.headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return found

    def close(self) -> None:
        """Hang up."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    headers = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        if name:
            headers[name.lower()] = value.strip()
    if "content-length" in headers:
        return Answer(status, headers, await reader.readexactly(int(headers["content-length"])))
    parts = []
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
    return Answer(status, headers, b"".join(parts))
