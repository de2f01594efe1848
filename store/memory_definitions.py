"""The part of a unit of work in memory that keeps request keys, deployments, start events and number series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from engine.errors import NotFound
from engine.model import Definition, Deployment, StartSubscription

from .errors import AlreadyThere, KeyInProgress, KeyReuse
from .memory_book import Book


class MemoryDefinitions:
    """Request keys, deployments, definitions and counters of one transaction."""

    _book: Book

    def remember_request(
        self, tenant: int, principal: str, key: str, command: str, body_sha256: bytes, now: datetime
    ) -> bytes | None:
        """Insert the key: None when it is new, the stored answer when it is known; KeyReuse, KeyInProgress."""
        known = self._book.get("request", "", (tenant, principal, key))
        if known is None:
            self._book.put("request", "", (tenant, principal, key), (command, body_sha256, None, now))
            return None
        if known[:2] != (command, body_sha256):
            raise KeyReuse(key)
        if known[2] is None:
            raise KeyInProgress(key)
        answer: bytes = known[2]
        return answer

    def answer_request(self, tenant: int, principal: str, key: str, answer: bytes) -> None:
        """Store the answer beside the key."""
        known = self._book.get("request", "", (tenant, principal, key))
        if known is not None:
            self._book.put("request", "", (tenant, principal, key), (known[0], known[1], answer, known[3]))

    def deployment(self, deployment_id: int) -> Deployment:
        """A deployment with its files; NotFound."""
        found: Deployment | None = self._book.get("deployment", "", deployment_id)
        if found is None:
            raise NotFound(f"deployment {deployment_id}")
        return found

    def deployment_by_hash(self, tenant: int, content_hash: str) -> Deployment | None:
        """The deployment with this content."""
        found: Iterable[Deployment] = self._book.group("deployment", "")
        return next((one for one in found if (one.tenant, one.hash) == (tenant, content_hash)), None)

    def _definitions(self) -> list[Definition]:
        return self._book.group("definition", "")

    def definitions_of(self, deployment_id: int) -> Sequence[Definition]:
        """The processes of a deployment, by process id."""
        return sorted((d for d in self._definitions() if d.deployment_id == deployment_id), key=lambda d: d.process_id)

    def definition(self, tenant: int, process_id: str, version: int | None = None) -> Definition:
        """The newest (or the given) version; NotFound."""
        mine = [d for d in self._definitions() if (d.tenant, d.process_id) == (tenant, process_id)]
        found = [d for d in mine if version is None or d.version == version]
        if not found:
            raise NotFound(f"process {process_id}" + (f" version {version}" if version else ""))
        return max(found, key=lambda d: d.version)

    def definition_by_id(self, definition_id: int) -> Definition:
        """One version by its id; NotFound."""
        found: Definition | None = self._book.get("definition", "", definition_id)
        if found is None:
            raise NotFound(f"definition {definition_id}")
        return found

    def add_deployment(
        self,
        deployment: Deployment,
        processes: Sequence[tuple[str, str]],
        starts: Sequence[StartSubscription],
    ) -> Sequence[Definition]:
        """Insert a deployment and a next version of each process; `starts` replace those of older versions."""
        tenant = deployment.tenant
        if self.deployment_by_hash(tenant, deployment.hash):
            raise AlreadyThere(f"deployment {deployment.hash}")
        stored = replace(deployment, id=self._book.serial("deployment"), resources=dict(deployment.resources))
        self._book.put("deployment", "", stored.id, stored)
        ids = {}
        for process_id, name in processes:
            versions = [d.version for d in self._definitions() if (d.tenant, d.process_id) == (tenant, process_id)]
            number = self._book.serial("definition")
            made = Definition(
                number, tenant, process_id, max(versions, default=0) + 1, stored.id, name, deployment.hash
            )
            self._book.put("definition", "", number, made)
            ids[process_id] = number
        for old in self._book.group("start", str(tenant)):
            if old.process_id in ids:
                self._book.drop("start", str(tenant), (old.process_id, old.element_id))
        for start in starts:
            filled = replace(start, definition_id=ids[start.process_id])
            self._book.put("start", str(tenant), (start.process_id, start.element_id), filled)
        return [self.definition_by_id(number) for number in ids.values()]

    def start_subscriptions(self, tenant: int, kind: str, name: str) -> Sequence[StartSubscription]:
        """Start events of newest versions that wait for this name, by process and element."""
        found = [s for s in self._book.group("start", str(tenant)) if (s.kind, s.name) == (kind, name)]
        return sorted(found, key=lambda s: (s.process_id, s.element_id))

    def next_number(self, tenant: int, series: str) -> int:
        """The next number of a series, from 1."""
        number: int = (self._book.get("counter", "", (tenant, series)) or 0) + 1
        self._book.put("counter", "", (tenant, series), number)
        return number
