"""Messages between an applicant and the office: kept once per request, read when the other side has seen them."""

from __future__ import annotations

from dataclasses import replace

from authority.intake import NoticeKind, PortalMessage, Sender

from ..context import TENANT, Context
from .noticing import notice_of

#: Messages that are shown; older ones are in the file.
SHOWN = 100


def newest(ctx: Context, case_id: str) -> list[PortalMessage]:
    """Messages of a case, newest first."""
    equal = {"tenant": TENANT, "case_id": case_id}
    return ctx.read.records(PortalMessage, equal, order=("sent_at", "id"), descending=True, limit=SHOWN)


def mark_read(ctx: Context, found: list[PortalMessage], of: frozenset[Sender]) -> None:
    """The other side has seen what these senders wrote."""
    for one in found:
        if one.read_at is None and one.sender in of:
            ctx.store.put(replace(one, read_at=ctx.clock.now()))


def write(ctx: Context, case_id: str, sender: Sender, author: str, text: str, message_id: str) -> PortalMessage:
    """Keep a message, with an e-mail to the applicant if the office wrote it; one that came under the same id is that one."""
    now = ctx.clock.now()
    message = PortalMessage(TENANT, case_id, message_id, sender.value, author, text, now)
    with ctx.store.unit_of_work() as work:
        work.lock_correlation(TENANT, "portal-message", f"{case_id}/{message_id}")
        known: PortalMessage | None = work.get(PortalMessage, TENANT, case_id, message_id)
        if known is not None:
            return known
        work.put(message)
        if sender is Sender.OFFICE:
            work.put(notice_of(case_id, NoticeKind.NEWS, message_id, 0, now))
        work.commit()
    return message
