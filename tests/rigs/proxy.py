"""A TCP proxy between our code and PostgreSQL that sees protocol messages, and cuts, swallows or slows them on order."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

#: What becomes of a message: passed on; the connection reset before it, in its middle, after it; or nothing ever passes
#: again on this connection, as when a firewall forgot it.
Fate = Literal["pass", "before", "within", "after", "silence"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One protocol message; `number` counts all messages of both directions since `count_anew`."""

    number: int
    to_server: bool
    kind: str
    text: bytes


class Proxy:
    """Listens on a port of its own; `rule` decides about every message. Startup messages are passed unasked."""

    def __init__(self, port: int, rule: Callable[[Seen], Fate] | None = None) -> None:
        self.rule = rule
        self.silent = 0
        self._to = port
        self._guard = threading.Lock()
        self._number = 0
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._socket.getsockname()[1])
        self._open = True
        threading.Thread(target=self._listen, name="proxy", daemon=True).start()

    def close(self) -> None:
        """Cut everything and carry nothing any more."""
        self._open = False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            pass
        self._socket.close()
        self.cut_all()

    def cut_all(self) -> int:
        """Reset every connection there is; how many."""
        with self._guard:
            pairs = list(self._pairs)
        for pair in pairs:
            self._cut(pair)
        return len(pairs)

    def count_anew(self) -> None:
        """The next message is number 1."""
        with self._guard:
            self._number = 0

    @property
    def counted(self) -> int:
        """Messages since `count_anew`."""
        return self._number

    def _listen(self) -> None:
        while self._open:
            try:
                near, _ = self._socket.accept()
            except OSError:
                return
            if not self._open:
                near.close()
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._to), 5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pair = (near, far)
        with self._guard:
            self._pairs.add(pair)
        with contextlib.suppress(OSError):
            _before_the_protocol(near, far)
        back = threading.Thread(target=self._pump, args=(pair, far, near, False), daemon=True)
        back.start()
        self._pump(pair, near, far, True)
        back.join()
        with self._guard:
            self._pairs.discard(pair)
        for end in pair:
            end.close()

    def _pump(
        self, pair: tuple[socket.socket, socket.socket], source: socket.socket, target: socket.socket, to_server: bool
    ) -> None:
        buffer = b""
        begun = not to_server  # the first packet of a client has no type
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                buffer += data
                ready = b""
                while (size := _size(buffer, begun)) and len(buffer) >= size:
                    message, buffer = buffer[:size], buffer[size:]
                    fate: Fate = self._judge(message, to_server) if begun else "pass"
                    begun = True
                    if fate == "pass":
                        ready += message
                        continue
                    target.sendall(ready + (message[: size // 2] if fate == "within" else b""))
                    ready = b""
                    if fate == "silence":
                        self.silent += 1
                        while source.recv(65536):  # until somebody gives up
                            pass
                    elif fate == "after":
                        target.sendall(message)
                    if fate == "within" and to_server:
                        # A server that never gets the rest would wait for it; the network's end is what it sees.
                        target.shutdown(socket.SHUT_WR)
                    self._cut(pair)
                    return
                if ready:
                    target.sendall(ready)
        self._cut(pair)

    def _judge(self, message: bytes, to_server: bool) -> Fate:
        with self._guard:
            self._number += 1
            seen = Seen(self._number, to_server, chr(message[0]), message[5:60])
        return self.rule(seen) if self.rule is not None else "pass"

    @staticmethod
    def _cut(pair: tuple[socket.socket, socket.socket]) -> None:
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _before_the_protocol(near: socket.socket, far: socket.socket) -> None:
    """A client first asks for TLS or GSS, with a packet that has no type, and gets one letter for an answer."""
    while True:
        head = near.recv(8, socket.MSG_PEEK | socket.MSG_WAITALL)
        if len(head) < 8 or struct.unpack("!II", head) not in _OFFERS:
            return
        far.sendall(near.recv(8))
        near.sendall(far.recv(1))


_OFFERS = ((8, 80877103), (8, 80877104))


def _size(buffer: bytes, begun: bool) -> int:
    """The length of the first message, 0 while it cannot be told."""
    head = 1 if begun else 0
    if len(buffer) < head + 4:
        return 0
    return head + int(struct.unpack_from("!I", buffer, head)[0])
