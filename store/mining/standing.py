"""How a site stands today, counted for the forecast: open cases by where they wait, new ones, work done lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..session import Session
from ..sql_store import SqlStore

#: More open cases of a site than that are not looked at: the answer would be the same.
MOST = 5_000
#: Accounts that are read.
MOST_PEOPLE = 2_000

_OPEN = "c.tenant = ? AND c.site = ? AND c.status IN ('RUNNING', 'INCIDENT', 'SUSPENDED')"
_TASKS = (
    "SELECT x.case_id, x.element_id, x.created_at FROM case_instance c JOIN task x ON x.case_id = c.id"
    f" WHERE {_OPEN} AND c.process_id = ? AND x.state = 0 LIMIT ?"
)
_LETTERS = (
    "SELECT x.case_id, x.element_id, x.created_at FROM case_instance c JOIN subscription x ON x.case_id = c.id"
    f" WHERE {_OPEN} AND c.process_id = ? AND x.kind = 'message' LIMIT ?"
)
_CLOCKS = (
    "SELECT x.case_id, x.fire_at FROM case_instance c JOIN timer x ON x.case_id = c.id"
    f" WHERE {_OPEN} AND c.process_id = ? AND x.element_id = ? AND x.state = 0 LIMIT ?"
)
# Ids of cases are ordered by time (UUIDv7): the newest are a range of the index by site and status.
_NEW = (
    "SELECT COUNT(*) FROM case_instance c WHERE c.tenant = ? AND c.site = ? AND c.status IN"
    " ('RUNNING', 'INCIDENT', 'SUSPENDED', 'COMPLETED', 'CANCELLED') AND c.id >= ? AND c.process_id = ?"
)
_FIRST = (
    "SELECT MIN(c.id) FROM case_instance c WHERE c.tenant = ? AND c.site = ? AND c.status IN"
    " ('RUNNING', 'INCIDENT', 'SUSPENDED', 'COMPLETED', 'CANCELLED') AND c.id >= ? AND c.process_id = ?"
)
_OLDER = "SELECT 1 FROM case_instance WHERE tenant = ? AND site = ? AND status = 'COMPLETED' AND id < ? LIMIT 1"
_DONE = (
    "SELECT COUNT(*) FROM history h JOIN case_instance c ON c.id = h.case_id WHERE h.tenant = ? AND h.event = 'element'"
    " AND h.element_id = ? AND h.at >= ? AND c.site = ?"
)
_PEOPLE = "SELECT person, groups, sites FROM person WHERE tenant = ? AND active = 1 ORDER BY account LIMIT ?"


@dataclass(frozen=True, slots=True)
class Standing:
    """`waits`: by case where it waits and since when; `due`: by case when its four weeks end, if its clock runs.

    `arrivals`: new cases since the instant asked for; `older`: whether there are cases from before it; `begun`: when the
    first of the new ones came (None: there are none).
    """

    waits: dict[str, list[tuple[str, datetime]]]
    due: dict[str, datetime]
    arrivals: int
    older: bool
    begun: datetime | None
    done: dict[str, int]
    people: list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def standing(
    store: SqlStore, tenant: int, process: str, site: str, clock: str, since: datetime, elements: Sequence[str]
) -> Standing:
    """The site as it is; new cases and finished `elements` since an instant. `clock`: the timer of the four weeks."""

    def question(session: Session) -> Standing:
        to_instant = session.values.to_instant
        waits: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        for sql in (_TASKS, _LETTERS):
            for case_id, element, at in session.look(sql, (tenant, site, process, MOST)):
                waits[case_id].append((element, to_instant(at)))
        clocks = session.look(_CLOCKS, (tenant, site, process, clock, MOST))
        first = session.one(_NEW, (tenant, site, first_id(since), process))
        oldest = session.one(_FIRST, (tenant, site, first_id(since), process))
        done = {}
        for element in elements:
            row = session.one(_DONE, (tenant, element, session.values.instant(since), site))
            done[element] = int(row[0]) if row else 0
        names = session.values.to_names
        return Standing(
            waits=dict(waits),
            due={case_id: to_instant(at) for case_id, at in clocks},
            arrivals=int(first[0]) if first else 0,
            older=session.one(_OLDER, (tenant, site, first_id(since))) is not None,
            begun=began(oldest[0]) if oldest and oldest[0] else None,
            done=done,
            people=[(r[0], names(r[1]), names(r[2])) for r in session.all(_PEOPLE, (tenant, MOST_PEOPLE))],
        )

    return store._read(question)


def first_id(at: datetime) -> str:
    """The smallest id of a case that began at an instant or later (RFC 9562, UUIDv7: the first 48 bits are its milliseconds)."""
    millis = f"{int(at.timestamp() * 1000):012x}"
    return f"{millis[:8]}-{millis[8:]}"


def began(case_id: str) -> datetime:
    """When a case with such an id began. Error: ValueError for an id of another kind."""
    return datetime.fromtimestamp(int(case_id.replace("-", "")[:12], 16) / 1000, UTC)
