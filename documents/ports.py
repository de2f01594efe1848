"""What documents need of a store: a cabinet that keeps sealed bytes first and the row that names them after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from .model import Blob, Document, Filing, Scan, Version


class Cabinet(Protocol):
    """Keeps documents of cases. Bytes are sealed with the case's data key, so that erasing the case destroys them."""

    def keep(self, tenant: int, case_id: str, content: Iterable[bytes]) -> Blob:
        """Store bytes chunk by chunk, each in a short transaction of its own; durable when this returns.

        A blob without a version row is an orphan: never served, swept after a day. Error: Erased.
        """
        ...

    def file(self, filing: Filing) -> Document:
        """One transaction: the document's row and its version's.

        A key filed before answers with the document of then, if the content is the same (its sha256), and changes
        nothing. Errors: KeyReused for other content; TooMany beyond `filing.most` documents not deleted; Missing
        for `replaces` of another case, of a deleted document, or an unknown case; Erased.
        """
        ...

    def filed(self, tenant: int, key: str) -> Document | None:
        """What was filed under a key."""
        ...

    def content(self, version: Version) -> Iterator[bytes]:
        """The bytes, chunk by chunk, each proven unchanged. Errors: Erased; the store's own for a broken seal."""
        ...

    def document(self, tenant: int, document_id: str) -> Document | None:
        """With its newest version; deleted ones too (the caller decides who may know of them)."""
        ...

    def of_case(self, tenant: int, case_id: str, *, limit: int, after: str | None = None) -> Sequence[Document]:
        """Newest first, deleted ones left out; `after` is the id of the last one of the page before."""
        ...

    def versions(self, tenant: int, document_id: str) -> Sequence[Version]:
        """Newest first."""
        ...

    def remove(self, tenant: int, document_id: str, *, by: str, reason: str, at: datetime) -> Document | None:
        """Take a document out of the file: rows and bytes stay until the case is erased. Twice changes nothing."""
        ...

    def waiting_for_scan(self, *, limit: int) -> Sequence[tuple[int, Version]]:
        """Versions in quarantine, oldest first, with their tenant."""
        ...

    def scanned(self, tenant: int, document_id: str, number: int, verdict: Scan) -> None:
        """Write what the scanner said; only a version that waits for it changes."""
        ...

    def sent(self, tenant: int, document_id: str, *, at: datetime, dispatch_id: str) -> None:
        """Note that a letter left; the first note stays."""
        ...

    def sweep(self, *, before: datetime, limit: int = 100) -> int:
        """Delete blobs that no version names and that were begun before an instant; how many."""
        ...
