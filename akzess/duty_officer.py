"""What this process can say about itself: probes of keys, accounts and disk, its page of figures, whether its pool fits its lanes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from service.identity import Accounts
from service.readiness import DISK_FULL, DISK_LOW, Operating, disk
from store.alarms import Lookout
from workers.loop import Worker

from . import evidence_keys, figures
from .operating import Operations
from .settings import BadSettings, Settings

log = structlog.get_logger(__name__)


def operating(
    settings: Settings,
    operations: Operations,
    page: Callable[[], bytes],
    clock: object = None,
    accounts: Accounts | None = None,
) -> Operating:
    """Probes, figures and token of this process. Error: Misconfigured when the token cannot be read."""
    folder = _folder(settings.database)
    probes = {
        "keys-unreadable": _keys(settings),
        "disk-low": disk(folder, DISK_LOW),
        "clock-leapt": lambda: not getattr(clock, "steady", True),
        "accounts-spoilt": lambda: accounts is not None and accounts.spoilt(),
    }
    if settings.database.startswith("sqlite:"):
        probes["disk-full"] = disk(folder, DISK_FULL)  # a server's disk is not here
    return Operating(probes=probes, figures=page, token=operations.token())


def page(store: Any, clock: Any, agencies: tuple[str, ...]) -> Callable[[], bytes]:
    """The page of figures of a process on this store, which lives by this clock."""
    lookout = Lookout(store.vitals, clock.now)
    return figures.page(
        figures.Platform(
            lookout, agencies, getattr(store, "engine", None), steady=lambda: getattr(clock, "steady", True)
        )
    )


def check_pool(store: Any, worker: Worker) -> bool:
    """Whether the connections suffice for the lanes; says so when they do not.

    A lane holds a connection while it claims, marks and reports, not while an agency thinks: half as many and a few for
    the loop itself are enough that nobody waits for long.
    """
    engine = getattr(store, "engine", None)
    if engine is None:
        return True
    needed, there = worker.lanes // 2 + 4, figures.capacity(engine)
    if there < needed:
        log.warning("worker.pool_small", lanes=worker.lanes, connections=there, needed=needed)
    return there >= needed


def _folder(database: str) -> Path:
    scheme, _, place = database.partition(":///")
    return Path(place).resolve().parent if scheme == "sqlite" and place != ":memory:" else Path.cwd()


def _keys(settings: Settings) -> Callable[[], bool]:
    file = settings.keys or evidence_keys.default_file(settings.database)

    def amiss() -> bool:
        if file is None:
            return False
        try:
            evidence_keys.read(file)
        except (BadSettings, OSError):
            return True
        return False

    return amiss
