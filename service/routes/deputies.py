"""Deputyships (Vertretung): who stands in for whom, from when to when, in what, why; made by the person or a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from engine import desk
from engine.errors import FieldProblem, Invalid, NotFound
from engine.ports import UnitOfWork

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..identity.principal import Grant
from ..identity.roles import LEADS, PERSONAL
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources.identity import Deputy, DeputyPage, DeputyScope
from ..routing import Router
from ..schemas import Body, Instant, Key, Reason
from ..views import Exact

router = Router(tags=["people"], route_class=StrictRoute, default_response_class=Exact)

#: Nobody is away for longer; a longer absence is a change of duties.
LONGEST = timedelta(days=366)

Names = Annotated[list[Key], Field(min_length=1, max_length=50)]


class NewScope(Body):
    """Roles and sites that are lent; null is everything that the person has."""

    groups: Names | None = None
    sites: Names | None = None


class NewDeputy(Body):
    """A deputyship; without `person` for the caller."""

    person: Key | None = None
    deputy: Key
    from_: Annotated[Instant, Field(alias="from")]
    until: Instant
    scope: NewScope = NewScope()
    reason: Reason


@router.get("/deputies", response_model=DeputyPage)
def list_deputies(ctx: Ctx, gate: Annotated[Gate, may("deputy.list")]) -> Exact:
    """Deputyships that hold now or will: the caller's own, those for the caller, and for leads those of their sites."""
    now = ctx.clock.now()
    read = ctx.read
    if _leads(gate):
        rows = [r for r in read.deputyships(TENANT, open_at=now) if _concerns(gate, r) or _led(ctx, gate, r.person)]
    else:
        own = read.deputyships(TENANT, person=gate.person, open_at=now)
        rows = own + read.deputyships(TENANT, deputy=gate.person, open_at=now)
    return Exact(DeputyPage(items=_shown(ctx, rows)))


@router.post("/deputies", status_code=201, response_model=Deputy)
def create(ctx: Ctx, gate: Annotated[Gate, may("deputy.write")], body: NewDeputy, key: RequestKey) -> Response:
    """Appoint a deputy. For oneself, or as a lead for somebody of one's sites; nobody lends what they do not have."""
    person = body.person or gate.person
    if gate.on_behalf_of is not None or (person != gate.person and not _led(ctx, gate, person)):
        raise Problem(403, "forbidden")
    _check(ctx, person, body)

    def act(work: UnitOfWork) -> Deputy:
        row = desk.Deputyship(
            id=str(uuid4()),
            tenant=TENANT,
            person=person,
            deputy=body.deputy,
            since=body.from_,
            until=body.until,
            reason=body.reason,
            created_by=gate.person,
            created_at=ctx.clock.now(),
            groups=None if body.scope.groups is None else tuple(sorted(set(body.scope.groups))),
            sites=None if body.scope.sites is None else tuple(sorted(set(body.scope.sites))),
        )
        work.put(row)
        return _shown(ctx, [row])[0]

    asked = body.model_dump(mode="json", by_alias=True)
    return once(
        ctx, gate.actor, key, "POST /deputies", asked, act, status=201, location=lambda one: f"/deputies/{one['id']}"
    )


@router.delete("/deputies/{deputyship}", response_model=Deputy)
def end(
    ctx: Ctx,
    gate: Annotated[Gate, may("deputy.write")],
    deputyship: Annotated[str, Path(max_length=100)],
    key: RequestKey,
) -> Response:
    """End a deputyship from now on; it stays on record."""
    row = ctx.store.get(desk.Deputyship, TENANT, deputyship)
    if row is None or not (_concerns(gate, row) or _led(ctx, gate, row.person)):
        raise NotFound(deputyship)
    if gate.on_behalf_of is not None:
        raise Problem(403, "forbidden")

    def act(work: UnitOfWork) -> Deputy:
        current = work.get(desk.Deputyship, TENANT, deputyship) or row
        if current.ended_at is None:
            current = replace(current, ended_at=ctx.clock.now(), ended_by=gate.person)
            work.put(current)
        return _shown(ctx, [current])[0]

    return once(ctx, gate.actor, key, f"DELETE /deputies/{deputyship}", None, act)


def _leads(gate: Gate) -> bool:
    return any(grant.groups & LEADS for grant in gate.principal.own)


def _concerns(gate: Gate, row: desk.Deputyship) -> bool:
    return gate.person in (row.person, row.deputy)


def _led(ctx: Context, gate: Gate, person: str) -> bool:
    """Whether the caller leads, at a site where the person works."""
    led = [grant for grant in gate.principal.own if grant.groups & LEADS]
    return any(_meet(mine, theirs) for mine in led for theirs in ctx.front.directory.grants(person))


def _meet(mine: Grant, theirs: Grant) -> bool:
    if theirs.sites is None:
        return False
    return mine.sites is None or bool(mine.sites & theirs.sites)


def _check(ctx: Context, person: str, body: NewDeputy) -> None:
    """Errors: Invalid, naming every field that cannot be."""
    has = ctx.front.directory.grants(person)
    groups = {group for grant in has for group in grant.groups} - PERSONAL
    sites = {site for grant in has for site in grant.sites or ()}
    problems = []

    def wrong(pointer: str, code: str, german: str, english: str) -> None:
        problems.append(FieldProblem(pointer, code, german, english))

    if not groups:
        wrong("/person", "unknown", "Diese Person hat nichts, worin sie vertreten werden kann", "Nothing to lend")
    if body.deputy == person:
        wrong("/deputy", "same-person", "Niemand vertritt sich selbst", "Nobody stands in for themselves")
    elif not ctx.front.directory.of_person(body.deputy):
        wrong("/deputy", "unknown", "Diese Person gibt es hier nicht", "There is no such person")
    if body.until <= body.from_ or body.until <= ctx.clock.now():
        wrong(
            "/until",
            "period",
            "Das Ende liegt nicht nach dem Beginn und jetzt",
            "The end is not after the beginning and now",
        )
    elif body.until - body.from_ > LONGEST:
        wrong("/until", "too-long", "Höchstens ein Jahr", "A year at most")
    if not set(body.scope.groups or ()) <= groups:
        wrong(
            "/scope/groups",
            "not-held",
            "Nicht alle Rollen hat die vertretene Person",
            "Roles that the person does not have",
        )
    if not set(body.scope.sites or ()) <= sites:
        wrong(
            "/scope/sites",
            "not-held",
            "Nicht alle Standorte hat die vertretene Person",
            "Sites that the person does not have",
        )
    if problems:
        raise Invalid("the deputyship cannot be like that", tuple(problems))


def _shown(ctx: Context, rows: Sequence[desk.Deputyship]) -> list[Deputy]:
    names = ctx.front.directory.names({name for row in rows for name in (row.person, row.deputy)})
    return [
        Deputy(
            id=row.id,
            person=row.person,
            deputy=row.deputy,
            person_name=names[row.person],
            deputy_name=names[row.deputy],
            **{"from": row.since},
            until=row.until if row.ended_at is None else min(row.until, row.ended_at),
            scope=DeputyScope(
                groups=None if row.groups is None else list(row.groups),
                sites=None if row.sites is None else list(row.sites),
            ),
            reason=row.reason,
            created_by=row.created_by,
        )
        for row in rows
    ]
