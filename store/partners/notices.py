"""Notes down that a partner is to be told of a request in its inbox, and knows when that is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from authority.partners.network import Network
from engine.deadlines import SAXONY, begin_of_day

from .records import NoticeKind, PartnerNotice, PartnerRequest

TENANT = 1
#: An e-mail waits so long for further requests: clerks ask in the morning, one case after the other, and five e-mails
#: in five minutes teach a reader to read none. A request is due in days; a quarter of an hour costs nobody anything.
TOGETHER = timedelta(minutes=15)
#: Working days before the day of the answer on which its partner hears of it once more, and the hour of that day [P].
WARNING, HOUR = 2, timedelta(hours=7)
#: A request whose day is that near is not warned of: the first e-mail has just named it.
NEAR = timedelta(days=1)


def announce(work: Any, row: PartnerRequest, network: Network, kind: NoticeKind, now: datetime) -> None:
    """In the transaction that asks, asks again or reminds: its partner is to be told, and once more before it is late.

    Nothing for a partner that gets no e-mails at this site.
    """
    partner = network.partners.get(row.partner)
    if partner is None or not partner.notices.get(row.site):
        return
    lock(work, row.partner, row.site)
    found = _of(row, kind, now, now + TOGETHER)
    known: PartnerNotice | None = work.get(PartnerNotice, TENANT, found.id)
    if known is None or known.mail:
        work.put(found)
    moment = warning(row.due_on)
    if moment > now + NEAR:
        work.put(_of(row, NoticeKind.DUE, now, moment))


def lock(work: Any, partner: str, site: str) -> None:
    """Nobody else changes the notices of this inbox before the unit of work is over; taken after all other locks."""
    work.lock_correlation(TENANT, "partner-notice", f"{partner}@{site}")


def warning(due_on: str) -> datetime:
    """The moment at which a partner hears once more of what is to be answered by a day (ISO)."""
    day, left = date.fromisoformat(due_on), WARNING
    while left:
        day -= timedelta(days=1)
        left -= SAXONY.is_arbeitstag(day)
    return begin_of_day(day) + HOUR


def _of(row: PartnerRequest, kind: NoticeKind, now: datetime, due_at: datetime) -> PartnerNotice:
    name = str(uuid5(NAMESPACE_URL, f"urn:akzess:partners:1:notice:{row.id}:{kind}"))
    return PartnerNotice(TENANT, name, row.id, row.partner, row.site, kind.value, due_at, now)
