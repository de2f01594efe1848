"""Finds the connector and the operation that a job's type names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.base import Connector, DeliveryClass, Misconfigured, Operation


class Agencies:
    """The configured connectors by name; a job's type is `<connector>.<operation>`."""

    def __init__(self, connectors: Iterable[Connector]) -> None:
        self.by_name = {connector.name: connector for connector in connectors}

    def names(self) -> tuple[str, ...]:
        """The names, which are also the names of the queues."""
        return tuple(sorted(self.by_name))

    def __iter__(self) -> Iterator[Connector]:
        return iter(self.by_name.values())

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def __getitem__(self, name: str) -> Connector:
        return self.by_name[name]

    def find(self, job_type: str) -> tuple[Connector, Operation]:
        """Error: `Misconfigured` when no configured connector has this operation."""
        name, _, action = job_type.partition(".")
        connector = self.by_name.get(name)
        if connector is None:
            raise Misconfigured("connector-unknown", f"no connector is configured for {job_type}")
        operation = connector.operations.get(action)
        if operation is None:
            raise Misconfigured("operation-unknown", f"the connector {name} has no operation {job_type}")
        return connector, operation

    def longest_call(self) -> float:
        """Seconds that the slowest attempt may take: a lease has to last longer. Class B may ask before it sends."""
        operations = [operation for connector in self.by_name.values() for operation in connector.operations.values()]
        return max((op.timeout * (2 if op.delivery is DeliveryClass.B else 1) for op in operations), default=0.0)
