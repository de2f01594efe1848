"""Who is calling, who may stand in for whom, and who is there to be assigned."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import CaseId, Group, Moment, Name, Page, Person, Resource, Site


class LoggedIn(Resource):
    """A session was opened (cookie); `token` is for scripts, and empty for a browser, which has the cookie."""

    token: str = Field(examples=["WyJhbm5hLmRkIiwxNzkyNTYwNjAwXQ==.5d41402abc4b2a76"])
    expires_at: Moment
    account: str = Field(examples=["anna.dd"])


class LoggedOut(Resource):
    """The session is over here; `location`: where the browser may end the one at the provider, too."""

    location: str | None = Field(default=None, examples=[None])


class OidcMethod(Resource):
    """Log in through the authority's provider."""

    name: str = Field(examples=["Behördenkonto"])


class DemoAccount(Resource):
    """An account of the demo."""

    account: str = Field(examples=["anna.dd"])
    name: Name
    role: str = Field(examples=["Sachbearbeitung"])
    sites: list[Site]


class LoginMethods(Resource):
    """How one may log in here."""

    local: bool = Field(examples=[True])
    oidc: OidcMethod | None = None
    demo: list[DemoAccount] | None = None


class DeputyScope(Resource):
    """What a deputy may do in the represented person's place; null is everything."""

    groups: list[Group] | None = None
    sites: list[Site] | None = None


class DeputyFor(Resource):
    """Somebody whom the caller may represent now."""

    id: str = Field(examples=["0199f3a2-aa10-7d2e-8f43-77b0c6a1e0d4"])
    person: Person
    name: Name
    until: Moment
    scope: DeputyScope


class Preferences(Resource):
    """How the caller likes the pages."""

    shortcuts: bool = Field(default=True, examples=[True])
    theme: Literal["auto", "light", "dark"] = "auto"
    language: Literal["de", "en"] = "de"


class Me(Resource):
    """Who the server takes the caller for."""

    person: Person
    account: str = Field(examples=["anna.dd"])
    name: Name
    groups: list[Group]
    sites: list[Site]
    csrf: str | None = Field(description="Value of the header X-CSRF; null without a session", examples=["kq3v9Zx1"])
    language: Literal["de", "en"]
    on_behalf_of: Person | None = Field(default=None, examples=[None])
    deputy_for: list[DeputyFor]
    permissions: dict[str, bool] = Field(examples=[{"case.cancel": False, "task.complete": True}])
    preferences: Preferences


class User(Resource):
    """Somebody to whom a task can be assigned."""

    person: Person
    name: Name
    groups: list[Group]
    sites: list[Site]
    absent: bool = Field(description="A deputyship for this person is in force", examples=[False])


class UserPage(Page[User]):
    """People, by name."""


class Deputy(Resource):
    """A deputyship: `deputy` may act for `person` in the period, within the scope."""

    id: str = Field(examples=["0199f3a2-aa10-7d2e-8f43-77b0c6a1e0d4"])
    person: Person
    deputy: Person
    person_name: Name
    deputy_name: Name
    from_: Moment = Field(alias="from")
    until: Moment
    scope: DeputyScope
    reason: str = Field(examples=["Urlaub"])
    created_by: Person


class DeputyPage(Page[Deputy]):
    """Deputyships that the caller may see."""


class SealOpened(Resource):
    """A sealed folder is open for this session; the opening is on record."""

    case_id: CaseId
    folder: str = Field(examples=["SECURITY"])
    until: Moment


class ConflictStated(Resource):
    """What follows from a statement: the case may be worked on, or is locked for this person."""

    case_id: CaseId
    state: Literal["clear", "locked"]


class SecurityEvent(Resource):
    """Something that ought not to happen."""

    id: str
    at: Moment
    kind: str = Field(examples=["hidden-object"])
    person: Person | None = None
    address: str | None = Field(default=None, examples=["192.0.2.1"])
    action: str | None = Field(default=None, examples=["case.read"])
    case_id: CaseId | None = None


class SecurityEventPage(Page[SecurityEvent]):
    """Security events, newest first."""
