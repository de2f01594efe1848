"""Server-sent events: what has changed among the things that the caller may see, so that lists stay fresh."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Header, Query
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from store import StoreError
from store.codec import dumps

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Context, Ctx
from ..feed import Crowded, Event
from ..problems import Problem
from ..routing import Router

router = Router(tags=["events"], route_class=StrictRoute)

#: Cases that one line may follow besides the tasks.
MOST_TOPICS = 20

_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Ereignisse `tasks` {caseId, site, groups}, `case` {caseId}, `reload` {} / events",
        "content": {
            "text/event-stream": {"schema": {"type": "string"}, "example": 'event: tasks\ndata: {"site":"DD"}'}
        },
    }
}


class _Stream(StreamingResponse):
    media_type = "text/event-stream"


@router.get("/events", response_class=_Stream, responses=_ANSWER)
async def events(
    ctx: Ctx,
    gate: Annotated[Gate, may("events.read")],
    topics: Annotated[
        str, Query(max_length=2000, description="`tasks`, `case:<id>`, durch Komma getrennt / comma-separated")
    ] = "tasks",
    last: Annotated[str | None, Header(alias="Last-Event-ID", max_length=200)] = None,
) -> Response:
    """Änderungen, sobald sie geschehen / changes as they happen; Last-Event-ID goes on after a break."""
    choose = await run_in_threadpool(_chooser, gate, topics)
    session = gate.principal.session.hex() or None
    try:
        lines: AsyncIterator[bytes] = await ctx.feed.follow(
            choose, since=last, session=session, still_in=lambda: run_in_threadpool(_still_in, ctx, gate)
        )
    except Crowded:
        raise Problem(503, "unavailable", headers={"Retry-After": "30"}) from None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return _Stream(lines, headers=headers)


def _chooser(gate: Gate, topics: str) -> Callable[[Any], Event | None]:
    """Which changes concern the caller. Problem 422 for a topic that there is not; NotFound for a case not seen."""
    wanted = [topic.strip() for topic in topics.split(",") if topic.strip()]
    cases = {gate.load_case(topic[5:], "case.read").case.id for topic in wanted if topic.startswith("case:")}
    if len(wanted) > MOST_TOPICS or any(topic != "tasks" and not topic.startswith("case:") for topic in wanted):
        raise Problem(422, "validation-failed", errors=[{"pointer": "/topics", "code": "unknown-topic", "message": ""}])
    inbox = "tasks" in wanted
    scopes = gate.scopes("team") + gate.scopes("all")

    def choose(change: Any) -> Event | None:
        if change.case_id in cases:
            return Event("case", dumps({"caseId": change.case_id}))
        if not inbox or change.kind != "task":
            return None
        groups = set(change.groups)
        for scope in scopes:
            fits = scope.groups is None or not groups.isdisjoint(scope.groups) or change.assignee == scope.person
            if fits and (scope.sites is None or change.site in scope.sites):
                data = {"caseId": change.case_id, "site": change.site, "groups": sorted(groups)}
                return Event("tasks", dumps(data))
        return None

    return choose


def _still_in(ctx: Context, gate: Gate) -> bool:
    """Whether the login of the line still holds; programs that send their password each time are not asked."""
    if not gate.principal.session:
        return True
    try:
        return ctx.read.session(gate.principal.session) is not None
    except StoreError:
        return True
