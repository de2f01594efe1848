"""Read once in the process that the others are forked from: contracts and models of the agencies (on import)."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.registry import discover

#: The agencies that the kill harness lets the platform ask.
AGENCIES = ("bundesagentur", "kammern", "post")

for _name in AGENCIES:
    _agency = discover()[_name]
    _agency.build(_agency.demo_config("http://127.0.0.1:9", "http://127.0.0.1:9"), clock=lambda: datetime.now(UTC))
