"""The procedure itself under the same faults: the real bundle, connectors and simulated agencies, and clerks who know it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from akzess import bundle, scenario_file, scenarios
from akzess.clerks import Clerks
from akzess.ids import SeededIds
from akzess.procedure import MAIN, constants, listing, prepare
from akzess.town import SimulatedTown
from connectors.base import (
    Accepted,
    Connector,
    DeliveryClass,
    HttpAnswer,
    Message,
    MessageType,
    Operation,
    OutcomeUnknown,
    Receipt,
    Rejected,
    Reply,
    Request,
    Unavailable,
)
from connectors.simulated import Delivery
from connectors.wrapping import Wrapping
from engine import commands as c
from engine.handlers import Engine
from service.agencies import take

from .database import ask
from .people import TENANT
from .run import Mode, Simulation
from .scheduler import Process, World

#: Applications that differ in what agencies are asked for.
SCENARIOS = ("a01", "a02", "a06", "a09", "a11", "a19", "b08")
_ANY = {"type": "object"}


class Line(Wrapping):
    """A connector of the platform whose line breaks by chance."""

    def __init__(self, inner: Connector, world: World) -> None:
        super().__init__(inner)
        self._world = world

    def send(self, request: Request) -> Reply | Accepted:
        return self._over(lambda: self.inner.send(request))

    def ask(self, request: Request) -> Reply | None:
        return self._over(lambda: self.inner.ask(request))

    def _over(self, call: Callable[[], Any]) -> Any:
        world = self._world
        hit, chance = world.odds.hit, world.random
        if hit(chance, "line_down"):
            world.note("line_down", self.name)
            raise Unavailable("line-down", "nobody answers")
        if hit(chance, "request_lost"):
            world.note("request_lost", self.name)
            world.pause(20, "waiting for the answer")
            raise OutcomeUnknown("timeout", "no answer in time")
        # The call itself takes no virtual time: bytes leave at once, as soon as the lease was looked at.
        found = call()
        world.note("answered", self.name)
        world.step("waiting for the answer")
        if hit(chance, "answer_lost"):
            world.note("answer_lost", self.name)
            world.pause(20, "waiting for the answer")
            raise OutcomeUnknown("timeout", "no answer in time")
        return found

    def probe(self) -> None:
        self._world.step("probe")


class PlainLetters:
    """Stands in for the letter writer: the same answers without setting a page."""

    name: ClassVar[str] = "documents"
    operations: ClassVar[Mapping[str, Operation]] = {
        name: Operation(name, DeliveryClass.A, _ANY, _ANY, name, name) for name in ("letter", "sent")
    }
    messages: ClassVar[Mapping[str, MessageType]] = {}

    def send(self, request: Request) -> Reply | Accepted:
        return Reply({"documentId": request.key, "sha256": "0" * 64} if request.operation == "letter" else {})

    def ask(self, request: Request) -> Reply | None:
        return None

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        raise Rejected(404, "unknown-reference")

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        return HttpAnswer(404, b"", "text/plain")

    def reject(self, error: Rejected) -> HttpAnswer:
        return HttpAnswer(error.status, b"", "text/plain")

    def probe(self) -> None:
        return None


class NoPortal(PlainLetters):
    """Stands in for the portal: nobody has agreed to retrieve anything."""

    name: ClassVar[str] = "portal"
    operations: ClassVar[Mapping[str, Operation]] = {
        name: Operation(name, DeliveryClass.A, _ANY, _ANY, name, name) for name in ("provide", "availability")
    }

    def send(self, request: Request) -> Reply | Accepted:
        return Reply({"provided": False, "offer": None, "providedAt": None, "until": None})


class Akzess(Simulation):
    """A few applications with everything that they set in motion, for weeks."""

    faults, longest = timedelta(days=20), timedelta(days=900)

    def __init__(self, world: World, mode: Mode, spoil: str = "") -> None:
        world.procedure = {"constants": constants, "listing": listing()}
        super().__init__(world, mode, spoil)
        self._town = SimulatedTown(lambda: world.now, "http://platform.test", in_process=True)
        self._lines = {inner.name: Line(inner, world) for inner in (*self._town.connectors, PlainLetters(), NoPortal())}
        self.books.classes = {
            f"{name}.{operation.name}": operation.delivery.value
            for name, line in self._lines.items()
            for operation in line.operations.values()
        }
        self._clerks = Clerks(scenarios.folder() / "clerks.yaml")

    def _connectors(self, process: Process) -> list[Any]:
        return list(self._lines.values())

    def _bundle(self) -> dict[str, bytes]:
        return bundle.read()

    def _people(self) -> None:
        world, chance = self.world, self.world.random
        paths = {path.name[:3]: path for path in scenario_file.files(scenarios.folder())}
        for _ in range(chance.randint(1, 3)):
            scenario = scenario_file.read(paths[chance.choice(SCENARIOS)])
            world.spawn(world.outside, "applicant", lambda scenario=scenario: self._applies(scenario))
        for name in ("day shift", "late shift"):
            world.spawn(world.outside, name, self._works)
        world.spawn(world.outside, "operator", self._operates)
        world.spawn(world.outside, "post", self._posts)

    def _applies(self, scenario: scenario_file.Scenario) -> None:
        world = self.world
        world.pause(world.random.uniform(0, 86_400), "applies")
        variables, site = prepare(MAIN, scenario.application, "", world.now)
        self._outside.insists(c.StartCase(process_id=MAIN, variables=variables, site=site))

    def _works(self) -> None:
        """Both shifts look at the same list, and sometimes take the same task."""
        world, chance = self.world, self.world.random
        read = self.eye.read
        while True:
            world.pause(chance.uniform(600, 7200), "at the desk")
            rows = ask(self._database, "SELECT case_id, activation FROM task WHERE state = 0 ORDER BY 1, 2")
            if not rows:
                continue
            task = read().task(TENANT, "{}.{}".format(*chance.choice(rows)))
            if task is None or task.element_id not in self._clerks:
                continue
            actor = self._clerks.person(task)
            engine = Engine(self.eye, world.outside, SeededIds(1), **world.procedure)
            answers = self._clerks.answers(task, engine.visible_at(task.case_id, task.activation), world.now)
            if self._outside.insists(c.ClaimTask(actor=actor, task_id=task.id)).status == 200:
                world.pause(chance.uniform(0, 600), "reads")
                self._outside.insists(c.CompleteTask(actor=actor, task_id=task.id, answers=answers))

    def _operates(self) -> None:
        world = self.world
        while True:
            world.pause(world.random.uniform(600, 20_000), "at operations")
            if ask(self._database, "SELECT 1 FROM incident WHERE resolved_at IS NULL LIMIT 1"):
                self._outside_looked_at()
                for incident in self.eye.read().incidents(TENANT).items:
                    self._outside.looks_at(incident)

    def _posts(self) -> None:
        """What agencies send of themselves, over our endpoint."""
        world, chance = self.world, self.world.random
        while True:
            world.pause(chance.uniform(60, 1800), "the post comes")
            for simulator in self._town.simulators.values():
                for delivery in simulator.due(world.now):
                    status = self._posted(delivery)
                    lost = world.odds.hit(chance, "acknowledgement_lost")
                    simulator.settle(delivery, acknowledged=200 <= status < 300 and not lost)

    def _posted(self, delivery: Delivery) -> int:
        name = delivery.url.rsplit("/", 2)[-2]
        headers = {key.lower(): value for key, value in delivery.headers.items()}
        now = self.world.now

        def arrives(engine: Engine) -> int:
            return take(self._lines[name], engine.handle, delivery.body, headers, now).status

        answer = self._outside.calls(arrives)
        return int(answer.result) if answer.status == 200 else 0

    def _outside_looked_at(self) -> None:
        books = self.books
        books.effects, books.arrivals = Counter(), Counter()
        for simulator in self._town.simulators.values():
            books.effects.update(simulator.effects)
            books.arrivals.update(arrival.key for arrival in simulator.arrivals)

    def _nothing_is_said_to_be_done_that_is_not(self) -> None:
        """Simulated agencies name their books by keys of their own; the invariants look at what they share."""
