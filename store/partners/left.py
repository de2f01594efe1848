"""Which requests still lie open in an inbox although their case has ended."""

from __future__ import annotations

from typing import Any

from ..memory import MemoryStore
from ..sql_store import SqlStore
from .records import ASKED, OPEN, UNDERWAY, PartnerRequest

#: Requests that are open are few, however many were answered; their cases are found by primary key.
_LEFT = (
    "SELECT r.id FROM partner_request r JOIN case_instance c ON c.id = r.case_id"
    f" WHERE r.tenant = ? AND r.state IN ('{OPEN}', '{ASKED}') AND c.tenant = ? AND c.ended_at IS NOT NULL"
    " ORDER BY r.id LIMIT ?"
)


def left_open(store: Any, tenant: int, limit: int) -> list[str]:
    """Ids of requests with a partner whose case has ended, of any store."""
    inner = store
    while not isinstance(inner, SqlStore | MemoryStore):
        inner = inner._inner  # one that watches or traces
    if isinstance(inner, SqlStore):
        return inner._read(lambda session: [row[0] for row in session.all(_LEFT, (tenant, tenant, limit))])
    read = inner.read()
    rows = read.records(PartnerRequest, {"tenant": tenant, "state": frozenset(UNDERWAY)}, order=("id",), limit=100_000)
    return [row.id for row in rows if (case := read.case(tenant, row.case_id)) and case.ended_at][:limit]
