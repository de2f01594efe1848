"""Profiles and absences of staff, as leads note them for assigning tasks: no reasons, no judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .. import statements
from ..session import Session
from ..sql_store import SqlStore

_PROFILE = ("tenant", "person", "languages", "subjects", "weekly_minutes", "changed_at", "changed_by")
_PUT = statements.insert("staff_profile", _PROFILE, 1, statements.replacing(_PROFILE, ("tenant", "person")))
_PROFILES = (
    "SELECT person, languages, subjects, weekly_minutes, changed_at, changed_by FROM staff_profile WHERE tenant = ?"
)
_ABSENCE = ("tenant", "id", "person", "since", "until", "created_at", "created_by")
_ADD = statements.insert("staff_absence", _ABSENCE, 1)
_ABSENCES = (
    "SELECT id, person, since, until, created_at, created_by FROM staff_absence"
    " WHERE tenant = ? AND until >= ? ORDER BY until, id LIMIT 2000"
)
_ONE = "SELECT id, person, since, until, created_at, created_by FROM staff_absence WHERE tenant = ? AND id = ?"
_DROP = "DELETE FROM staff_absence WHERE tenant = ? AND id = ?"


@dataclass(frozen=True, slots=True)
class Profile:
    """`languages` by ISO 639-1, `subjects`: case groups somebody is trained for; `weekly_minutes` by contract."""

    person: str
    languages: tuple[str, ...]
    subjects: tuple[str, ...]
    weekly_minutes: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class StaffAbsence:
    """Days ("2026-11-23") on which somebody is not there, both included."""

    id: str
    person: str
    since: str
    until: str
    created_at: datetime
    created_by: str


class Skills(Protocol):
    """What is known of staff; nothing is known in memory."""

    def profiles(self, tenant: int) -> Sequence[Profile]: ...

    def absences(self, tenant: int, day: str) -> Sequence[StaffAbsence]:
        """Those that are not over on that day, in the order of their end."""
        ...

    def absence(self, tenant: int, absence_id: str) -> StaffAbsence | None: ...

    def put(self, tenant: int, profile: Profile) -> None: ...

    def add(self, tenant: int, absence: StaffAbsence) -> None: ...

    def drop(self, tenant: int, absence_id: str) -> None: ...


class NoSkills:
    """Of a store in memory."""

    def profiles(self, tenant: int) -> Sequence[Profile]:
        """None."""
        return []

    def absences(self, tenant: int, day: str) -> Sequence[StaffAbsence]:
        """None."""
        return []

    def absence(self, tenant: int, absence_id: str) -> StaffAbsence | None:
        """None."""
        return None

    def put(self, tenant: int, profile: Profile) -> None:
        """Forgotten."""

    def add(self, tenant: int, absence: StaffAbsence) -> None:
        """Forgotten."""

    def drop(self, tenant: int, absence_id: str) -> None:
        """Nothing is there."""


class SqlSkills:
    """On an SQL database."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def profiles(self, tenant: int) -> Sequence[Profile]:
        """Of everybody of whom there is one."""

        def question(session: Session) -> list[Profile]:
            v = session.values
            return [
                Profile(r[0], v.to_names(r[1]), v.to_names(r[2]), int(r[3]), v.to_instant(r[4]), r[5])
                for r in session.all(_PROFILES, (tenant,))
            ]

        return self._store._read(question)

    def put(self, tenant: int, profile: Profile) -> None:
        """Insert or replace."""

        def work(session: Session) -> None:
            v, p = session.values, profile
            named = (tenant, p.person, v.names(p.languages), v.names(p.subjects))
            session.run(_PUT, (*named, p.weekly_minutes, v.instant(p.changed_at), p.changed_by))

        self._store.in_transaction(work)

    def absences(self, tenant: int, day: str) -> Sequence[StaffAbsence]:
        """Those that are not over on that day, in the order of their end."""

        def question(session: Session) -> list[StaffAbsence]:
            to_instant = session.values.to_instant
            rows = session.all(_ABSENCES, (tenant, day))
            return [StaffAbsence(r[0], r[1], r[2], r[3], to_instant(r[4]), r[5]) for r in rows]

        return self._store._read(question)

    def absence(self, tenant: int, absence_id: str) -> StaffAbsence | None:
        """One of them."""

        def question(session: Session) -> StaffAbsence | None:
            r = session.one(_ONE, (tenant, absence_id))
            return None if r is None else StaffAbsence(r[0], r[1], r[2], r[3], session.values.to_instant(r[4]), r[5])

        return self._store._read(question)

    def add(self, tenant: int, absence: StaffAbsence) -> None:
        """A new one."""
        a = absence
        self._store.in_transaction(
            lambda session: session.run(
                _ADD,
                (tenant, a.id, a.person, a.since, a.until, session.values.instant(a.created_at), a.created_by),
            )
        )

    def drop(self, tenant: int, absence_id: str) -> None:
        """It was a mistake, or is over."""
        self._store.in_transaction(lambda session: session.run(_DROP, (tenant, absence_id)))


def skills(store: object) -> Skills:
    """Of this store."""
    return SqlSkills(store) if isinstance(store, SqlStore) else NoSkills()
