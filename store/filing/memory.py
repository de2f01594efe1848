"""The cabinet's rows in the store in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from documents.errors import Erased, Missing, TooMany

from ..evidence import memory as evidence_rows
from ..memory import MemoryStore
from ..memory_book import Book
from .records import Both, DocumentRow, VersionRow


class MemoryShelf:
    """Implements records.Shelf."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    @contextmanager
    def _book(self) -> Iterator[Book]:
        with self._store.unit_of_work() as unit:
            yield self._store._book
            unit.commit()

    def data_key(
        self, tenant: int, subject: str, *, master: str, wrapped: bytes, now: datetime
    ) -> tuple[str, bytes | None]:
        """Found, or made."""
        with self._book() as book:
            return evidence_rows.data_key(book, tenant, subject, master, wrapped)

    def known_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """Found."""
        with self._book() as book:
            found: tuple[str, bytes | None] | None = book.get("data_key", "", (tenant, subject))
            return found

    def begin(self, blob_id: str, tenant: int, case_id: str, now: datetime, first: bytes | None) -> None:
        """A blob with its first chunk."""
        with self._book() as book:
            book.put("document_blob", "", blob_id, (tenant, case_id, now, False))
            if first is not None:
                book.put("document_chunk", blob_id, 0, first)

    def add_chunk(self, blob_id: str, number: int, content: bytes) -> None:
        """One more."""
        with self._book() as book:
            book.put("document_chunk", blob_id, number, content)

    def chunk(self, blob_id: str, number: int) -> bytes | None:
        """One of them."""
        with self._book() as book:
            found: bytes | None = book.get("document_chunk", blob_id, number)
            return found

    def file(self, row: DocumentRow, version: VersionRow, *, replaces: bool, most: int) -> Both:
        """Both rows in one transaction. Errors: Missing, TooMany, Erased."""
        with self._book() as book:
            case = book.get("case", row.case_id, "")
            if case is None or case.tenant != row.tenant:
                raise Missing
            known = _by_key(book, row.tenant, version.key)
            if known is not None:
                return known
            key = book.get("data_key", "", (row.tenant, row.case_id))
            if key is None or key[1] is None:
                raise Erased
            if replaces:
                old: DocumentRow | None = book.get("document", "", row.id)
                if old is None or old.case_id != row.case_id or old.deleted_at is not None:
                    raise Missing
                row = replace(old, newest=old.newest + 1)
                version = replace(version, number=row.newest)
            elif _handed_in(book, row.tenant, row.case_id) >= most:
                raise TooMany
            blob = book.get("document_blob", "", version.blob_id)
            if blob is None or blob[:2] != (row.tenant, row.case_id):
                raise Missing("the bytes were swept, or are another case's")
            book.put("document", "", row.id, row)
            book.put("document_version", row.id, version.number, version)
            book.put("document_key", "", (row.tenant, version.key), (row.id, version.number))
            book.put("document_blob", "", version.blob_id, (*blob[:3], True))
            return row, version

    def filed(self, tenant: int, key: str) -> Both | None:
        """By key."""
        with self._book() as book:
            return _by_key(book, tenant, key)

    def document(self, tenant: int, document_id: str) -> Both | None:
        """By id."""
        with self._book() as book:
            row: DocumentRow | None = book.get("document", "", document_id)
            return None if row is None or row.tenant != tenant else _newest(book, row)

    def of_case(self, tenant: int, case_id: str, limit: int, after: str | None) -> list[Both]:
        """Newest first."""
        with self._book() as book:
            held = [row for row in _held(book, tenant, case_id) if after is None or row.id < after]
            return [_newest(book, row) for row in sorted(held, key=lambda row: row.id, reverse=True)[:limit]]

    def versions(self, tenant: int, document_id: str) -> list[VersionRow]:
        """Newest first."""
        with self._book() as book:
            found: list[VersionRow] = [v for v in book.group("document_version", document_id) if v.tenant == tenant]
            return sorted(found, key=lambda version: version.number, reverse=True)

    def remove(self, tenant: int, document_id: str, by: str, note: bytes, at: datetime) -> None:
        """Mark it."""
        with self._book() as book:
            row: DocumentRow | None = book.get("document", "", document_id)
            if row is not None and row.tenant == tenant and row.deleted_at is None:
                gone = replace(row, deleted_at=at, deleted_by=by, delete_note=note)
                book.put("document", "", document_id, gone)

    def pending(self, limit: int) -> list[tuple[str, VersionRow]]:
        """Oldest first."""
        with self._book() as book:
            waiting: list[VersionRow] = [v for v in book.every("document_version") if v.scan == "pending"]
            waiting.sort(key=lambda version: version.uploaded_at)
            return [(book.get("document", "", v.document_id).case_id, v) for v in waiting[:limit]]

    def scanned(self, tenant: int, document_id: str, number: int, verdict: str) -> None:
        """Only where one waits."""
        with self._book() as book:
            row: VersionRow | None = book.get("document_version", document_id, number)
            if row is not None and row.tenant == tenant and row.scan == "pending":
                book.put("document_version", document_id, number, replace(row, scan=verdict))

    def sent(self, tenant: int, document_id: str, at: datetime, dispatch_id: str) -> None:
        """Only once."""
        with self._book() as book:
            row: DocumentRow | None = book.get("document", "", document_id)
            if row is not None and row.tenant == tenant and row.sent_at is None:
                book.put("document", "", document_id, replace(row, sent_at=at, dispatch_id=dispatch_id))

    def sweep(self, before: datetime, limit: int) -> int:
        """Blobs without a row."""
        with self._book() as book:
            orphans = book.keys_where("document_blob", "", lambda blob: blob[2] < before and not blob[3])[:limit]
            for key in orphans:
                for number in book.keys_where("document_chunk", str(key), lambda chunk: True):
                    book.drop("document_chunk", str(key), number)
                book.drop("document_blob", "", key)
            return len(orphans)


def _held(book: Book, tenant: int, case_id: str) -> list[DocumentRow]:
    rows: list[DocumentRow] = book.group("document", "")
    return [r for r in rows if r.tenant == tenant and r.case_id == case_id and r.deleted_at is None]


def _handed_in(book: Book, tenant: int, case_id: str) -> int:
    return sum(row.source != "LETTER" for row in _held(book, tenant, case_id))


def _newest(book: Book, row: DocumentRow) -> Both:
    return row, book.get("document_version", row.id, row.newest)


def _by_key(book: Book, tenant: int, key: str) -> Both | None:
    found = book.get("document_key", "", (tenant, key))
    if found is None:
        return None
    return book.get("document", "", found[0]), book.get("document_version", *found)
