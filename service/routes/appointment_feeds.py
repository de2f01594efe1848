"""Calendar feeds of appointments: a secret address per clerk and counter, told once, revoked at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from authority.appointments import Feed
from authority.appointments.calendar_feed import calendar
from engine.errors import NotFound
from store.appointments import sql

from ..access import Gate, may
from ..appointments.secrets import hashed, new_token
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..preconditions import RequestKey, once
from ..resources import appointments as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .appointments import Reading
from .booking import Appointments, SiteCode

router = Router(tags=["appointments"], route_class=StrictRoute, default_response_class=Exact)

#: What a feed has: the last week, and everything that may be booked.
BEFORE = timedelta(days=7)
FeedId = Annotated[str, Path(max_length=64)]


class NewFeed(Body):
    """Of a whole site, or of one counter."""

    site: SiteCode
    counter: Annotated[str, Field(max_length=20, examples=["A1"])] = ""


@router.get("/appointments/feeds", response_model=out.CalendarFeeds)
def list_feeds(gate: Reading, desk: Appointments) -> Exact:
    """Meine Kalender. / The caller's feeds; their addresses are not known any more."""
    found = desk.book.look(lambda session: sql.feeds(session, TENANT, gate.person))
    return Exact(out.CalendarFeeds(items=[_feed(one) for one in found]))


@router.post("/appointments/feeds", status_code=201, response_model=out.CalendarFeed)
def make(gate: Reading, desk: Appointments, body: NewFeed, key: RequestKey) -> Exact:
    """Kalender abonnieren. / A new secret address, told once.

    A repetition makes another one: what was told before is not kept anywhere.
    """
    if body.site not in desk.plan.sites or (gate.sites is not None and body.site not in gate.sites):
        raise NotFound("site")
    token = new_token()
    feed = Feed(TENANT, str(uuid4()), hashed(token), body.site, body.counter, gate.person, desk.now())
    desk.book.do(lambda session: sql.put(session, feed))
    return Exact(_feed(feed, token), status_code=201)


@router.delete("/appointments/feeds/{feed}", response_model=out.CalendarFeed)
def revoke(
    ctx: Ctx, gate: Annotated[Gate, may("appointment.read")], desk: Appointments, feed: FeedId, key: RequestKey
) -> Response:
    """Adresse ungültig machen. / The address opens nothing more."""

    def act(work: Any) -> Resource:
        found = sql.get(work.session, Feed, TENANT, feed)
        if found is None or found.person != gate.person:
            raise NotFound("feed")
        sql.put(work.session, replace(found, revoked_at=desk.now()))
        return _feed(found)

    return once(ctx, gate.actor, key, f"DELETE /appointments/feeds/{feed}", None, act)


@router.get(
    "/booking/calendars/{token}.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}, "example": "BEGIN:VCALENDAR"}}}},
)
def read(desk: Appointments, token: Annotated[str, Path(min_length=20, max_length=100)]) -> Response:
    """Der Kalender (RFC 5545). / The feed itself; who knows the address reads it."""
    feed = desk.book.look(lambda session: sql.feed_by_token(session, TENANT, hashed(token)))
    if feed is None:
        raise NotFound("feed")
    first, last = desk.today() - BEFORE, desk.window(office=True)[1]
    bookings, _ = desk.counters.days(feed.site, first, last)
    mine = [one for one in bookings if feed.counter in ("", one.counter)]
    name = f"Termine {feed.site} {feed.counter}".strip()
    content = calendar(desk.plan, mine, name, desk.address(feed.site), desk.now())
    return Response(content, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})


def _feed(feed: Feed, token: str = "") -> out.CalendarFeed:
    return out.CalendarFeed(
        id=feed.id,
        site=feed.site,
        counter=feed.counter,
        created_at=feed.created_at,
        address=f"/booking/calendars/{token}.ics" if token else None,
    )
