"""Puts the platform's parts together from the settings: the same parts for one process as for many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp

from authority.partners import network
from connectors.base import Connector
from connectors.registry import activated, discover
from connectors.replay import ReplayGuard
from service.advice.desk import Advice
from service.app import create_app
from service.appointments.desk import Desk as AppointmentDesk
from service.appointments.notices import Reminding, notices_of
from service.designer.desk import Designer
from service.identity import Account, AccountFile, Accounts, hash_password, read_oidc
from service.limits import Limits
from service.portal.account import read_citizens
from service.portal.desk import Portal
from store import SqlStore, open_store
from store.clock import database_time
from store.evidence import Entry, Kept
from store.intake.drafts import Drafts
from store.partners.counter import counters
from store.replay_rows import replay_guard
from workers.enclosing import enclosing
from workers.letters import writer

from . import (
    demo_mining,
    demo_network,
    demo_portal,
    duty_officer,
    evidence_keys,
    operating,
    paperwork,
    proof,
    surroundings,
)
from .demo_appointments import first_appointments
from .demo_cases import first_cases
from .demo_figures import invent
from .house import TENANT, AnyClock, House
from .ids import RandomIds
from .people import DEMO_PASSWORD, SITES, staff
from .procedure import constants, prepare
from .settings import BadSettings, Settings, complete
from .steady_clock import SteadyClock
from .workbench.bench import Bench
from .workbench.glances import Glances
from .workbench.material import shipped


def no_connectors(_: ReplayGuard) -> Sequence[Connector]:
    """For a process that has nobody to talk to."""
    return ()


class Composition:
    """Store, engine, agencies and evidence of one process, opened and not yet working; `close` gives the store back.

    `extra` makes connectors for agencies that the settings do not name; all share a memory of what came in signed.
    `address` is ours where nobody set a public one: it stands in letters. `supervised`: somebody starts the process anew
    when it ends, so its worker may end it. Errors: BadSettings, Misconfigured, OSError,
    and the store's own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: AnyClock | None = None,
        extra: Callable[[ReplayGuard], Sequence[Connector]] = no_connectors,
        address: str = "",
        supervised: bool = False,
    ) -> None:
        self.settings = settings
        self.operations = operating.read(settings.operations)
        keys = self.keys = evidence_keys.of(settings)
        self.store = open_store(complete(settings.database))
        self._closed = threading.Event()
        self._bench: Bench | None = None
        self._glances: Glances | None = None
        self._keeping: threading.Thread | None = None
        evidence_keys.seal(self.store, keys, settings.keys or evidence_keys.default_file(settings.database))
        try:
            self.clock: AnyClock = clock or self._steady()
            # One secret in all processes: a token that one of them gave is good at each.
            self.accounts = accounts(settings, self.clock, keys.current.seal(b"akzess bearer tokens 1"))
            guard = replay_guard(self.store)
            connectors = [*real_agencies(settings, guard), *extra(guard)]
            self.ledger = Kept(self.store, keys, self.clock)
            self.documents = paperwork.registry(self.store, keys, self.clock, RandomIds().case_id, settings.clamav)
            connectors = counters(connectors, network.load(), self.store, self.clock)
            connectors = enclosing(connectors, self.documents.cabinet, self.store.read)
            address = next(iter(settings.origins), address or f"http://{settings.host}:{settings.port}")
            connectors.append(paperwork.letter_writer(self.store, self.documents, demo=self.demo, address=address))
            connectors.append(paperwork.portal_office(self.store, self.documents, self.ledger))
            self.house = House(
                self.store,
                self.clock,
                RandomIds(),
                connectors,
                ledger=self.ledger,
                limits=self.operations.limits(supervised=supervised),
                traced=bool(self.operations.otlp),
            )
            self.page = duty_officer.page(self.store, self.clock, self.house.agencies.names())
            self.operating = duty_officer.operating(settings, self.operations, self.page, self.clock, self.accounts)
        except BaseException:
            self.store.close()
            raise

    def prepare(self, resources: Mapping[str, bytes] | None = None, *, demo_cases: bool = False) -> Any:
        """Bring the schema up to date, deploy the procedure, and start demo cases where there is no case yet.

        What is there already stays as it is, so every start may do this.
        """
        self.store.upgrade()
        deployed = self.house.deploy(resources)
        if demo_cases and not self.house.read.cases(TENANT, limit=1).items:
            first_cases(self.house)
            if self.appointments is not None:
                first_appointments(self.appointments.desk)
            demo_mining.fill(self.house)
            invent(self.store, self.clock.now())
            demo_network.fill(self.house)
            demo_portal.fill(self.house, Drafts(self.store, self.keys, self.clock.now))
        return deployed

    def app(self, wake: Callable[[], None]) -> ASGIApp:
        """The HTTP application; `wake` is called after every commit."""
        return create_app(
            self.house.engine,
            self.store,
            self.house.agencies.by_name,
            self.accounts,
            self.clock,
            wake,
            prepare=lambda process, variables, site: prepare(process, variables, site, self.clock.now()),
            demo=self.demo,
            ledger=self.ledger,
            limits=Limits(proxies=self.settings.proxies),
            oidc=read_oidc(self.settings.oidc) if self.settings.oidc else None,
            origins=self.settings.origins,
            documents=self.documents,
            proof=self._proof,
            letters=writer(),
            operating=self.operating,
            security_contact=self.settings.security_contact,
            workshop=self.workshop(),
            advice=Advice(TENANT, constants),
            portal_parts=self.portal(),
        )

    def portal(self) -> Portal:
        """Where people apply: drafts sealed with the operator's keys, the law's values of a day."""
        citizens = read_citizens(self.settings.oidc_citizens) if self.settings.oidc_citizens else None
        return Portal(Drafts(self.store, self.keys, self.clock.now), constants, citizens)

    @property
    def appointments(self) -> Reminding | None:
        """Appointments for the chores of this process; None on a store in memory."""
        if not isinstance(self.store, SqlStore):
            return None
        desk = AppointmentDesk(self.store, self.clock.now, TENANT)
        return Reminding(desk, notices_of(desk, self.house.handle, self.house.agencies.by_name))

    def workshop(self) -> Designer:
        """What the designers' page works with; plays and replays end with this process."""
        if self._bench is None:
            self._glances = Glances()
            self._bench = Bench(self._glances.recall)
        return Designer(
            bench=self._bench,
            read_bundle=surroundings.read,
            shipped=shipped,
            around=surroundings.known_of,
            glance=self._glances.read if self._glances is not None else None,
            two_persons=self.settings.two_persons_deploy,
        )

    @property
    def demo(self) -> bool:
        """Whether anybody may log in with the demo's accounts."""
        return self.settings.accounts is None and not self.settings.oidc

    def _proof(self, entry: Entry) -> bytes | None:
        return proof.of(entry, self.house.read, self.ledger, self.house.engine, self.clock.now())

    def _steady(self) -> SteadyClock:
        """The database's clock: that of this machine may be an hour off, and another process's too."""
        clock = SteadyClock(lambda: database_time(self.store))
        self._keeping = threading.Thread(target=clock.keep, args=(self._closed,), name="clock", daemon=True)
        self._keeping.start()
        return clock

    def close(self) -> None:
        """Give the store's connections back."""
        self._closed.set()
        if self._keeping is not None:
            self._keeping.join(10)  # in the middle of a question it would open a connection that nobody closes
        if self._bench is not None:
            self._bench.close()
        if self._glances is not None:
            self._glances.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def accounts(settings: Settings, clock: AnyClock, secret: bytes) -> Accounts:
    """The operator's accounts, or the demo's. Error: BadSettings for a file with a mistake."""
    if settings.accounts is not None:
        try:
            return Accounts(AccountFile(settings.accounts, SITES), clock, secret)
        except ValueError as error:
            raise BadSettings(f"{error}") from None
    password = hash_password(DEMO_PASSWORD)
    demo = [Account(p.account, p.account, p.name, frozenset({p.group}), p.sites, password) for p in staff()]
    return Accounts(demo, clock, secret)


def real_agencies(settings: Settings, guard: ReplayGuard) -> list[Connector]:
    """The agencies that the operator configured. Error: Misconfigured."""
    known = discover()
    return [known[name].build(values, guard=guard) for name, values in activated(settings.agencies).items()]


def simulated_agencies(settings: Settings, guard: ReplayGuard) -> list[Connector]:
    """Connectors for all other agencies, where their simulators run in processes of their own; none without them."""
    where = settings.simulators
    if where is None:
        return []
    configured = activated(settings.agencies)
    found = []
    for name, agency in discover().items():
        if name not in configured:
            values = agency.demo_config(where.address.format(name=name), where.callback)
            networks = {"networks": where.networks} if where.networks else {}
            found.append(agency.build(values | networks, guard=guard))
    return found
