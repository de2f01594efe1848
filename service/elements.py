"""What the newest models say of an element: its English name, the rule of its due date, who must be another person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from engine.errors import NotFound
from store.queries import Queries

#: So long a process may go on with the names of the version before.
KEPT = timedelta(seconds=60)


class Elements:
    """Looks elements up by process and element id; asks the store for the newest versions once a minute at most."""

    def __init__(self, engine: Any, read: Callable[[], Queries], now: Callable[[], datetime], tenant: int) -> None:
        self._engine = engine
        self._read = read
        self._now = now
        self._tenant = tenant
        self._deployments: dict[str, int] = {}
        self._until: datetime | None = None
        self._guard = threading.Lock()

    def node(self, process_id: str, element_id: str) -> Any | None:
        """The element in the newest version of its process; None when that has no such element."""
        deployment = self._deployment(process_id)
        if deployment is None:
            return None
        try:
            process = self._engine.definition_table(deployment).processes.get(process_id)
        except NotFound:
            return None
        return None if process is None else process.nodes.get(element_id)

    def anywhere(self, process_id: str, element_id: str) -> Any | None:
        """The element of that id in the process or in any other one deployed with it (called ones); None: there is none.

        Element ids occur once in a bundle (docs/procedure-process.md).
        """
        deployment = self._deployment(process_id)
        if deployment is None:
            return None
        try:
            processes = self._engine.definition_table(deployment).processes
        except NotFound:
            return None
        own = processes.get(process_id)
        for process in (*((own,) if own else ()), *processes.values()):
            if element_id in process.nodes:
                return process.nodes[element_id]
        return None

    def _deployment(self, process_id: str) -> int | None:
        with self._guard:
            now = self._now()
            if self._until is None or now >= self._until or process_id not in self._deployments:
                newest = self._read().definitions(self._tenant, newest_only=True)
                self._deployments = {row.process_id: row.deployment_id for row in newest}
                self._until = now + KEPT
            return self._deployments.get(process_id)
