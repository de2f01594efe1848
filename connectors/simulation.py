"""Runs several simulated agencies on loopback: under one HTTP server, each at /{name}/…, mail servers on ports of their own."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .listening import listening
from .simulated import SimulatedAgency
from .simulated_smtp import BESIDE, SimulatedSmtp
from .smtp_door import Door

#: What a configuration has to list so that the egress guard lets a connector reach a simulator.
LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files of a server that speaks TLS; with `client_ca` it demands a certificate of every caller."""

    certificate: str
    key: str
    client_ca: str = ""

    def context(self) -> ssl.SSLContext:
        """The same for a server that is no HTTP server."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        if self.client_ca:
            context.load_verify_locations(self.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Town:
    """The running server; a context manager. `url(name)` is an agency's base address, `close()` stops it."""

    def __init__(self, simulators: Sequence[SimulatedAgency], host: str, port: int, tls: Tls | None = None) -> None:
        self.simulators = {simulator.name: simulator for simulator in simulators}
        self._socket = listening(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            self._street, log_config=None, log_level="critical", access_log=False, lifespan="off", interface="asgi3",
            ws="none", http="h11",
            timeout_graceful_shutdown=1,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
            ssl_ca_certs=tls.client_ca or None if tls else None,
            ssl_cert_reqs=ssl.CERT_REQUIRED if tls and tls.client_ca else ssl.CERT_NONE,
        )  # fmt: skip
        self._scheme = "https" if tls else "http"
        self._server = _Quiet(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="agency-simulators", daemon=True
        )
        self._thread.start()
        self._server.ready.wait(timeout=10)
        self._tls, self._fixed = tls, bool(port)
        self._doors: dict[str, Door] = {}
        for name, simulator in self.simulators.items():
            if isinstance(simulator, SimulatedSmtp):
                self._door(name)

    def _door(self, name: str) -> Door:
        """The door of a mail server: it speaks no HTTP, and so has a port of its own."""

        def server() -> SimulatedSmtp:
            house = self.simulators[name]
            if not isinstance(house, SimulatedSmtp):
                raise TypeError(f"{name} is no mail server")
            return house

        if name not in self._doors:
            tls = self._tls.context() if self._tls else None
            port = self.port + BESIDE if self._fixed else 0
            self._doors[name] = Door(server, self.host, port, tls=tls, security="tls" if tls else "none")
        return self._doors[name]

    async def _street(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the house; agencies may be added to and replaced in `simulators` while the server runs."""
        name = scope["path"].split("/")[1]
        house = self.simulators.get(name)
        if house is None:
            await Response(status_code=404)(scope, receive, send)
        else:
            await house(dict(scope) | {"root_path": f"/{name}"}, receive, send)

    def url(self, name: str) -> str:
        """The base address of an agency, without a slash at the end."""
        if isinstance(self.simulators.get(name), SimulatedSmtp):
            return self._door(name).url
        return f"{self._scheme}://{self.host}:{self.port}/{name}"

    def close(self) -> None:
        """Stop accepting, break off what hangs, and free the port."""
        for door in self._doors.values():
            door.close()
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def __enter__(self) -> Town:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Quiet(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def serve(
    simulators: Sequence[SimulatedAgency], host: str = "127.0.0.1", port: int = 0, tls: Tls | None = None
) -> Town:
    """Start the simulators; port 0 takes a free one."""
    return Town(simulators, host, port, tls)
