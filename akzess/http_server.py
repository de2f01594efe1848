"""Serves an application on a socket that is opened first, so that its address is known before there is one."""

from __future__ import annotations

import threading
from typing import Any

import uvicorn

from connectors.listening import listening
from service.edge import EdgeProtocol


class Listener:
    """One address: opened at once, served from `serve` on, in a thread of its own, until `close`."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = listening(host, port)
        self.host = host
        self.port = int(self._socket.getsockname()[1])
        self._server: _Ready | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def serve(self, app: Any) -> None:
        """Start answering; returns when the first request can be taken."""
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            http=EdgeProtocol,
        )
        server = _Ready(config)
        self._server = server
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [self._socket]}, name="service", daemon=True
        )
        self._thread.start()
        server.ready.wait(timeout=15)

    def close(self) -> None:
        """Finish what is being answered, then free the port."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=15)
        self._socket.close()


class _Ready(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        # Streams of events would go on for ever; they end first, so that the rest has its time to finish.
        feed = getattr(getattr(self.config.app, "state", None), "context", None)
        if feed is not None:
            feed.feed.close()
        await super().shutdown(sockets)
