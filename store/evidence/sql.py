"""The read side of the evidence ledger on an SQL database: keyset pages, newest last."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, literal, null, or_, select

from ..queries import paging
from .records import EvidenceFilter
from .tables import data_key, evidence

_e = evidence.c
_NOTHING = {"content": null().label("content"), "seal": literal(b"").label("seal")}


def found(tenant: int, filters: EvidenceFilter, limit: int, after: str | None, bare: bool) -> Select[Any]:
    """One row more than `limit`, in the order in which they were written."""
    wanted = [_e.tenant == tenant]
    mine = []
    if filters.case_id is not None:
        mine.append(_e.case_id == filters.case_id)
    if filters.business_key:
        mine.append(and_(_e.case_id.is_(None), _e.business_key == filters.business_key))
    if mine:
        wanted.append(or_(*mine))
    if filters.agency is not None:
        wanted.append(_e.agency == filters.agency)
    if filters.key is not None:
        wanted.append(or_(_e.key == filters.key, and_(_e.message_id != "", _e.message_id == filters.key)))
    if filters.since is not None:
        wanted.append(_e.at >= filters.since)
    if filters.before is not None:
        wanted.append(_e.at < filters.before)
    if after is not None:
        wanted.append(_e.id > paging.key_of(after, "i")[0])
    columns = [_NOTHING.get(column.name, column) for column in evidence.columns] if bare else evidence.columns
    return select(*columns).where(*wanted).order_by(_e.id).limit(limit + 1)


def one(tenant: int, number: int) -> Select[Any]:
    """One row."""
    return select(*evidence.columns).where(_e.tenant == tenant, _e.id == number)


def wrapped(tenant: int, subject: str) -> Select[Any]:
    """Master key id and wrapped key of a subject."""
    return select(data_key.c.master, data_key.c.wrapped).where(
        data_key.c.tenant == tenant, data_key.c.subject == subject
    )
