"""Who is calling with which rights: grants, which are pairs of roles and sites, own or lent by somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.model import Actor

from .roles import CENTRAL


@dataclass(frozen=True, slots=True)
class Grant:
    """Roles at sites (None: all sites). `lender` is the person whose rights they are, when not the caller's own.

    Rights are pairs: a lead in Dresden who stands in for a clerk in Leipzig is no lead in Leipzig.
    """

    groups: frozenset[str]
    sites: frozenset[str] | None
    lender: str | None = None

    def covers(self, site: str) -> bool:
        """Whether the grant is good at a site; a case without a site belongs to all."""
        return not site or self.sites is None or site in self.sites


def own_grants(groups: frozenset[str], sites: frozenset[str]) -> tuple[Grant, ...]:
    """The grants of an account: its roles at its sites; central roles without sites are good everywhere."""
    central = groups & CENTRAL
    if sites or not central:
        return (Grant(groups, sites),)
    rest = groups - central
    return (Grant(central, None), *((Grant(rest, sites),) if rest else ()))


@dataclass(frozen=True, slots=True)
class Principal:
    """The natural person behind a request, through which account, with which grants.

    `grants` are the caller's own, followed by what is lent for this request when `on_behalf_of` is set. `session` is
    the hash of the session's token and `csrf` its second token; both are empty without a session. `address` is where
    the request came from.
    """

    person: str
    account: str
    name: str
    grants: tuple[Grant, ...]
    session: bytes = b""
    csrf: str = ""
    on_behalf_of: str | None = None
    address: str = ""

    @property
    def groups(self) -> frozenset[str]:
        """Every role, at whatever site, lent ones included."""
        return union(grant.groups for grant in self.grants)

    @property
    def sites(self) -> frozenset[str]:
        """Every site that the account or a lender names."""
        return union(grant.sites or frozenset() for grant in self.grants)

    @property
    def own(self) -> tuple[Grant, ...]:
        """The grants that nobody lent."""
        return tuple(grant for grant in self.grants if grant.lender is None)

    @property
    def lent(self) -> tuple[Grant, ...]:
        """The grants that are somebody else's."""
        return tuple(grant for grant in self.grants if grant.lender is not None)

    def at(self, site: str) -> tuple[Grant, ...]:
        """The grants that count at a site."""
        return tuple(grant for grant in self.grants if grant.covers(site))

    def actor(self, site: str | None = None) -> Actor:
        """The caller as the engine sees it: for an object at a site with the roles that count there.

        Without a site (lists, starting a case) with the own roles and sites only: a flat set of lent roles and own
        sites would be more than anybody has lent.
        """
        if site is None:
            sites = union(grant.sites or frozenset() for grant in self.own)
            return Actor(self.person, self.account, union(g.groups for g in self.own), sites, self.on_behalf_of)
        here = self.at(site)
        # An empty set would mean "not bound to sites" to the engine.
        sites = frozenset({site}) if here and site else union(g.sites or frozenset() for g in self.grants)
        return Actor(
            self.person, self.account, union(g.groups for g in here), sites or frozenset({"-"}), self.on_behalf_of
        )


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """All members of all sets."""
    return frozenset().union(*sets)
