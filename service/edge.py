"""The line of one client, for servers that stand at the edge: who sends a head or a body too slowly is cut off."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class EdgeProtocol(H11Protocol):
    """HTTP/1.1 that waits only so long (reliability J12); give it to uvicorn as `http=EdgeProtocol`.

    A head must be complete `HEAD_SECONDS` after its line was opened or its first byte came. Of a body at least
    `BODY_BYTES` must come in every `BODY_SECONDS`, unless it is we who do not read.
    """

    HEAD_SECONDS: ClassVar[float] = 20.0
    BODY_SECONDS: ClassVar[float] = 10.0
    BODY_BYTES: ClassVar[int] = 1024

    _watch: asyncio.TimerHandle | None = None
    _phase: Any = None
    _received: int = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take what came, and see what is awaited now."""
        self._received += len(data)
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        phase = self.conn.their_state
        if phase is self._phase:
            return
        self._stop()
        self._phase = phase
        if phase is h11.IDLE:
            self._watch = self.loop.call_later(self.HEAD_SECONDS, self._cut)
        elif phase is h11.SEND_BODY:
            self._received = 0
            self._watch = self.loop.call_later(self.BODY_SECONDS, self._measure)

    def _measure(self) -> None:
        if self._received < self.BODY_BYTES and not self.flow.read_paused:
            self._cut()
            return
        self._received = 0
        self._watch = self.loop.call_later(self.BODY_SECONDS, self._measure)

    def _stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _cut(self) -> None:
        """Close the line, unless an answer is on its way (then their head is for later)."""
        self._watch = None
        if self.cycle is not None and not self.cycle.response_complete and self.conn.their_state is not h11.SEND_BODY:
            self._phase = None
            return
        if not self.transport.is_closing():
            self.transport.close()
