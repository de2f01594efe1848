"""People and their accounts: local ones from the accounts file, those of a provider from the store's directory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.desk import Person
from engine.ports import Clock

from .accounts import Account, Accounts
from .principal import PERSONAL, Grant, own_grants, union


class Directory:
    """Asks both sources; local accounts are looked up in memory and win, so that their file always counts."""

    def __init__(self, accounts: Accounts, store: Any, clock: Clock, tenant: int) -> None:
        self._accounts = accounts
        self._store = store
        self._clock = clock
        self._tenant = tenant

    def account(self, name: str) -> Account | None:
        """An account with the roles it has now; None when there is none or it is blocked."""
        found = self._accounts.get(name)
        if found is not None:
            return found
        row = self._store.read().person_by_account(self._tenant, name)
        return _account(row) if row is not None and row.active and _external(row.account) else None

    def of_person(self, person: str) -> list[Account]:
        """Every account of a natural person."""
        found = self._accounts.of_person(person)
        row = self._store.read().person(self._tenant, person)
        if row is not None and row.active and _external(row.account):
            found.append(_account(row))
        return found

    def grants(self, person: str) -> tuple[Grant, ...]:
        """What a person may by all accounts together."""
        return tuple(grant for account in self.of_person(person) for grant in own_grants(account.groups, account.sites))

    def lent(self, person: str, groups: Collection[str] | None, sites: Collection[str] | None) -> tuple[Grant, ...]:
        """What a person has and a deputyship of this scope (None: everything) lends; duties of one person are not lent."""
        found = []
        for grant in self.grants(person):
            roles = grant.groups - PERSONAL
            if groups is not None:
                roles &= frozenset(groups)
            where = grant.sites
            if sites is not None:
                where = frozenset(sites) if where is None else where & frozenset(sites)
            if roles and (where is None or where):
                found.append(Grant(roles, where, lender=person))
        return tuple(found)

    def names(self, persons: Collection[str]) -> Mapping[str, str]:
        """Display names; a person whom nobody knows keeps the id."""
        found: dict[str, str] = dict(self._store.read().names(self._tenant, tuple(persons))) if persons else {}
        for person in persons:
            for account in self._accounts.of_person(person)[:1]:
                found[person] = account.display
            found.setdefault(person, person)
        return found

    def seed(self) -> None:
        """Write the people with local accounts into the store's directory, so that lists and searches find them."""
        read = self._store.read()
        people: dict[str, list[Account]] = {}
        for account in self._accounts:
            people.setdefault(account.person, []).append(account)
        for person, accounts in people.items():
            row = read.person(self._tenant, person)
            if row is not None and _external(row.account):
                continue  # written at the login through the provider, and as current
            wanted = _row(self._tenant, accounts, row, self._clock.now())
            if row is None or replace(row, changed_at=wanted.changed_at) != wanted:
                self._store.put(wanted)


def _external(account: str) -> bool:
    """Accounts of a provider are written provider:subject; local names have no colon (HTTP Basic forbids it)."""
    return ":" in account


def _account(row: Person) -> Account:
    return Account(row.account, row.person, row.name, frozenset(row.groups), frozenset(row.sites), password_hash="")


def _row(tenant: int, accounts: Sequence[Account], before: Person | None, now: datetime) -> Person:
    first = accounts[0]
    return Person(
        tenant=tenant,
        person=first.person,
        account=first.name,
        name=first.display,
        changed_at=now,
        groups=tuple(sorted(union(account.groups for account in accounts))),
        sites=tuple(sorted(union(account.sites for account in accounts))),
        language=before.language if before else "de",
        preferences=before.preferences if before else {},
    )
