"""What a process will need is read before it begins to work, and not while somebody waits."""

from __future__ import annotations

from .composition import Composition
from .garbage import leave_alone
from .house import TENANT


def settle(parts: Composition) -> None:
    """Read the newest version of every process, then leave all of it to itself (see `garbage`)."""
    newest = parts.house.read.definitions(TENANT, newest_only=True)
    for deployment in {definition.deployment_id for definition in newest}:
        parts.house.engine.definition_table(deployment)
    leave_alone()
