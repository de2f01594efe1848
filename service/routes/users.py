"""People: to whom a task can be given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from engine.desk import Person

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..resources.identity import User, UserPage
from ..routing import Router
from ..views import Exact

router = Router(tags=["people"], route_class=StrictRoute, default_response_class=Exact)


@router.get("/users", response_model=UserPage)
def list_users(
    ctx: Ctx,
    gate: Annotated[Gate, may("user.list")],
    query: Annotated[str, Query(max_length=100)] = "",
    group: Annotated[str | None, Query(max_length=100)] = None,
    site: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=400)] = None,
) -> Exact:
    """People by name; `query` is the beginning of parts of the name, or of the account. `absent`: somebody represents
    them now. Somebody with two accounts comes once."""
    read = ctx.read
    found = read.persons(TENANT, query=query, group=group, site=site, limit=limit, after=after)
    people: dict[str, Person] = {}
    for row in found.items:
        people.setdefault(row.person, row)
    absent = {row.person for row in read.deputyships(TENANT, at=ctx.clock.now())}
    users = [
        User(
            person=row.person,
            name=row.name,
            groups=sorted(row.groups),
            sites=sorted(row.sites),
            absent=row.person in absent,
        )
        for row in people.values()
    ]
    return Exact(UserPage(items=users, next=found.next))
