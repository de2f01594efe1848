"""What may be seen while something is done: a tenant, sites, persons. PostgreSQL's policies hold everybody to it.

It is the second wall (docs/database-roles.md). The first is the application's own, finer decision (docs/access.md): a
sight is never less than that allows, and without database roles it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

#: One authority, one tenant, for now.
TENANT = 1


@dataclass(slots=True)
class Sight:
    """Cases of a tenant at these sites (None: all; "" are cases without one) or with tasks that name these persons.

    It is changed in place: who is calling is found out after a request has begun, in another thread than it ends in.
    """

    tenant: int = TENANT
    sites: frozenset[str] | None = None
    persons: frozenset[str] = field(default_factory=frozenset)

    def widen(self, sites: frozenset[str] | None, persons: Iterable[str] = ()) -> None:
        """Add sites (None: all) and persons."""
        self.sites = None if sites is None or self.sites is None else self.sites | sites
        self.persons |= frozenset(persons)


_EVERYTHING = Sight()
_current: ContextVar[Sight] = ContextVar("sight", default=_EVERYTHING)


def current() -> Sight:
    """The sight of what is being done; outside of requests that of the platform itself: everything of the tenant."""
    return _current.get()


@contextmanager
def seeing(sight: Sight) -> Iterator[Sight]:
    """Do something with a sight."""
    token = _current.set(sight)
    try:
        yield sight
    finally:
        _current.reset(token)


def everything(tenant: int = TENANT) -> Sight:
    """The sight of the platform itself: for what it does by its own account, whoever set it going."""
    return Sight(tenant)


def nothing(tenant: int = TENANT) -> Sight:
    """The sight of somebody who has not said yet who it is."""
    return Sight(tenant, frozenset())
