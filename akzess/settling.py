"""What a process has read when it begins to work stays as long as it lives: the garbage collector need not look again, nor often."""

from __future__ import annotations

import gc

from .composition import Composition
from .house import TENANT


def settle(parts: Composition) -> None:
    """Read the newest version of every process now and not while somebody waits, then leave all of it to itself.

    Without this a full collection goes through some 350,000 objects and holds every thread for a fifth of a second.
    """
    newest = parts.house.read.definitions(TENANT, newest_only=True)
    for deployment in {definition.deployment_id for definition in newest}:
        parts.house.engine.definition_table(deployment)
    gc.collect()
    gc.freeze()
    # A request makes thousands of objects and leaves none behind: looking after each 700 finds nothing.
    gc.set_threshold(20_000, 20, 50)
