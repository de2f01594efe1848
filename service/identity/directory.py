"""People and their accounts: local ones from the accounts file, those of a provider from the store's directory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.desk import Person
from engine.ports import Clock

from .account_file import Account
from .accounts import Accounts
from .principal import Grant, own_grants
from .roles import PERSONAL


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
        rows = self._store.read().accounts_of(self._tenant, person)
        return self._accounts.of_person(person) + [
            _account(row) for row in rows if row.active and _external(row.account)
        ]

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
        """Write the local accounts into the store's directory, so that lists and searches find their people."""
        changed = [row for account in self._accounts if (row := self._changed(account)) is not None]
        if changed:
            with self._store.unit_of_work() as work:
                for row in changed:
                    work.put(row)
                work.commit()

    def keep(self, account: Account) -> None:
        """Write one account into the store's directory, unless it is there just so."""
        row = self._changed(account)
        if row is not None:
            self._store.put(row)

    def _changed(self, account: Account) -> Person | None:
        before = self._store.read().person_by_account(self._tenant, account.name)
        wanted = _row(self._tenant, account, before, self._clock.now())
        same = before is not None and replace(before, changed_at=wanted.changed_at) == wanted
        return None if same else wanted


def _external(account: str) -> bool:
    """Accounts of a provider are written provider:subject; local names have no colon (HTTP Basic forbids it)."""
    return ":" in account


def _account(row: Person) -> Account:
    return Account(row.account, row.person, row.name, frozenset(row.groups), frozenset(row.sites), password_hash="")


def _row(tenant: int, account: Account, before: Person | None, now: datetime) -> Person:
    return Person(
        tenant=tenant,
        person=account.person,
        account=account.name,
        name=account.display,
        changed_at=now,
        groups=tuple(sorted(account.groups)),
        sites=tuple(sorted(account.sites)),
        language=before.language if before else "de",
        preferences=before.preferences if before else {},
    )
