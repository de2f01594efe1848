"""Everything in one process: store, engine, workers, service, and simulators for agencies that are not configured."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import structlog

from connectors.base import Connector, Misconfigured
from connectors.registry import activated, discover
from engine.commands import Command
from service.app import create_app
from service.identity import Account, Accounts, hash_password, read_accounts
from store import open_store
from store.evidence import Kept

from . import evidence_keys
from .clocks import SystemClock
from .demo_cases import first_cases
from .house import TENANT, AnyClock, House
from .http_server import Listener
from .ids import RandomIds
from .people import DEMO_PASSWORD, staff
from .procedure import MAIN, prepare
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

    def start(self) -> Opening:
        """Open, deploy, listen, work. Errors: OSError when the port is taken, the store's own, Misconfigured."""
        accounts = self._accounts()
        # The port comes first: a second start on the same data ends here, before it touches anything.
        self.listener = Listener(self.settings.host, self.settings.port)
        try:
            self.store = open_store(self.settings.database)
            self.store.upgrade()
            connectors = self._connectors(self.listener.url)
            ledger = Kept(self.store, evidence_keys.of(self.settings), self.clock)
            self.house = House(self.store, self.clock, RandomIds(), connectors, ledger=ledger)
            deployed = self.house.deploy(self._resources)
            fresh = not self.house.read.cases(TENANT, limit=1).items
            if fresh and self._demo_cases:
                first_cases(self.house)
            self.app = create_app(
                self.house.engine,
                self.store,
                self.house.agencies.by_name,
                accounts,
                self.clock,
                self.house.worker.wake,
                prepare=lambda process, variables, site: prepare(process, variables, site, self.clock.now()),
                demo=self.settings.accounts is None,
                ledger=ledger,
            )
            self.listener.serve(self.app)
            self._thread("worker", self.house.worker.run, self._stop)
            self._thread("agencies", self._tick)
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
            self.house.worker.wake()
        self.listener.close()
        for thread in self._threads:
            thread.join(timeout=40)
        if getattr(self, "town", None) is not None:
            self.town.close()
        if hasattr(self, "store"):
            self.store.close()

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

    def _connectors(self, callback_base_url: str) -> list[Connector]:
        """Real agencies where the operator set one, simulated ones for all others."""
        known = discover()
        agencies = activated(self.settings.agencies)
        unknown = sorted(set(agencies) - set(known))
        if unknown:
            raise Misconfigured("connector-unknown", f"no such agency: {', '.join(unknown)}")
        self.town = SimulatedTown(self.clock.now, callback_base_url, without=agencies)
        real = [known[name].build(values) for name, values in agencies.items()]
        return [*real, *self.town.connectors]

    def _accounts(self) -> Accounts:
        if self.settings.accounts is not None:
            return Accounts(read_accounts(self.settings.accounts), self.clock)
        password = hash_password(DEMO_PASSWORD)
        demo = [Account(p.account, p.account, p.name, frozenset({p.group}), p.sites, password) for p in staff()]
        return Accounts(demo, self.clock)
