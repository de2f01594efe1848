"""Lets callers over TCP speak with a simulated mail server, with TLS from the first byte, on demand, or without."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from .listening import listening
from .simulated_smtp import Dialogue, Say, SimulatedSmtp

Security = Literal["none", "starttls", "tls"]
_SCHEMES: dict[Security, str] = {"none": "smtp", "starttls": "smtp+starttls", "tls": "smtps"}
_PATIENCE_SECONDS = 30.0
_DRIP_SECONDS = 0.1


class Door:
    """A listening mail server; a context manager. `server` is asked anew for every caller, so it may be replaced."""

    def __init__(
        self,
        server: Callable[[], SimulatedSmtp],
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        security: Security = "none",
    ) -> None:
        self._server, self._tls, self._security = server, tls, security
        self._socket = listening(host, port)
        self._calls: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        port = int(self._socket.getsockname()[1])
        self.url = f"{_SCHEMES[security]}://{host}:{port}"
        self._thread = threading.Thread(target=self._accept, name="mail-simulator", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up everywhere and free the port."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            calls = list(self._calls)
        for call in calls:
            _hang_up(call)
        self._thread.join(timeout=10)

    def __enter__(self) -> Door:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                call, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(call,), name="mail-session", daemon=True).start()

    def _serve(self, call: socket.socket) -> None:
        call.settimeout(_PATIENCE_SECONDS)
        try:
            self._converse(self._secured(call) if self._security == "tls" else self._noted(call))
        except OSError:  # the caller hung up, or does not like our certificate: its affair
            return
        finally:
            _hang_up(call)

    def _converse(self, call: socket.socket) -> None:
        dialogue = Dialogue(self._server(), offers_tls=self._security == "starttls")
        say = dialogue.greeting()
        try:
            while True:
                if not self._uttered(call, say):
                    return
                if say.then == "starttls":
                    call = self._secured(call)
                    dialogue.secured()
                heard = call.recv(65536)
                if not heard:
                    return
                say = dialogue.hears(heard)
        finally:
            _hang_up(call)
            with self._lock:
                self._calls.discard(call)

    def _uttered(self, call: socket.socket, say: Say) -> bool:
        """Say it; whether the conversation goes on."""
        if say.then == "drip":
            for number in range(len(say.data)):
                call.sendall(say.data[number : number + 1])
                if self._closing.wait(_DRIP_SECONDS):
                    return False
            return True
        if say.data:
            call.sendall(say.data)
        if say.then == "hang":
            while call.recv(65536):  # until the caller hangs up
                continue
            return False
        return say.then != "close"

    def _secured(self, call: socket.socket) -> socket.socket:
        if self._tls is None:
            raise ValueError("TLS needs a certificate")
        return self._noted(self._tls.wrap_socket(call, server_side=True))

    def _noted(self, call: socket.socket) -> socket.socket:
        with self._lock:
            self._calls.add(call)
        return call


def _hang_up(call: socket.socket) -> None:
    with contextlib.suppress(OSError):
        call.shutdown(socket.SHUT_RDWR)
    call.close()
