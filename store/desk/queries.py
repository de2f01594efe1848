"""What the desk asks about its records, the same words on every store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

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
from engine.terms import folded

from ..queries import paging
from ..queries.records import Page
from ..values import to_micros
from . import kinds
from .kinds import Kind

R = TypeVar("R")


class DeskQueries:
    """Questions about comments, views, deputyships, people, logins, codes and the log of accesses."""

    def _find(self, kind: Kind[R], equal: Mapping[str, Any], **how: Any) -> list[R]:
        """Records by equal fields; `how` is that of `sql.find`."""
        raise NotImplementedError

    def records(self, record: type[R], equal: Mapping[str, Any], **how: Any) -> list[R]:
        """Records of a kind by equal fields; `how`: order, descending, limit."""
        return self._find(kinds.KINDS[record], equal, **how)

    def _newest(
        self, kind: Kind[R], equal: Mapping[str, Any], at: str, rest: tuple[str, ...], limit: int, after: str | None
    ) -> Page[R]:
        """A page of records, newest first by the field `at`; the other fields of the order are texts."""
        limit = paging.size(limit)
        beyond: list[Any] | None = None
        if after is not None:
            micros, *others = paging.key_of(after, "i" + "s" * len(rest))
            beyond = [paging.instant(micros), *others]
        found = self._find(kind, equal, order=(at, *rest), descending=True, beyond=beyond, limit=limit + 1)
        return paging.page(
            found, limit, lambda one: (to_micros(getattr(one, at)), *(getattr(one, name) for name in rest))
        )

    def comments(self, tenant: int, case_id: str, *, limit: int = 50, after: str | None = None) -> Page[Comment]:
        """Comments on a case, newest first, deleted ones included."""
        wanted = {"tenant": tenant, "case_id": case_id}
        return self._newest(kinds.COMMENT, wanted, "created_at", ("id",), limit, after)

    def views(
        self, tenant: int, person: str, groups: Collection[str] = (), sites: Collection[str] = ()
    ) -> list[SavedView]:
        """A person's own views and those shared with one of these groups and sites, by position and name."""
        found = self._find(kinds.SAVED_VIEW, {"tenant": tenant, "owner": person})
        if groups:
            found += self._find(kinds.SAVED_VIEW, {"tenant": tenant, "shared_group": frozenset(groups)})
        if sites:
            found += self._find(kinds.SAVED_VIEW, {"tenant": tenant, "shared_site": frozenset(sites)})

        def mine(view: SavedView) -> bool:
            return view.owner == person or (
                (view.shared_group is None or view.shared_group in groups)
                and (view.shared_site is None or view.shared_site in sites)
            )

        known = {view.id: view for view in found if mine(view)}
        return sorted(known.values(), key=lambda view: (view.position, view.name, view.id))

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
        wanted = {"tenant": tenant, "person": person, "deputy": deputy}
        given = {name: value for name, value in wanted.items() if value is not None}
        now = at or open_at
        # Read from the end that matters on: those of past years cost nothing.
        beyond = None if now is None else (now, "\U0010ffff")
        found = self._find(kinds.DEPUTYSHIP, given, order=("until", "id"), beyond=beyond)
        if at is not None:
            return [one for one in found if one.in_force(at)]
        return [one for one in found if open_at is None or one.ended_at is None or one.ended_at > open_at]

    def person(self, tenant: int, person: str) -> Person | None:
        """A person of the directory (of several accounts: one of them)."""
        return self._only(kinds.PERSON, {"tenant": tenant, "person": person})

    def accounts_of(self, tenant: int, person: str) -> list[Person]:
        """All accounts of a natural person, by account."""
        return self._find(kinds.PERSON, {"tenant": tenant, "person": person}, order=("account",))

    def person_by_account(self, tenant: int, account: str) -> Person | None:
        """Whose account it is."""
        return self._only(kinds.PERSON, {"tenant": tenant, "account": account})

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
        limit = paging.size(limit)
        beyond = None if after is None else paging.key_of(after, "ss")
        words = folded(query).split()

        def fits(one: Person) -> bool:
            parts = [*folded(one.name).split(), folded(one.account)]
            return (
                one.active
                and (group is None or group in one.groups)
                and (site is None or site in one.sites)
                and all(any(part.startswith(word) for part in parts) for word in words)
            )

        found: list[Person] = []
        while len(found) <= limit:  # an office has hundreds of people: a few rounds at most
            some = self._find(
                kinds.PERSON, {"tenant": tenant}, order=("name", "account"), beyond=beyond, limit=paging.MOST
            )
            found += [one for one in some if fits(one)]
            if len(some) < paging.MOST:
                break
            beyond = (some[-1].name, some[-1].account)
        return paging.page(found[: limit + 1], limit, lambda one: (one.name, one.account))

    def names(self, tenant: int, persons: Collection[str]) -> dict[str, str]:
        """Names of people, by person; unknown ones are missing."""
        if not persons:
            return {}
        found = self._find(kinds.PERSON, {"tenant": tenant, "person": frozenset(persons)})
        return {one.person: one.name for one in found}

    def session(self, token_hash: bytes) -> WebSession | None:
        """The login with this token; whether it has ended is the caller's question."""
        return self._only(kinds.WEB_SESSION, {"token_hash": token_hash})

    def access_codes(self, tenant: int, case_id: str) -> list[AccessCode]:
        """The newest codes of a case that were not revoked; five at most, since each costs a slow hash."""
        found = self._find(kinds.ACCESS_CODE, {"tenant": tenant, "case_id": case_id})
        live = sorted((one for one in found if one.revoked_at is None), key=lambda one: one.created_at, reverse=True)
        return live[:5]

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
        wanted = {"tenant": tenant, "case_id": case_id, "person": person}
        given = {name: value for name, value in wanted.items() if value is not None}
        return self._newest(kinds.CASE_ACCESS, given, "at", ("case_id", "person", "purpose"), limit, after)

    def seal_openings(
        self, tenant: int, *, case_id: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[SealOpening]:
        """Openings of sealed folders, newest first."""
        wanted = {"tenant": tenant} | ({} if case_id is None else {"case_id": case_id})
        return self._newest(kinds.SEAL_OPENING, wanted, "opened_at", ("id",), limit, after)

    def security_events(
        self, tenant: int, *, kind: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[SecurityEvent]:
        """What ought not to have happened, newest first."""
        wanted = {"tenant": tenant} | ({} if kind is None else {"kind": kind})
        return self._newest(kinds.SECURITY_EVENT, wanted, "at", ("id",), limit, after)

    def open_seals(self, tenant: int, case_id: str, session: str, now: datetime) -> set[str]:
        """Folders of a case that are open for a login."""
        wanted = {"tenant": tenant, "case_id": case_id, "session": session}
        return {one.folder for one in self._find(kinds.SEAL_OPENING, wanted) if one.opened_at <= now < one.until}

    def _only(self, kind: Kind[R], equal: Mapping[str, Any]) -> R | None:
        found = self._find(kind, equal, limit=1)
        return found[0] if found else None
