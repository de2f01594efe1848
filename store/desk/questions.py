"""The questions about records of the desk, as a type: a part of `queries.records.Queries`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from engine.desk import (
    AccessCode,
    CaseAccess,
    Comment,
    Deputyship,
    Person,
    SavedView,
    SealOpening,
    SecurityEvent,
    WebSession,
)

if TYPE_CHECKING:
    from ..queries.records import Page

R = TypeVar("R")


class DeskQuestions(Protocol):
    """Comments, views, deputyships, people, logins, codes and logs."""

    def records(
        self,
        record: type[R],
        equal: Mapping[str, Any],
        *,
        order: tuple[str, ...] = (),
        descending: bool = False,
        limit: int | None = None,
    ) -> list[R]:
        """Records of a kind whose fields have these values, in the order of some fields."""
        ...

    def comments(self, tenant: int, case_id: str, *, limit: int = 50, after: str | None = None) -> Page[Comment]:
        """Comments on a case, newest first, deleted ones included."""
        ...

    def views(
        self, tenant: int, person: str, groups: Collection[str] = (), sites: Collection[str] = ()
    ) -> list[SavedView]:
        """A person's own views and those shared with one of these groups and sites, by position and name."""
        ...

    def deputyships(
        self,
        tenant: int,
        *,
        person: str | None = None,
        deputy: str | None = None,
        at: datetime | None = None,
        open_at: datetime | None = None,
    ) -> list[Deputyship]:
        """Who acts for a person, for whom a deputy acts, by their end; `at`: in force then; `open_at`: or later."""
        ...

    def person(self, tenant: int, person: str) -> Person | None:
        """A person of the directory (of several accounts: one of them)."""
        ...

    def accounts_of(self, tenant: int, person: str) -> list[Person]:
        """All accounts of a natural person, by account."""
        ...

    def person_by_account(self, tenant: int, account: str) -> Person | None:
        """Whose account it is."""
        ...

    def persons(
        self,
        tenant: int,
        *,
        query: str = "",
        group: str | None = None,
        site: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Person]:
        """Active people by name; `query` is the beginning of a part of the name or of the account."""
        ...

    def names(self, tenant: int, persons: Collection[str]) -> dict[str, str]:
        """Names of people, by person; unknown ones are missing."""
        ...

    def session(self, token_hash: bytes) -> WebSession | None:
        """The login with this token; whether it has ended is the caller's question."""
        ...

    def access_codes(self, tenant: int, case_id: str) -> list[AccessCode]:
        """The newest codes of a case that were not revoked; five at most, since each costs a slow hash."""
        ...

    def accesses(
        self,
        tenant: int,
        *,
        case_id: str | None = None,
        person: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[CaseAccess]:
        """Who read what and why, newest first."""
        ...

    def seal_openings(
        self, tenant: int, *, case_id: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[SealOpening]:
        """Openings of sealed folders, newest first."""
        ...

    def security_events(
        self, tenant: int, *, kind: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[SecurityEvent]:
        """What ought not to have happened, newest first."""
        ...

    def open_seals(self, tenant: int, case_id: str, session: str, now: datetime) -> set[str]:
        """Folders of a case that are open for a login."""
        ...
