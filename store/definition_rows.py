"""The part of a unit of work that keeps deployments, process versions, their start events, and number series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import NotFound
from engine.model import Definition, Deployment, StartSubscription

from . import bundle, rows, statements
from .message_rows import lock_number
from .session import Row, Session

_DEPLOYMENT = "SELECT id, tenant, hash, resources, compiled, deployed_at, deployed_by FROM deployment"
_DEFINITION = f"SELECT {statements.columns(rows.DEFINITION)} FROM definition"
_STARTS = f"SELECT {statements.columns(rows.START)} FROM start_subscription"
_NEXT = (
    "INSERT INTO counter (tenant, series, value) VALUES (?, ?, 1)"
    " ON CONFLICT (tenant, series) DO UPDATE SET value = counter.value + 1 RETURNING value"
)


class DefinitionRows:
    """Deployments, definitions and counters of one transaction."""

    session: Session

    def _deployment(self, row: Row) -> Deployment:
        at = self.session.values.to_instant(row[5])
        return Deployment(row[0], row[1], row[2], bundle.unpack(bytes(row[3])), bytes(row[4]), at, row[6])

    def deployment(self, deployment_id: int) -> Deployment:
        """A deployment with its files; NotFound."""
        row = self.session.one(f"{_DEPLOYMENT} WHERE id = ?", (deployment_id,))
        if row is None:
            raise NotFound(f"deployment {deployment_id}")
        return self._deployment(row)

    def deployment_by_hash(self, tenant: int, content_hash: str) -> Deployment | None:
        """The deployment with this content."""
        row = self.session.one(f"{_DEPLOYMENT} WHERE tenant = ? AND hash = ?", (tenant, content_hash))
        return None if row is None else self._deployment(row)

    def definitions_of(self, deployment_id: int) -> Sequence[Definition]:
        """The processes of a deployment, by process id."""
        found = self.session.all(f"{_DEFINITION} WHERE deployment_id = ? ORDER BY process_id", (deployment_id,))
        return [Definition(*row) for row in found]

    def definition(self, tenant: int, process_id: str, version: int | None = None) -> Definition:
        """The newest (or the given) version; NotFound."""
        sql = f"{_DEFINITION} WHERE tenant = ? AND process_id = ?"
        if version is None:
            row = self.session.one(f"{sql} ORDER BY version DESC LIMIT 1", (tenant, process_id))
        else:
            row = self.session.one(f"{sql} AND version = ?", (tenant, process_id, version))
        if row is None:
            raise NotFound(f"process {process_id}" + (f" version {version}" if version else ""))
        return Definition(*row)

    def definition_by_id(self, definition_id: int) -> Definition:
        """One version by its id; NotFound."""
        row = self.session.one(f"{_DEFINITION} WHERE id = ?", (definition_id,))
        if row is None:
            raise NotFound(f"definition {definition_id}")
        return Definition(*row)

    def add_deployment(
        self,
        deployment: Deployment,
        processes: Sequence[tuple[str, str]],
        starts: Sequence[StartSubscription],
    ) -> Sequence[Definition]:
        """Insert a deployment and a next version of each process; `starts` replace those of older versions."""
        session, tenant = self.session, deployment.tenant
        if session.postgres:
            # Two people deploy at once: the second one's versions follow the first one's.
            session.run("SELECT pg_advisory_xact_lock(?)", (lock_number("deploy", tenant),))
        names = ("tenant", "hash", "resources", "compiled", "deployed_at", "deployed_by")
        stored = (tenant, deployment.hash, bundle.pack(deployment.resources), deployment.compiled)
        row = session.one(
            statements.insert("deployment", names, 1, "RETURNING id"),
            (*stored, session.values.instant(deployment.deployed_at), deployment.deployed_by),
        )
        deployment_id = int(row[0]) if row else 0
        made = [self._next_version(deployment, deployment_id, *process) for process in processes]
        ids = {definition.process_id: definition.id for definition in made}
        for process_id in ids:
            session.run("DELETE FROM start_subscription WHERE tenant = ? AND process_id = ?", (tenant, process_id))
        filled = [replace(start, definition_id=ids[start.process_id]) for start in starts]
        for chunk in statements.chunks(filled):
            flat = [value for start in chunk for value in rows.START.encode(start, session.values)]
            session.run(statements.insert("start_subscription", rows.START.columns, len(chunk)), flat)
        return made

    def _next_version(self, deployment: Deployment, deployment_id: int, process_id: str, name: str) -> Definition:
        row = self.session.one(
            "INSERT INTO definition (tenant, process_id, version, deployment_id, name, hash)"
            " SELECT ?, ?, COALESCE(MAX(version), 0) + 1, ?, ?, ? FROM definition WHERE tenant = ? AND process_id = ?"
            f" RETURNING {statements.columns(rows.DEFINITION)}",
            (deployment.tenant, process_id, deployment_id, name, deployment.hash, deployment.tenant, process_id),
        )
        if row is None:
            raise NotFound(f"process {process_id}")
        return Definition(*row)

    def start_subscriptions(self, tenant: int, kind: str, name: str) -> Sequence[StartSubscription]:
        """Start events of newest versions that wait for this name, by process and element."""
        sql = f"{_STARTS} WHERE tenant = ? AND kind = ? AND name = ? ORDER BY process_id, element_id"
        return [StartSubscription(*row) for row in self.session.all(sql, (tenant, kind, name))]

    def next_number(self, tenant: int, series: str) -> int:
        """The next number of a series, from 1; a rolled back transaction leaves no gap."""
        row = self.session.one(_NEXT, (tenant, series))
        return int(row[0]) if row else 0
