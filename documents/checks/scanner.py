"""Asks a virus scanner: clamd over its INSTREAM command, or nobody where none is configured."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from ..errors import ScannerAway, Unjudged
from ..model import Scan

_CHUNK = 64 * 1024
_ANSWER = 4096


class Scanner(Protocol):
    """Says whether bytes are known to be malicious."""

    def scan(self, content: Iterator[bytes]) -> Scan:
        """CLEAN, MALWARE or NOT_SCANNED. Error: ScannerAway."""
        ...


class NoScanner:
    """Where the operator configured none: every file says so."""

    def scan(self, content: Iterator[bytes]) -> Scan:
        """NOT_SCANNED."""
        return Scan.NOT_SCANNED


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd at `tcp://host:port` or `unix:///path`; one connection per file, `seconds` for each step of it."""

    address: str
    seconds: float = 20.0

    def __post_init__(self) -> None:
        url = urlsplit(self.address)
        if not (url.scheme == "tcp" and url.hostname and url.port) and not (url.scheme == "unix" and url.path):
            raise ValueError(f"a scanner is tcp://host:port or unix:///path, not {self.address!r}")

    def scan(self, content: Iterator[bytes]) -> Scan:
        """Stream the bytes (protocol of clamd: length and chunk, an empty one ends). Errors: ScannerAway, Unjudged."""
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                for chunk in content:
                    for start in range(0, len(chunk), _CHUNK):
                        piece = chunk[start : start + _CHUNK]
                        line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
                answer = _answer(line)
        except OSError as error:
            raise ScannerAway(type(error).__name__) from None
        if answer.endswith(" FOUND"):
            return Scan.MALWARE
        if answer == "stream: OK":
            return Scan.CLEAN
        raise Unjudged("the scanner could not judge the file")

    def _connected(self) -> socket.socket:
        url = urlsplit(self.address)
        if url.scheme == "tcp":
            return socket.create_connection((url.hostname or "", url.port or 0), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        try:
            line.connect(url.path)
        except OSError:
            line.close()
            raise
        return line


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning, in pieces."""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _answer(line: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < _ANSWER:
        more = line.recv(_ANSWER)
        if not more:
            break
        received += more
    return received.rstrip(b"\0").decode("ascii", "replace")
