"""Rows of the cabinet as both kinds of store hold them: everything that names a person is sealed inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A row of `document`."""

    id: str
    tenant: int
    case_id: str
    folder: str
    code: str | None
    source: str
    newest: int
    created_at: datetime
    template: str | None = None
    language: str | None = None
    sent_at: datetime | None = None
    dispatch_id: str | None = None
    deleted_at: datetime | None = None
    deleted_by: str | None = None
    delete_note: bytes | None = None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row of `document_version`; `label` seals title, file name and the uploader's name."""

    document_id: str
    number: int
    tenant: int
    key: str
    blob_id: str
    media_type: str
    size: int
    sha256: str
    scan: str
    flags: tuple[str, ...]
    uploaded_at: datetime
    uploaded_by: str
    on_behalf_of: str | None
    label: bytes


Both = tuple[DocumentRow, VersionRow]


class Shelf(Protocol):
    """What the cabinet asks of a kind of store; each method is one short transaction."""

    def data_key(
        self, tenant: int, subject: str, *, master: str, wrapped: bytes, now: datetime
    ) -> tuple[str, bytes | None]:
        """The stored (master key id, wrapped key); this one when there was none; None: destroyed."""
        ...

    def known_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """The same, without making one."""
        ...

    def begin(self, blob_id: str, tenant: int, case_id: str, now: datetime, first: bytes | None) -> None: ...

    def add_chunk(self, blob_id: str, number: int, content: bytes) -> None: ...

    def chunk(self, blob_id: str, number: int) -> bytes | None: ...

    def file(self, row: DocumentRow, version: VersionRow, *, replaces: bool, most: int) -> Both:
        """Errors: documents.errors.Missing, TooMany, Erased. A key known before: what was filed under it."""
        ...

    def filed(self, tenant: int, key: str) -> Both | None: ...

    def document(self, tenant: int, document_id: str) -> Both | None: ...

    def of_case(self, tenant: int, case_id: str, limit: int, after: str | None) -> list[Both]: ...

    def versions(self, tenant: int, document_id: str) -> list[VersionRow]: ...

    def remove(self, tenant: int, document_id: str, by: str, note: bytes, at: datetime) -> None: ...

    def pending(self, limit: int) -> list[tuple[str, VersionRow]]:
        """With the case's id."""
        ...

    def scanned(self, tenant: int, document_id: str, number: int, verdict: str) -> None: ...

    def sent(self, tenant: int, document_id: str, at: datetime, dispatch_id: str) -> None: ...

    def sweep(self, before: datetime, limit: int) -> int: ...
