"""Reads a mail server's replies under a deadline and a limit of bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .base import Misconfigured

#: Bytes of all replies of one session together, and of one line of them (RFC 5321 section 4.5.3.1.5: 512).
MAX_REPLIES = 64 * 1024
_MAX_LINE = 2048
_REPLY = re.compile(r"(?P<code>[2-5][0-9]{2})(?:(?P<more>[ -])(?P<text>.*))?")


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply: its code, and its words with one line for each of its own."""

    code: int
    text: str


class Wire(Protocol):
    """What a session needs of a connection: a socket, or a server in the same process."""

    def settimeout(self, seconds: float | None, /) -> None: ...
    def sendall(self, data: bytes, /) -> None: ...
    def recv(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class Replies:
    """Reads replies under the session's deadline and a limit of bytes."""

    def __init__(self, left: Callable[[], float]) -> None:
        self.wire: Wire | None = None
        self.held = b""
        self._left, self._read = left, 0

    def next(self) -> Reply:
        """One reply, of one line or many (RFC 5321 section 4.2). Errors: OSError, `Misconfigured`."""
        words, code = [], ""
        while True:
            found = _REPLY.fullmatch(self._line())
            if found is None or (code and found["code"] != code):
                raise Misconfigured("agency-malformed", "this is no reply of SMTP", outcome_unknown=True)
            code = found["code"]
            words.append(_plain(found["text"] or ""))
            if found["more"] != "-":
                return Reply(int(code), "\n".join(words))

    def _line(self) -> str:
        while b"\n" not in self.held:
            if len(self.held) > _MAX_LINE:
                raise Misconfigured("egress-limit", "a line of the reply is too long", outcome_unknown=True)
            assert self.wire is not None  # noqa: S101  # `opened` comes first
            self.wire.settimeout(self._left())
            chunk = self.wire.recv(4096)
            if not chunk:
                raise ConnectionResetError("the server hung up")
            self._read += len(chunk)
            if self._read > MAX_REPLIES:
                raise Misconfigured("egress-limit", "the replies are larger than 64 KB", outcome_unknown=True)
            self.held += chunk
        line, _, self.held = self.held.partition(b"\n")
        return line.rstrip(b"\r").decode("ascii", "replace")


def _plain(text: str) -> str:
    """A reply's words without anything that could write elsewhere than on its line."""
    return re.sub(r"[^ -~]", " ", text)[:200].strip()
