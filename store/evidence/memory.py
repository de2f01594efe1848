"""The evidence ledger's rows in the store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.model import InboundMessage

from ..codec import normal
from ..memory_book import Book
from .records import Entry, EvidenceFilter


def data_key(book: Book, tenant: int, subject: str, master: str, wrapped: bytes) -> tuple[str, bytes | None]:
    """See rows.data_key."""
    known: tuple[str, bytes | None] | None = book.get("data_key", "", (tenant, subject))
    if known is None:
        known = (master, wrapped)
        book.put("data_key", "", (tenant, subject), known)
    return known


def add(book: Book, entries: Sequence[Entry]) -> None:
    """Insert rows."""
    for entry in entries:
        number = book.serial("evidence")
        book.put("evidence", "", number, replace(entry, id=number, receipt=normal(entry.receipt)))


def destroy(book: Book, tenant: int, case_id: str, business_key: str) -> int:
    """See rows.destroy."""
    messages: list[InboundMessage] = book.group("message", "")
    taken = {(m.source, m.message_id) for m in messages if m.tenant == tenant and m.consumed_by == case_id}
    subjects = {case_id, f"number:{business_key}"}
    for entry in book.group("evidence", ""):
        mine = entry.case_id == case_id or (entry.agency, entry.message_id) in taken
        named = entry.case_id is None and business_key and entry.business_key == business_key
        if entry.tenant == tenant and (mine or named):
            subjects.add(entry.subject)
    destroyed = 0
    for subject in subjects:
        known = book.get("data_key", "", (tenant, subject))
        if known is not None and known[1] is not None:
            book.put("data_key", "", (tenant, subject), (known[0], None))
            destroyed += 1
    return destroyed


def consumer(book: Book, tenant: int, source: str, message_id: str) -> str | None:
    """The case that took a message."""
    found: InboundMessage | None = book.get("message", "", (tenant, source, message_id))
    return None if found is None else found.consumed_by


def fits(entry: Entry, filters: EvidenceFilter) -> bool:
    """Whether a row is asked for."""
    if filters.case_id is not None or filters.business_key:
        mine = filters.case_id is not None and entry.case_id == filters.case_id
        named = entry.case_id is None and bool(filters.business_key) and entry.business_key == filters.business_key
        if not (mine or named):
            return False
    return (
        (filters.agency is None or entry.agency == filters.agency)
        and (filters.key is None or entry.key == filters.key or (entry.message_id == filters.key != ""))
        and (filters.since is None or entry.at >= filters.since)
        and (filters.before is None or entry.at < filters.before)
    )
