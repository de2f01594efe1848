"""What the routes need, kept on the application: engine, store, agencies, accounts, and who is calling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from connectors.base import Connector
from connectors.ledger import Ledger
from documents.letters import Writer
from documents.ports import Cabinet
from documents.registry import Registry
from engine import failpoints
from engine.commands import Command
from engine.errors import Corrupt, FourEyes, Undeployable
from engine.model import Actor
from engine.ports import Clock, Store
from store import StoreError
from store.evidence import Entry
from store.queries import Queries

from .elements import Elements
from .feed import Feed
from .identity import Accounts, FrontDoor
from .problems import Problem
from .sight import of_command

if TYPE_CHECKING:  # the gate needs the context
    from .access.reads import Reads

#: One authority, one tenant, for now.
TENANT = 1

#: Roles of the office, which may see the cases of their sites (domain document 4.1).
OFFICE = ("akz-clerk", "akz-second", "akz-lead", "abh-head", "abh-service", "abh-legal", "system-admin")
#: Roles that act on cases by hand.
LEADS = ("akz-lead", "abh-head", "system-admin")
OPERATORS = ("system-admin",)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything behind the HTTP layer; `wake` tells the workers that there is something to do."""

    engine: Any
    store: Store
    agencies: Mapping[str, Connector]
    accounts: Accounts
    clock: Clock
    wake: Callable[[], None]
    prepare: Callable[[str, dict[str, Any], str], tuple[dict[str, Any], str]]
    front: FrontDoor
    reads: Reads
    elements: Elements
    feed: Feed
    demo: bool = False
    documents: Registry | None = None
    letters: Writer | None = None
    ledger: Ledger | None = None
    proof: Callable[[Entry], bytes | None] | None = None

    @property
    def cabinet(self) -> Cabinet | None:
        """Where documents lie."""
        return None if self.documents is None else self.documents.cabinet

    def handle(self, command: Command) -> Any:
        """One command, then a wake-up: after the commit, never before."""
        try:
            with of_command(command):
                result = self.engine.handle(command)
        except FourEyes:
            self.front.security.note("four-eyes", person=command.actor.person, detail={"act": type(command).__name__})
            raise
        except Corrupt:
            act = type(command).__name__
            self.front.security.note("state-integrity", person=command.actor.person, detail={"act": act})
            raise
        except Undeployable as error:
            codes = sorted({finding.code for finding in error.findings if finding.severity == "error"})
            self.front.security.note("definition-refused", person=command.actor.person, detail={"codes": codes[:20]})
            raise
        failpoints.hit("api.before_wake")
        self.wake()
        return result

    @property
    def read(self) -> Queries:
        """The read side of the store."""
        found: Queries = self.store.read()
        return found

    def name(self, person: str) -> str:
        """What a person is called; the id when the directory does not know, or does not answer."""
        try:
            return self.read.names(TENANT, [person]).get(person, person)
        except StoreError:
            return person


def context(request: Request) -> Context:
    """The application's context."""
    found: Context = request.app.state.context
    return found


def caller(request: Request) -> Actor:
    """Who is calling, with own rights only. Problem: 401, 403 `csrf`, 429."""
    return context(request).front.principal(request).actor()


async def the_context(request: Request) -> Context:
    """The same for routes: what waits for nothing is no work for another thread."""
    return context(request)


Ctx = Annotated[Context, Depends(the_context)]
Caller = Annotated[Actor, Depends(caller)]


def require(actor: Actor, *groups: str) -> None:
    """Problem: 403 `forbidden` unless the actor has one of the roles."""
    if actor.groups.isdisjoint(groups):
        raise Problem(403, "forbidden")


def sees(actor: Actor, site: str) -> bool:
    """Whether cases of this site exist for the actor at all."""
    return not site or site in actor.sites or "system-admin" in actor.groups
