"""What moving a running case to another version of its procedure is told in: pairs of elements, remarks, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .model import HistoryLine, Incident, Subscription, Task, Timer

#: In `MigrateCase.renew`: every timer is computed anew.
ALL_TIMERS = "*"
#: Commands by which a case changes its version, as its history names them.
MOVES = ("MigrateCase", "UndoMigration")


def moved_from(moves: Iterable[HistoryLine]) -> list[int]:
    """The deployments that these lines tell a case to have been on, oldest first; what is sealed tells nothing."""
    found = [int(line.detail["from"]["deployment"]) for line in moves if "from" in line.detail]
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Pair:
    """What becomes of one element (or process) of the older deployment.

    `target` is the element that takes its place ("": none). `suggestion` is a guess that a person has to confirm, for an
    element that has none. `reason`: id, person, gone; of a guess name, neighbours, work.
    """

    process_id: str
    element_id: str
    type: str
    name: str
    target: str
    reason: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands in the way of a migration, or what it will do, at one element of the version the case is on.

    `message` is German, `message_en` English. `activation`: 0 when it is about the case as a whole.
    """

    code: str
    element_id: str
    message: str
    message_en: str
    activation: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one case can move as it stands at `version`: nothing was written to find out.

    `at`: the elements at which it waits, as the version that it is on names them.
    """

    case_id: str
    business_key: str
    process_id: str
    version: int
    obstacles: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    at: tuple[str, ...] = ()

    @property
    def migratable(self) -> bool:
        """True when nothing stands in the way."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """Some verdicts, and the token of those that follow (None: these were the last)."""

    items: tuple[Verdict, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case in a batch; `code` says why it stayed where it was, "" when it moved."""

    case_id: str
    business_key: str
    code: str = ""
    obstacles: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingRows:
    """The rows of a case that wait for something, as a migration takes them over."""

    tasks: Sequence[Task]
    timers: Sequence[Timer]
    subscriptions: Sequence[Subscription]
    incidents: Sequence[Incident]


@dataclass(frozen=True, slots=True)
class Migration:
    """The last migration of a case, with what it was before (`former`, sealed with the case's key).

    It can be undone while the case is still at `version`; nothing in `former`: there is no way back.
    """

    tenant: int
    case_id: str
    version: int
    from_deployment: int
    to_deployment: int
    migrated_at: datetime
    migrated_by: str
    former: Mapping[str, Any] = field(default_factory=dict)
