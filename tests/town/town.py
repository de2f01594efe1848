"""The whole system as one object with verbs: people and agencies do things, time passes, workers die, offices restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from akzess.clocks import MovableClock
from akzess.house import TENANT, House
from akzess.ids import SeededIds
from akzess.people import named
from akzess.scenario_file import BERLIN
from akzess.timeline import Timeline
from akzess.town import SimulatedTown
from connectors.base import Accepted, Connector, Reply, Request
from connectors.bundesagentur.examples import engineer
from connectors.simulated import Delivery
from connectors.wrapping import Wrapping
from engine.commands import Command, CompleteJob, DeliverMessage
from engine.handlers.deployments import read_here
from engine.model import Case, CaseStatus, Job, Task
from engine.ports import Store
from service.agencies import take
from workers.agencies import Agencies
from workers.loop import Worker

BUNDLE = Path(__file__).parent / "bundle"
MONDAY = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)

APPROVES = "09912342"
NEVER_ANSWERS = "09555556"
REFUSES = "12345671"
WRONG_NUMBER = "12345678"


class Death(BaseException):
    """The process is gone: nothing after this line runs, nothing catches it."""


class Fate:
    """Says at which moment the worker dies next."""

    def __init__(self) -> None:
        self.moment = ""

    def strikes(self, moment: str) -> None:
        if self.moment == moment:
            self.moment = ""
            raise Death(moment)


class MortalConnector(Wrapping):
    """A connector in whose process the lights may go out."""

    def __init__(self, inner: Connector, fate: Fate) -> None:
        super().__init__(inner)
        self._fate = fate

    def send(self, request: Request) -> Reply | Accepted:
        self._fate.strikes("before sending")
        answer = self.inner.send(request)
        self._fate.strikes("after sending")
        return answer


class MortalEngine:
    """The engine as a worker sees it whose process may end right after a commit."""

    def __init__(self, engine: Any, fate: Fate) -> None:
        self._engine = engine
        self._fate = fate

    def handle(self, command: Command) -> Any:
        done = self._engine.handle(command)
        if isinstance(command, CompleteJob):
            self._fate.strikes("after reporting")
        return done


class Application:
    """A case as somebody outside sees it."""

    def __init__(self, town: Town, case_id: str, number: str) -> None:
        self._town = town
        self.id = case_id
        self.number = number

    @property
    def row(self) -> Case:
        return self._town.house.case(self.id)

    @property
    def status(self) -> CaseStatus:
        return self.row.status

    @property
    def open(self) -> list[str]:
        """Keys of the open tasks."""
        return [task.element_id for task in self._town.house.open_tasks(self.id)]

    def task(self, key: str) -> Task:
        found = [t for t in self._town.house.open_tasks(self.id) if key in (t.element_id, t.name)]
        assert found, f"{key} is not open in {self.number}; open are {self.open}, incidents {self.incidents}"
        return found[0]

    def waits_for(self, key: str, group: str) -> bool:
        return group in self.task(key).groups

    @property
    def incidents(self) -> list[str]:
        return [i.code for i in self._town.house.read.open_rows(TENANT, self.id).incidents]

    @property
    def variables(self) -> dict[str, Any]:
        return self._town.house.engine.variables(self.id)

    @property
    def story(self) -> list[tuple[str, str, str]]:
        """What the history tells, without times and hashes."""
        return [(h.event, h.element_id, h.outcome) for h in self._town.house.read.history(TENANT, self.id)]

    @property
    def verified(self) -> bool:
        return bool(self._town.house.engine.verify_history(self.id).ok)


class Person:
    """Somebody at a desk."""

    def __init__(self, town: Town, name: str) -> None:
        self._town = town
        self.name = name

    def completes(self, case: Application, key: str, **answers: Any) -> None:
        self._town.house.complete(case.task(key), named(self.name), answers)


class Town:
    """Store, engine, workers, agencies and clock; one instance is one town with one office."""

    def __init__(self, store: Store, *, restless: bool = False) -> None:
        self.store = store
        self.restless = restless
        self.clock = MovableClock(MONDAY)
        self.agencies = SimulatedTown(self.clock.now, "http://platform.test", in_process=True)
        self.fate = Fate()
        self.restarts()
        self.house.deploy({path.name: path.read_bytes() for path in sorted(BUNDLE.glob("*.bpmn"))})
        self.anna = Person(self, "anna.akz-clerk")
        self.bela = Person(self, "bela.akz-second")

    # the office

    def restarts(self) -> None:
        """Every process of ours is gone and comes back; the database, the agencies and time stay."""
        self.house = House(
            self.store, self.clock, SeededIds(self.store_size()), self.agencies.connectors, read_bundle=read_here
        )
        mortal = [MortalConnector(connector, self.fate) for connector in self.agencies.connectors]
        engine = MortalEngine(self.house.engine, self.fate)
        self.worker = Worker(engine, self.store, Agencies(mortal), self.clock)
        simulators = list(self.agencies.simulators.values())
        self.timeline = Timeline(self.clock, self.store, self.worker, simulators, self.post)

    def store_size(self) -> int:
        """A seed that differs after each restart, so that no id comes twice."""
        read = self.store.read()
        return sum(len(read.history(TENANT, row.id)) for row in read.cases(TENANT).items) + 1

    def post(self, delivery: Delivery) -> int:
        """An agency's letter arrives at our endpoint."""
        name = delivery.url.rsplit("/", 2)[-2]
        headers = {key.lower(): value for key, value in delivery.headers.items()}
        connector = self.house.agencies[name]
        return take(connector, self.house.engine.handle, delivery.body, headers, self.clock.now()).status

    @contextmanager
    def worker_dies(self, moment: str) -> Iterator[None]:
        """In this block the worker's process ends at the moment named, once."""
        self.fate.moment = moment
        with suppress(Death):
            yield
        assert not self.fate.moment, f"the worker did not die {moment}"
        self.restarts()

    # people and time

    def applies(self, employer: str = APPROVES, **more: Any) -> Application:
        """Somebody applies for a title with a job at this employer."""
        request = engineer(employer)
        recipient = {
            "name": "Anjali Mustermann-Rao",
            "address": {"street": "Musterstraße", "plz": "01067", "city": "Dresden"},
        }
        variables = {"request": request, "recipient": recipient} | more
        done = self.house.start(variables, process="small", site="DD")
        return Application(self, done.case_id, done.business_key)

    def withdraws(self, case: Application, *, message_id: str = "w-1") -> Any:
        """The applicant takes the application back."""
        return self.house.handle(
            DeliverMessage(source="portal", message_id=message_id, name="antrag.ruecknahme", key=case.number)
        )

    def works(self) -> None:
        """Everything that is due now is done."""
        if self.restless:
            self.restarts()
        self.timeline.quiet()

    def passes(self, *, days: int = 0, **step: float) -> None:
        """Time passes; workers and agencies do what becomes due, in order. Days are those of the local calendar."""
        if self.restless:
            self.restarts()
        self.timeline.advance_to(self.clock.now().astimezone(BERLIN) + timedelta(days=days))
        self.timeline.advance(timedelta(**step))
        if self.restless:
            self.restarts()

    def lease_ends(self) -> None:
        """Long enough for the lease of a dead worker to run out; the sweep gives its job back."""
        self.passes(seconds=self.worker.lease_seconds + 1)

    def jobs(self, case: Application) -> list[Job]:
        """The unfinished jobs of a case."""
        return list(self.house.read.open_rows(TENANT, case.id).jobs)

    def received(self, agency: str) -> list[str]:
        """The requests that an agency has on file."""
        return list(self.agencies[agency].received)
