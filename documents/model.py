"""Records of documents: what lies in a case's file, in which version, from whom, and whether it may be served."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Folder(StrEnum):
    """The folders of a case's file."""

    ANTRAG = "ANTRAG"
    NACHWEISE = "NACHWEISE"
    SCHRIFTVERKEHR = "SCHRIFTVERKEHR"
    BESCHEID = "BESCHEID"
    SECURITY = "SECURITY"
    GESUNDHEIT = "GESUNDHEIT"

    @property
    def sealed(self) -> bool:
        """Whether it opens only with a reason (Art. 9 and 10 GDPR; domain document 7.2)."""
        return self in (Folder.SECURITY, Folder.GESUNDHEIT)


class Source(StrEnum):
    """Who a document came from."""

    APPLICANT = "APPLICANT"
    CLERK = "CLERK"
    LETTER = "LETTER"
    AGENCY = "AGENCY"
    EMPLOYER = "EMPLOYER"


class Scan(StrEnum):
    """What the virus scanner said; only CLEAN and NOT_SCANNED are served."""

    CLEAN = "clean"
    PENDING = "pending"
    NOT_SCANNED = "not-scanned"
    MALWARE = "malware"

    @property
    def served(self) -> bool:
        """Whether the content may leave the house: a file nobody could scan yet stays in quarantine."""
        return self in (Scan.CLEAN, Scan.NOT_SCANNED)


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that lie durably and sealed in the store, whether or not a document names them yet.

    `id` is the store's; `size` in bytes; `sha256` lower-case hex over the plain bytes.
    """

    id: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LetterNote:
    """What a letter of ours was made from, and when it left; `dispatch_id` is the dispatch service's."""

    template: str
    language: str
    sent_at: datetime | None = None
    dispatch_id: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document's content; `flags` are findings that do not forbid it ("pdf-links", …)."""

    document_id: str
    tenant: int
    number: int
    file_name: str
    media_type: str
    blob: Blob
    scan: Scan
    flags: tuple[str, ...]
    uploaded_at: datetime
    uploaded_by: str
    uploaded_by_name: str
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its newest version; `deleted_*` are set for one that was taken out, whose rows stay."""

    id: str
    tenant: int
    case_id: str
    folder: Folder
    code: str | None
    title: str
    source: Source
    version: Version
    letter: LetterNote | None = None
    deleted_at: datetime | None = None
    deleted_by: str | None = None
    delete_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed: a new document, or with `replaces` a next version of one.

    `key` is born with the intention (a job's key, a request's key) and unique per tenant: filed twice, the second
    finds the first. `document_id` is the id that a new document gets.
    """

    document_id: str
    tenant: int
    case_id: str
    folder: Folder
    code: str | None
    title: str
    source: Source
    file_name: str
    media_type: str
    blob: Blob
    scan: Scan
    at: datetime
    by: str
    by_name: str
    key: str
    flags: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    letter: LetterNote | None = None
    replaces: str | None = None
    most: int = field(default=100)
