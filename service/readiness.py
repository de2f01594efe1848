"""Whether this service may be given traffic, and what is amiss without keeping it from answering."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from engine.ports import Clock
from store import StoreError, UnsafeDatabase
from store.alarms import ALARMS, Lookout, raised
from store.vitals import Vitals

#: Codes beside those of `store.alarms.ALARMS` → whether the service is unready with it.
OWN: Final[Mapping[str, bool]] = {
    "stopping": True,
    "store-unavailable": True,
    "schema-mismatch": True,
    "keys-unreadable": True,
    "disk-full": True,
    "disk-low": False,
    "clock-leapt": False,
    "accounts-spoilt": False,
}
#: Bytes left on the disk of the data, below which nothing more can be written soon, and below which somebody is called.
DISK_FULL, DISK_LOW = 100 * 1024 * 1024, 1024 * 1024 * 1024


@dataclass(slots=True)
class Operating:
    """What operations need of this process. `probes`: code → whether it is amiss. `figures`: the page of metrics.

    `token` opens the page of metrics from elsewhere; without one only this machine reads it.
    """

    probes: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    figures: Callable[[], bytes] | None = None
    token: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Readiness:
    """`unready`: codes with which a load balancer must send nobody here; `alarms`: codes with which somebody is called."""

    unready: tuple[str, ...]
    alarms: tuple[str, ...]


class Judge:
    """Puts together what the store says and what the process itself sees."""

    def __init__(self, store: Any, clock: Clock, operating: Operating) -> None:
        self._store = store
        self._operating = operating
        self.lookout = Lookout(self._look, clock.now)

    def _look(self, now: datetime) -> Vitals:
        self._store.check()
        found: Vitals = self._store.vitals(now)
        return found

    def readiness(self) -> Readiness:
        """Look, at most every two seconds."""
        found = {code for code, amiss in self._operating.probes.items() if amiss()}
        if self._operating.stopping.is_set():
            found.add("stopping")
        try:
            found |= raised(self.lookout.vitals())
        except UnsafeDatabase:
            found.add("schema-mismatch")
        except StoreError:
            found.add("store-unavailable")
        except Exception:  # noqa: BLE001  # whatever a driver raises: who cannot ask the database is not ready
            found.add("store-unavailable")
        fatal = {code for code in found if (ALARMS[code].fatal if code in ALARMS else OWN[code])}
        return Readiness(tuple(sorted(fatal)), tuple(sorted(found - fatal)))


def disk(folder: Path, left: int) -> Callable[[], bool]:
    """A probe: fewer than so many bytes are left where `folder` is (or will be)."""

    def amiss() -> bool:
        place = next((p for p in (folder, *folder.parents) if p.exists()), Path("/"))
        return shutil.disk_usage(place).free < left

    return amiss
