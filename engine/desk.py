"""The frozen records of the clerks' desk: comments, views, deputyships, people, sessions, and who read what and why.

Instants are aware and in UTC. They are kept beside the cases: no rule of a process depends on one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Listed:
    """What lists show of a case, by the procedure's rule (`engine.listing`); "" where the case has no such thing.

    `digest` is over these texts and the search terms of the case: the same digest, nothing to write.
    """

    applicant: str = ""
    employer: str = ""
    azr_number: str = ""
    case_group: str = ""
    nationality: str = ""
    digest: str = ""


UNLISTED = Listed()


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person noted on a case (or, with `element_id`, on one of its tasks); a deleted one keeps its row."""

    id: str
    tenant: int
    case_id: str
    author: str
    text: str
    created_at: datetime
    element_id: str = ""
    on_behalf_of: str | None = None
    changed_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as somebody wants to see it again: query text and columns; shared with a group, a site, or both."""

    id: str
    tenant: int
    owner: str
    name: str
    query: str
    changed_at: datetime
    columns: tuple[str, ...] = ()
    position: int = 0
    shared_group: str | None = None
    shared_site: str | None = None


@dataclass(frozen=True, slots=True)
class Deputyship:
    """`deputy` acts for `person` from `since` until before `until`, within these groups and sites (None: all)."""

    id: str
    tenant: int
    person: str
    deputy: str
    since: datetime
    until: datetime
    reason: str
    created_by: str
    created_at: datetime
    groups: tuple[str, ...] | None = None
    sites: tuple[str, ...] | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it holds at an instant."""
        return self.since <= at < self.until and (self.ended_at is None or at < self.ended_at)


@dataclass(frozen=True, slots=True)
class Person:
    """An account in the directory, whose it is, and what it carried at the last login; a person may have two."""

    tenant: int
    person: str
    account: str
    name: str
    changed_at: datetime
    groups: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    language: str = "de"
    preferences: Mapping[str, Any] = field(default_factory=dict)
    active: bool = True


@dataclass(frozen=True, slots=True)
class WebSession:
    """A login; the token itself is with the browser, here is its SHA-256. Groups and sites are never kept in it."""

    token_hash: bytes
    tenant: int
    person: str
    account: str
    csrf: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    provider_session: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccessCode:
    """With the case's number and a code an applicant sees where it stands; a case may have several live codes.

    `code_hash` is over salt and code; the code itself is in the letter only.
    """

    tenant: int
    case_id: str
    code_hash: bytes
    salt: bytes
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """Somebody read a case: one row per person, hour and purpose. `at` is the first time, `hour` its full hour."""

    tenant: int
    case_id: str
    person: str
    hour: datetime
    purpose: str
    at: datetime
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class SealOpening:
    """A sealed folder of a case was opened, for a reason, for one login, until an instant."""

    id: str
    tenant: int
    case_id: str
    folder: str
    person: str
    session: str
    reason: str
    opened_at: datetime
    until: datetime
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """Something that ought not to happen: a login refused, a forged token; never with the secret itself."""

    id: str
    tenant: int
    at: datetime
    kind: str
    person: str = ""
    address: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a "case" or about a "task" of it (for these groups, with this assignee) has changed."""

    kind: str
    case_id: str
    site: str
    groups: tuple[str, ...] = ()
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What changed, oldest first, and where to go on; `reset`: some of it is gone, look at everything again."""

    items: tuple[Change, ...]
    cursor: str
    reset: bool = False
