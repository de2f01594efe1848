"""Messages between an applicant and the office: kept once per request, read when the other side has seen them."""

from __future__ import annotations

from dataclasses import replace

from authority.intake import PortalMessage, Sender

from ..context import TENANT, Context

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
    """Keep a message; one that came under the same id before is that one."""
    known = ctx.read.records(PortalMessage, {"tenant": TENANT, "case_id": case_id, "id": message_id}, limit=1)
    if known:
        return known[0]
    message = PortalMessage(TENANT, case_id, message_id, sender.value, author, text, ctx.clock.now())
    ctx.store.put(message)
    return message
