"""The one door that every route goes through: loads what the address names, asks the table, and logs who read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from documents.model import Document
from engine.errors import NotFound
from engine.handlers.tasks import may_work_on
from engine.model import Actor, Case, Task

from ..context import TENANT, Context
from ..identity.principal import Grant, Principal, union
from ..identity.roles import PARTIES
from ..problems import Problem
from ..sight import extend
from . import conflict, fields, seals
from .behind import case_behind
from .decide import Outcome, Relation, Standing, decide, permits
from .fields import FIELDS
from .table import ACTIONS, KNOWS_CASES, OUTLIVING

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """Roles (None: any) at sites (None: all) of one person: the caller, or somebody whom the caller represents."""

    person: str
    groups: frozenset[str] | None
    sites: frozenset[str] | None


class Gate:
    """A permitted action of a caller, and the object that it is about, loaded and checked.

    Routes get one from `may`; the ids of bodies and lists go through `load_case`, `load_task`, `load_document`, which
    give a gate of their own. Errors of loading: NotFound for what the caller may not know of; Problem 403 `forbidden`
    or `conflict-statement`, 410 `gone-erased`.
    """

    __slots__ = ("_case", "_document", "_standing", "_task", "action", "ctx", "principal")

    def __init__(self, ctx: Context, principal: Principal, action: str) -> None:
        self.ctx = ctx
        self.principal = principal
        self.action = action
        self._case: Case | None = None
        self._task: Task | None = None
        self._document: Document | None = None
        groups = union(grant.groups for grant in principal.own)
        self._standing = Standing(groups, union(grant.groups for grant in principal.lent))

    # -- who

    @property
    def person(self) -> str:
        """The natural person who acts, also in somebody's place."""
        return self.principal.person

    @property
    def name(self) -> str:
        """The person's name for people."""
        return self.principal.name

    @property
    def account(self) -> str:
        """The account through which the person came."""
        return self.principal.account

    @property
    def on_behalf_of(self) -> str | None:
        """The person who is represented in this request."""
        return self.principal.on_behalf_of

    @property
    def groups(self) -> frozenset[str]:
        """The roles that count for the object; without an object all of them."""
        return self._standing.own | self._standing.lent

    @property
    def actor(self) -> Actor:
        """The caller for commands about the object; `on_behalf_of` only where somebody's rights are lent for it."""
        return self._actor(None if self._case is None else self._case.site, self._task)

    def _actor(self, site: str | None, task: Task | None) -> Actor:
        found = self.principal.actor(site)
        if site is None or found.on_behalf_of is None:
            return found
        lent = union(grant.groups for grant in self.principal.lent if grant.covers(site))
        fits = bool(lent) and (task is None or not task.groups or not lent.isdisjoint(task.groups))
        return found if fits else replace(found, on_behalf_of=None)

    # -- what

    @property
    def case(self) -> Case:
        """The case of the route (or of its task or document)."""
        return _there(self._case)

    @property
    def task(self) -> Task:
        """The task of the route."""
        return _there(self._task)

    @property
    def document(self) -> Document:
        """The document of the route."""
        return _there(self._document)

    @property
    def relation(self) -> Relation:
        """How the caller stands to the object."""
        return self._standing.relation

    # -- finer questions

    def permits(self, action: str) -> bool:
        """Whether the caller may do something else with the same object (for buttons, and inside a route)."""
        return permits(ACTIONS[action], self._standing)

    def require(self, action: str) -> None:
        """Problem: 403 `forbidden`."""
        if not self.permits(action):
            raise Problem(403, "forbidden")

    def check(self) -> None:
        """Whether the caller has a role for the gate's own action. Problem: 403 `forbidden`."""
        if not permits(ACTIONS[self.action], self._standing):
            self._refused("forbidden")
            raise Problem(403, "forbidden")

    def permissions(self) -> Mapping[str, bool]:
        """Every action of the table with what `permits` says."""
        return {action: permits(rule, self._standing) for action, rule in ACTIONS.items()}

    @property
    def sites(self) -> frozenset[str] | None:
        """The sites whose objects a list for this action may show ("" for those without a site); None: all."""
        fitting = [grant for grant in self.principal.grants if self._counts(grant.groups, grant.lender is not None)]
        return None if any(grant.sites is None for grant in fitting) else _sites(fitting)

    def _counts(self, groups: frozenset[str], lent: bool) -> bool:
        return permits(ACTIONS[self.action], Standing(lent=groups) if lent else Standing(own=groups))

    def scopes(self, which: str = "team") -> tuple[Scope, ...]:
        """Whose tasks a list shows: "team" (what is offered to the caller's roles, and to those lent for this request),
        "deputies" (everybody whom the caller represents now), or "all" (every task at sites whose files are the
        caller's work; there roles are not asked). A list is the union of the pairs, never every role at every site."""
        grants = self.principal.grants
        if which == "deputies":
            grants = self.ctx.front.deputies.all_lent(self.person)
            extend(grants, self.person)
        if which == "all":
            rule = ACTIONS["task.read"]
            return tuple(_scope(self.person, None, grant.sites) for grant in grants if grant.groups & rule.own)
        return tuple(_scope(grant.lender or self.person, grant.groups - PARTIES, grant.sites) for grant in grants)

    # -- contents

    @property
    def assignee(self) -> bool:
        """Whether an open task of the case is with the caller (or with whom the caller represents here)."""
        holders = {self.person, self.actor.on_behalf_of} - {None}
        return any(task.assignee in holders for task in self.ctx.read.open_rows(TENANT, self.case.id).tasks)

    def reads(self, kind: str) -> bool:
        """Whether the caller may read a class of data of this object (without one: of the lists of this action)."""
        return FIELDS.may("read", kind, self._standing, self._is_assignee)

    def writes(self, kind: str) -> bool:
        """Whether the caller may change a class of data of this object."""
        return FIELDS.may("write", kind, self._standing, self._is_assignee)

    def _is_assignee(self) -> bool:
        return self._case is not None and self.assignee

    def sealed_open(self, folder: str) -> bool:
        """Whether the caller has opened the folder of this case, in this session, within the last half hour."""
        return seals.is_open(self.ctx, self.principal, self.case.id, folder)

    def mask(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The variables without everything that the caller may not read here, and without sealed ones not opened."""
        return fields.masked(variables, self._shows)

    def _shows(self, kind: str) -> bool:
        folder = FIELDS.folder(kind)
        return self.reads(kind) and (not folder or self.sealed_open(folder))

    def document_visible(self, folder: str) -> str:
        """ "yes", "sealed" (its existence only, until the folder is opened) or "no"."""
        kind = FIELDS.kind_of_folder(folder)
        if not self.reads(kind):
            return "no"
        return "sealed" if FIELDS.folder(kind) and not self.sealed_open(folder) else "yes"

    # -- loading

    def load_case(self, text: str, action: str = "") -> Gate:
        """A gate for one case by id or business key."""
        read = self.ctx.read
        row = read.case_by_key(TENANT, text) if text.startswith("AKZ-") else read.case(TENANT, text)
        return self._bound(action, text, row)

    def load_task(self, text: str, action: str = "") -> Gate:
        """A gate for one task."""
        task, row = self.ctx.read.task_and_case(TENANT, text) or (None, None)
        return self._bound(action, text, row, task=task)

    def load_document(self, text: str, action: str = "") -> Gate:
        """A gate for one document that is in its case's file."""
        document = self.ctx.cabinet.document(TENANT, text) if self.ctx.cabinet is not None else None
        if document is not None and document.deleted_at is not None:
            document = None
        row = None if document is None else self.ctx.read.case(TENANT, document.case_id)
        return self._bound(action, text, row, document=document)

    def _bound(
        self, action: str, text: str, row: Case | None, *, task: Task | None = None, document: Document | None = None
    ) -> Gate:
        if row is None:
            behind = case_behind(self.ctx, text)
            if (
                behind is not None
                and decide(self.action, self._standing_to(self.action, behind, None)) is Outcome.HIDDEN
            ):
                self._refused("hidden-object", behind.id)
            raise NotFound(text[:80])  # nobody's: a typing error, or somebody who guesses; the rate stops both
        found = Gate(self.ctx, self.principal, action or self.action)
        found._case, found._task, found._document = row, task, document
        found._standing = self._standing_to(found.action, row, task)
        outcome = decide(found.action, found._standing)
        if outcome is Outcome.HIDDEN or (document is not None and found.document_visible(document.folder) == "no"):
            self._refused("hidden-object", row.id)
            raise NotFound(text[:80])
        if outcome is Outcome.DENY:
            self._refused("forbidden", row.id)
            raise Problem(403, "forbidden")
        if not row.status.open and found.action not in OUTLIVING and _erased(self.ctx, row.id):
            raise Problem(410, "gone-erased")
        if found.action != "case.conflict":
            conflict.check(self.ctx, self.principal, row)
        self.ctx.reads.note(found.action, self.principal, row, task, document)
        return found

    def _refused(self, kind: str, case_id: str = "") -> None:
        who = self.principal
        detail = {"action": self.action} | ({"case": case_id} if case_id else {})
        self.ctx.front.security.note(kind, person=who.person, address=who.address, detail=detail)

    def _standing_to(self, action: str, case: Case, task: Task | None) -> Standing:
        here = self.principal.at(case.site)
        own = union(grant.groups for grant in here if grant.lender is None)
        lent = union(grant.groups for grant in here if grant.lender is not None)
        if task is None and not self._depends_on_tasks(action, own | lent):
            return Standing(own, lent)
        tasks = (task,) if task is not None else self.ctx.read.open_rows(TENANT, case.id).tasks
        # That a task is offered to "employer" says nothing about which one: parties have to be named.
        actor = self._actor(case.site, task)
        actor = replace(actor, groups=actor.groups - PARTIES)
        offered = any(may_work_on(actor, one) for one in tasks)
        return Standing(own, lent, self.principal.groups if offered else frozenset())

    def _depends_on_tasks(self, action: str, here: frozenset[str]) -> bool:
        """Whether the open tasks of the case make a difference: roles at its site may suffice, or be in vain."""
        rule = ACTIONS[action]
        if here & rule.own:
            return False
        return not here & KNOWS_CASES or bool(rule.assigned & self.principal.groups)


def _scope(person: str, groups: frozenset[str] | None, sites: frozenset[str] | None) -> Scope:
    return Scope(person, groups, None if sites is None else sites | {""})


def _sites(grants: list[Grant]) -> frozenset[str]:
    return union(grant.sites for grant in grants if grant.sites is not None) | {""}


def _there(found: T | None) -> T:
    if found is None:
        raise RuntimeError("the action of this route is not about such an object")
    return found


def _erased(ctx: Context, case_id: str) -> bool:
    key = ctx.read.data_key(TENANT, case_id)
    return key is not None and key[1] is None
