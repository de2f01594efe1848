"""The whole platform as one object: store, engine, agencies, worker and clock, wired for virtual or for real time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from connectors.base import Connector
from connectors.ledger import Ledger
from connectors.simulated import Delivery
from engine.commands import ClaimTask, Command, CompleteTask, Deploy, StartCase
from engine.errors import NotFound
from engine.handlers.deployments import ReadBundle
from engine.kernel.case_run import Constants
from engine.model import SYSTEM, Actor, Case, Task, TaskState
from engine.ports import Ids, Store
from service.agencies import take
from service.app import create_app
from service.identity import Accounts
from store import MemoryStore, SqlStore
from store.evidence import Keyring
from store.queries import CaseSummary, Queries
from workers.agencies import Agencies
from workers.enclosing import enclosing
from workers.handling import WorkerLimits
from workers.loop import Worker

from . import bundle, paperwork
from .clocks import MovableClock
from .http_server import Listener
from .ids import SeededIds
from .procedure import MAIN, closing, constants, listing, prepare
from .steps import ObservedEngine, TracedStore
from .surroundings import read as read_and_check
from .timeline import Timeline
from .town import SimulatedTown
from .watching import Watch, WatchedStore

TENANT = 1

AnyStore = SqlStore | MemoryStore

#: The master key of houses in virtual time, for evidence as for documents.
PLAYED_KEY = bytes(range(32))


class AnyClock(Protocol):
    """Either of `akzess.clocks`."""

    def now(self) -> datetime:
        """The current instant, aware."""
        ...


class House:
    """Store, engine, agencies and worker that belong together; whoever builds it decides about time and ids.

    `constants`: the law's values in force on a day, by default those of the procedure.
    """

    def __init__(
        self,
        store: Store,
        clock: AnyClock,
        ids: Ids,
        connectors: Iterable[Connector],
        *,
        read_bundle: ReadBundle = read_and_check,
        ledger: Ledger | None = None,
        limits: WorkerLimits | None = None,
        traced: bool = False,
        constants: Constants = constants,
    ) -> None:
        self.store = store
        self.clock = clock
        self.engine = ObservedEngine(
            store=TracedStore(store) if traced else store,
            clock=clock,
            ids=ids,
            constants=constants,
            listing=listing(),
            closing=closing(),
            read_bundle=read_bundle,
        )
        self.agencies = Agencies(connectors)
        self.ledger = ledger
        self.worker = Worker(self.engine, store, self.agencies, clock, ledger=ledger, limits=limits)

    @property
    def read(self) -> Queries:
        """The read side of the store."""
        found: Queries = self.store.read()
        return found

    def handle(self, command: Command) -> Any:
        """Hand a command to the engine and wake the worker."""
        result = self.engine.handle(command)
        self.worker.wake()
        return result

    def deploy(self, resources: Mapping[str, bytes] | None = None, actor: Actor = SYSTEM) -> Any:
        """Deploy a bundle (default: the procedure AKZESS); the same content again changes nothing."""
        return self.engine.handle(Deploy(resources=bundle.read() if resources is None else resources, actor=actor))

    def start(
        self,
        application: Mapping[str, Any],
        *,
        process: str = MAIN,
        site: str = "",
        business_key: str | None = None,
        actor: Actor = SYSTEM,
    ) -> Any:
        """Start a case with an application; the site follows from it unless given."""
        now = self.clock.now()
        variables, where = prepare(process, application, site, now)
        return self.handle(
            StartCase(
                actor=actor,
                process_id=process,
                variables=variables,
                site=where,
                business_key=business_key,
            )
        )

    def complete(self, task: Task, actor: Actor, answers: Mapping[str, Any]) -> Any:
        """Claim a task and complete it, as one person does."""
        if task.assignee != actor.person:
            self.handle(ClaimTask(actor=actor, task_id=task.id))
        return self.handle(CompleteTask(actor=actor, task_id=task.id, answers=answers))

    def case(self, case_id: str) -> Case:
        """The case row. Errors: NotFound."""
        found = self.read.case(TENANT, case_id)
        if found is None:
            raise NotFound(case_id)
        return found

    def find(self, text: str) -> Case:
        """The case by business key or id. Errors: NotFound."""
        return self.read.case_by_key(TENANT, text) or self.case(text)

    def all_cases(self) -> Iterator[CaseSummary]:
        """Every case, newest first, page by page."""
        after: str | None = None
        while True:
            page = self.read.cases(TENANT, limit=500, after=after)
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def open_tasks(self, case_id: str) -> list[Task]:
        """The open tasks of a case, oldest first."""
        tasks = self.read.tasks_of(TENANT, case_id)
        return sorted((t for t in tasks if t.state is TaskState.OPEN), key=lambda t: (t.created_at, t.activation))

    def visited(self, case_id: str) -> list[str]:
        """Element ids in the order in which they appear in the history."""
        return [line.element_id for line in self.read.history(TENANT, case_id) if line.element_id]


class VirtualHouse(House):
    """A house in virtual time with simulated agencies, whose letters come in as bytes through `service.agencies`.

    `watch` hears of every case that a committed unit of work wrote.
    """

    def __init__(
        self,
        store: AnyStore,
        start: datetime,
        *,
        seed: int = 1,
        clock: MovableClock | None = None,
        over_http: bool = False,
        read_bundle: ReadBundle = read_and_check,
        ledger: Ledger | None = None,
        watch: Watch | None = None,
        constants: Constants = constants,
    ) -> None:
        self.moving = clock or MovableClock(start)
        self._listener = Listener() if over_http else None
        address = self._listener.url if self._listener else "http://platform.test"
        self.town = SimulatedTown(self.moving.now, address, in_process=not over_http)
        # A key that everybody knows: what is played is nobody's file, and a house opened again must read its own.
        ids = SeededIds(seed + 1_000_000)
        self.documents = paperwork.registry(store, Keyring([PLAYED_KEY]), self.moving, ids.case_id)
        letters = paperwork.letter_writer(store, self.documents, demo=True)
        office = paperwork.portal_office(store, self.documents, ledger)
        connectors = [*enclosing(self.town.connectors, self.documents.cabinet, store.read), letters, office]
        watched = store if watch is None else WatchedStore(store, watch)
        super().__init__(
            watched,
            self.moving,
            SeededIds(seed),
            connectors,
            read_bundle=read_bundle,
            ledger=ledger,
            constants=constants,
        )
        post = None if over_http else self._post
        if self._listener is not None:
            accounts = Accounts([], self.moving)
            self._listener.serve(
                create_app(
                    self.engine, store, self.agencies.by_name, accounts, self.moving, self.worker.wake, ledger=ledger
                )
            )
        self.timeline = Timeline(self.moving, store, self.worker, list(self.town.simulators.values()), post)

    def _post(self, delivery: Delivery) -> int:
        name = urlsplit(delivery.url).path.strip("/").split("/")[1]
        headers = {key.lower(): value for key, value in delivery.headers.items()}
        now = self.clock.now()
        return take(self.agencies[name], self.engine.handle, delivery.body, headers, now, self.ledger).status

    def close(self) -> None:
        """Stop the servers, if any; the store stays open."""
        self.town.close()
        if self._listener is not None:
            self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
