"""Ends and reminds of questions: by the clerk who asked, and by the platform once the case has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from engine.deadlines import local_day
from engine.errors import Conflict, NotFound
from store.partners import PartnerRequest
from store.partners.left import left_open
from store.partners.records import OPEN, UNDERWAY, WITHDRAWN

from ..context import TENANT
from ..preconditions import again
from ..turns import in_turn

#: Days that a reminder gives from the day on which it is sent [P].
GRACE = timedelta(days=7)
#: Requests of ended cases that one round takes back.
ROUND = 200


def locked(work: Any, request_id: str) -> PartnerRequest:
    """The request, which nobody else changes before the unit of work is over. Error: NotFound."""
    work.lock_correlation(TENANT, "partner-request", request_id)
    row: PartnerRequest | None = work.get(PartnerRequest, TENANT, request_id)
    if row is None:
        raise NotFound(request_id[:80])
    return row


def asked_by_hand(work: Any, case_id: str, request_id: str) -> PartnerRequest:
    """An unanswered question of a clerk about this case. Errors: NotFound; Conflict for any other request of the case."""
    row = locked(work, request_id)
    if row.case_id != case_id:
        raise NotFound(request_id[:80])
    if row.agency:
        raise Conflict("the procedure has asked: it reminds and withdraws by itself")
    if row.state != OPEN:
        raise Conflict(f"the request is {row.state}")
    return row


def withdrawn(row: PartnerRequest) -> PartnerRequest:
    """The request, over: its partner sees nothing of what was sent any more."""
    return replace(row, state=WITHDRAWN, version=row.version + 1)


def reminded(row: PartnerRequest, now: datetime) -> PartnerRequest:
    """The request, reminded of once more, with a later day where its own is near. Error: Conflict twice on a day.

    The version stays: an answer that is being written goes through.
    """
    today = local_day(now)
    if row.content.get("remindedOn") == today.isoformat():
        raise Conflict("a reminder went out today")
    return replace(
        row,
        reminders=row.reminders + 1,
        due_on=max(row.due_on, (today + GRACE).isoformat()),
        content={**row.content, "remindedOn": today.isoformat()},
    )


def withdraw_left(store: Any, limit: int = ROUND) -> int:
    """Take back what is still open although its case has ended, however it was asked; how many requests.

    It looks at what is, not at what was about to be done: after a crash at any point the next round does the rest.
    """
    return in_turn(partial(again, _taking_back(store, one)) for one in left_open(store, TENANT, limit))


def _taking_back(store: Any, request_id: str) -> Callable[[], int]:
    def act() -> int:
        with store.unit_of_work() as work:
            row = locked(work, request_id)
            if row.state not in UNDERWAY:
                return 0  # answered at the same moment
            work.put(withdrawn(row))
            work.commit()
        return 1

    return act
