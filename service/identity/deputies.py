"""Who stands in for whom (Vertretung): asked with every request that is made in somebody's place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.desk import Deputyship
from engine.ports import Clock

from ..problems import Problem
from .directory import Directory
from .principal import Grant


class Deputies:
    """Deputyships in force. What is lent is what the represented person may by own right now: there are no chains."""

    def __init__(self, directory: Directory, store: Any, clock: Clock, tenant: int) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._tenant = tenant

    def held(self, deputy: str) -> Sequence[Deputyship]:
        """The deputyships by which somebody may act for others now."""
        found: Sequence[Deputyship] = self._store.read().deputyships(self._tenant, deputy=deputy, at=self._clock.now())
        return found

    def lent(self, deputy: str, person: str) -> tuple[Grant, ...]:
        """What `person` lends to `deputy` now. Problem: 403 `not-a-deputy`."""
        held = [row for row in self.held(deputy) if row.person == person]
        if not held:
            raise Problem(403, "not-a-deputy")
        return tuple(grant for row in held for grant in self._directory.lent(person, row.groups, row.sites))

    def all_lent(self, deputy: str) -> tuple[Grant, ...]:
        """What everybody whom `deputy` represents now lends; for the list of their tasks."""
        return tuple(
            grant for row in self.held(deputy) for grant in self._directory.lent(row.person, row.groups, row.sites)
        )
