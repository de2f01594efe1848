"""Who acts: a person or the system itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a natural person through an account, with the groups (roles) that the account carries now.

    `on_behalf_of` names the person who is represented ("i. V."); four eyes always count `person`.
    """

    person: str
    account: str = ""
    groups: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    on_behalf_of: str | None = None


SYSTEM = Actor(person="system", account="system")
