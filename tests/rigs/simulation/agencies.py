"""Three agencies outside: A honours our key, B can be asked, C neither; each keeps its own book and never forgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

from connectors.base import (
    Accepted,
    DeliveryClass,
    HttpAnswer,
    Message,
    MessageType,
    Operation,
    OutcomeUnknown,
    Receipt,
    Refused,
    Rejected,
    Reply,
    Request,
    Unavailable,
)
from engine.commands import DeliverMessage

from ..invariants import Books
from .people import Outside
from .scheduler import Process, World

#: How long one call may take, in seconds; letters travel at most half as long.
DEADLINE = 10.0
_ANY = {"type": "object"}


def _operation(name: str, delivery: DeliveryClass) -> Operation:
    return Operation(name, delivery, _ANY, _ANY, name, name, timeout=DEADLINE, errors=("REFUSED",))


OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "alpha": {name: _operation(name, DeliveryClass.A) for name in ("file", "request")},
    "beta": {"register": _operation("register", DeliveryClass.B)},
    "gamma": {"print": _operation("print", DeliveryClass.C)},
}
CLASSES = {
    f"{agency}.{name}": operation.delivery.value
    for agency, operations in OPERATIONS.items()
    for name, operation in operations.items()
}


class Agency:
    """What happens on the other side; `books` count it."""

    def __init__(self, world: World, outside: Outside, name: str, books: Books) -> None:
        self.world, self.name = world, name
        self._outside, self._books = outside, books
        self._known: dict[str, Reply | Accepted | Refused] = {}

    def arrives(self, request: Request) -> Reply | Accepted | Refused:
        """A request is here; its answer."""
        world, books = self.world, self._books
        books.arrivals[request.key] += 1
        world.note("arrival", f"{self.name} {request.operation} {request.key[:8]}")
        if request.key in self._known and self.name == "alpha":
            return self._known[request.key]
        answer: Reply | Accepted | Refused = Reply({"reference": request.key[:8]})
        if world.odds.hit(world.random, "refused") and request.operation in ("file", "register"):
            answer = Refused("REFUSED", "no")
        else:
            books.effects[request.key] += 1
        if request.operation == "request":
            answer = Accepted(request.key, {"reference": request.key[:8]})
            self._answers_later(request)
        self._known[request.key] = answer
        return answer

    def asked(self, key: str) -> Reply | Accepted | Refused | None:
        """What it knows of a key."""
        return self._known.get(key)

    def _answers_later(self, request: Request) -> None:
        world, chance = self.world, self.world.random
        names = ["acknowledged", "answer"]
        if world.odds.hit(chance, "disordered"):
            names.reverse()
        wait = 0.0 if world.odds.hit(chance, "early") else chance.uniform(1, 600)
        for name in names:
            wait += chance.uniform(0, 30)
            message = DeliverMessage(
                source=self.name,
                message_id=f"{request.key}-{name}",
                name=name,
                key=request.case_ref,
                payload={name: request.key[:8]},
            )
            for copy in range(2 if world.odds.hit(chance, "twice") else 1):
                delay = wait + copy * chance.uniform(0, 60)
                world.spawn(
                    world.outside, f"{self.name} posts", lambda message=message: self._outside.posts(message), delay
                )


class SimulatedConnector:
    """The connector of an agency inside one of our processes; see `connectors.base.Connector`."""

    name: ClassVar[str]
    operations: ClassVar[Mapping[str, Operation]]
    messages: ClassVar[Mapping[str, MessageType]] = {}

    def __init__(self, agency: Agency) -> None:
        self.name = agency.name
        self.operations = OPERATIONS[agency.name]
        self._agency, self._world = agency, agency.world

    def send(self, request: Request) -> Reply | Accepted:
        """The bytes leave at once and arrive in any case unless the line is down or they are lost on the way."""
        found = self._exchange(lambda: self._agency.arrives(request))
        if isinstance(found, Refused):
            raise found
        return found

    def ask(self, request: Request) -> Reply | None:
        """Whether it knows the key."""
        found = self._exchange(lambda: self._agency.asked(request.key))
        if isinstance(found, Refused):
            raise found
        return found

    def _exchange(self, call: Any) -> Any:
        world = self._world
        chance, hit = world.random, world.odds.hit
        if hit(chance, "line_down"):
            world.note("line_down", self.name)
            raise Unavailable("line-down", "nobody answers")
        answers: list[Any] = []
        lost, unheard, late = hit(chance, "request_lost"), hit(chance, "answer_lost"), hit(chance, "answer_late")
        broken = hit(chance, "agency_fault")

        def travels() -> None:
            world.pause(_way(chance), "on the wire")
            if not lost:
                answers.append(call())

        world.spawn(world.outside, f"to {self.name}", travels)
        for what, happened in (("request_lost", lost), ("answer_lost", unheard), ("answer_late", late)):
            if happened:
                world.note(what, self.name)
        end = world.now + timedelta(seconds=DEADLINE)
        while world.now < end and (not answers or unheard or late):
            world.step("waiting for the answer")
            world.pause(0.5, "waiting for the answer")
        if broken:
            world.note("agency_fault", self.name)
            raise ValueError("something in the connector nobody foresaw")
        if not answers or unheard or late:
            raise OutcomeUnknown("timeout", "no answer in time")
        return answers[0]

    def receive(self, body: bytes, headers: Mapping[str, str], now: Any) -> Message:
        """Not used: messages come as commands."""
        raise Rejected(404, "unknown-reference")

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """Not used."""
        return HttpAnswer(200, b"", "text/plain")

    def reject(self, error: Rejected) -> HttpAnswer:
        """Not used."""
        return HttpAnswer(error.status, b"", "text/plain")

    def probe(self) -> None:
        """Reachable unless the line is down."""
        self._world.step("probe")
        if self._world.odds.hit(self._world.random, "line_down"):
            raise Unavailable("line-down", "nobody answers")


def _way(chance: Random) -> float:
    """Seconds on the wire, never more than half of what a call may take."""
    return chance.random() ** 3 * DEADLINE / 2


def connectors(agencies: Mapping[str, Agency], process: Process) -> list[Any]:
    """One of each for a process."""
    return [SimulatedConnector(agency) for agency in agencies.values()]
