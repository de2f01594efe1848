"""Everything in one process: store, engine, workers, service, and simulators for agencies that are not configured."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import structlog

from connectors.base import Connector
from connectors.registry import activated
from connectors.replay import ReplayGuard
from engine.commands import Command

from . import duty_officer, starting, telemetry
from .chores import chores
from .clocks import SystemClock
from .composition import Composition
from .house import TENANT, AnyClock
from .http_server import Listener
from .procedure import MAIN
from .settings import Settings
from .town import SimulatedTown

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Opening:
    """What there is to say at the start."""

    address: str
    created: bool
    version: int
    cases: int
    simulated: tuple[str, ...]


class Embedded:
    """A running platform; `start` returns when it answers, `close` when everything has come to rest."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: AnyClock | None = None,
        demo_cases: bool = True,
        resources: Mapping[str, bytes] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._demo_cases = demo_cases
        self._resources = resources
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._end_telemetry: Callable[[], None] = lambda: None

    def start(self) -> Opening:
        """Open, deploy, listen, work. Errors: OSError when the port is taken, the store's own, Misconfigured."""
        # The port comes first: a second start on the same data ends here, before it touches anything.
        self.listener = Listener(self.settings.host, self.settings.port)
        try:
            starting.look(self.settings, schema=False)
            self.parts = Composition(self.settings, clock=self.clock, extra=self._town, address=self.listener.url)
            self.house, self.store = self.parts.house, self.parts.store
            self._end_telemetry = telemetry.start(self.parts.operations, "embedded")
            duty_officer.check_pool(self.store, self.house.worker)
            deployed = self.parts.prepare(self._resources, demo_cases=self._demo_cases)
            self.app = self.parts.app(self.house.worker.wake)
            self.listener.serve(self.app)
            self._thread("worker", self.house.worker.run, self._stop)
            self._thread("agencies", self._tick)
            self._thread("chores", chores, self.parts, self._stop)
        except BaseException:
            self.close()
            raise
        main = next((row for row in deployed.definitions if row.process_id == MAIN), deployed.definitions[0])
        return Opening(
            address=self.listener.url,
            created=deployed.created,
            version=main.version,
            cases=sum(self.house.read.counts(TENANT).values()),
            simulated=tuple(sorted(self.town.simulators)) if self.town else (),
        )

    def handle(self, command: Command) -> Any:
        """Hand a command to the engine."""
        return self.house.handle(command)

    def close(self) -> None:
        """Take no more requests, finish the calls under way, write everything, close the store."""
        self._stop.set()
        if hasattr(self, "house"):
            self.parts.operating.stopping.set()
            self.house.worker.wake()
        if hasattr(self, "listener"):
            self.listener.close()
        for thread in self._threads:
            thread.join(timeout=40)
        if getattr(self, "town", None) is not None:
            self.town.close()
        if hasattr(self, "parts"):
            self.parts.close()
            self._end_telemetry()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _thread(self, name: str, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, name=name)
        self._threads.append(thread)
        thread.start()

    def _tick(self) -> None:
        """Let the simulated agencies send what is due, once a second."""
        while not self._stop.wait(TICK_SECONDS):
            for simulator in self.town.simulators.values():
                try:
                    simulator.tick()
                except Exception as error:  # noqa: BLE001  # a simulator's fault must not stop the others
                    log.error("simulator.fault", agency=simulator.name, kind=type(error).__name__)

    def _town(self, guard: ReplayGuard) -> Sequence[Connector]:
        """Simulators for every agency that the operator did not configure."""
        self.town = SimulatedTown(
            self.clock.now, self.listener.url, without=activated(self.settings.agencies), guard=guard
        )
        return self.town.connectors
