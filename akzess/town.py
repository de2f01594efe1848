"""The simulated agencies and the connectors that talk to them: over real HTTP on loopback, or in the same process."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx2

from connectors.base import Connector
from connectors.registry import discover
from connectors.replay import ReplayGuard
from connectors.simulated import SimulatedAgency
from connectors.simulation import Town, serve


class SimulatedTown:
    """All agencies that come with the platform, each with its simulator.

    `clock` is the agencies' clock. `callback_base_url` is our own address, as the agencies know it. With `in_process`
    the bytes on the wire are the same, but no socket is opened: for virtual time, where speed matters. `without` names
    agencies that the operator has configured for real. `guard` remembers what came in signed (default: in memory).
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        callback_base_url: str,
        *,
        in_process: bool = False,
        without: Container[str] = (),
        guard: ReplayGuard | None = None,
    ) -> None:
        agencies = {name: agency for name, agency in discover().items() if name not in without}
        self.simulators: dict[str, SimulatedAgency] = {name: a.simulate(clock) for name, a in agencies.items()}
        self._server: Town | None = None if in_process else serve(list(self.simulators.values()))
        self.connectors: list[Connector] = []
        for name, agency in agencies.items():
            base = f"http://{name}.test" if self._server is None else self._server.url(name)
            transport = httpx2.ASGITransport(app=self.simulators[name]) if self._server is None else None
            config = agency.demo_config(base, callback_base_url)
            self.connectors.append(agency.build(config, clock=clock, transport=transport, guard=guard))

    def __getitem__(self, name: str) -> SimulatedAgency:
        return self.simulators[name]

    def close(self) -> None:
        """Stop the server, if there is one."""
        if self._server is not None:
            self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
