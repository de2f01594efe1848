"""The registry: takes files into cases, hands them out again, and tends what waits for a scan or was left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from tempfile import TemporaryFile
from typing import BinaryIO

from . import intake, sandbox
from .checks import kinds
from .checks.scanner import NoScanner, Scanner, pieces
from .errors import Missing, ScannerAway, Unacceptable, Unjudged
from .model import Document, Filing, Folder, Scan, Source, Version
from .ports import Cabinet

#: A blob that no document names after this time was left by a crash between the two (reliability K21).
ORPHAN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Upload:
    """What a sender says about a file; `key` is the request's, `principal` whose it is."""

    tenant: int
    case_id: str
    file_name: str
    media_type: str
    source: Source
    by: str
    by_name: str
    principal: str
    key: str
    folder: Folder = Folder.NACHWEISE
    code: str | None = None
    title: str = ""
    replaces: str | None = None
    on_behalf_of: str | None = None

    @property
    def request_key(self) -> str:
        """Under which the upload is filed once."""
        return f"upload:{self.principal}:{self.key}"


@dataclass(frozen=True, slots=True)
class Registry:
    """One per process. `new_id` makes document ids that are ordered by time (UUIDv7), from an instant."""

    cabinet: Cabinet
    now: Callable[[], datetime]
    new_id: Callable[[datetime], str]
    scanner: Scanner = field(default_factory=NoScanner)

    def accept(self, upload: Upload, file: BinaryIO) -> Document:
        """Check a file and file it: the bytes are durable before a row names them.

        `file` is a real (anonymous) file on disk. Errors: `Unacceptable`, and those of `Cabinet.file`.
        """
        taken = intake.take(file, upload.file_name, upload.media_type, self.scanner)
        now = self.now()
        blob = self.cabinet.keep(upload.tenant, upload.case_id, pieces(file))
        return self.cabinet.file(
            Filing(
                document_id=self.new_id(now),
                tenant=upload.tenant,
                case_id=upload.case_id,
                folder=upload.folder,
                code=upload.code,
                title=upload.title or taken.name,
                source=upload.source,
                file_name=taken.name,
                media_type=taken.kind.media_type,
                blob=blob,
                scan=taken.scan,
                flags=taken.flags,
                at=now,
                by=upload.by,
                by_name=upload.by_name,
                on_behalf_of=upload.on_behalf_of,
                key=upload.request_key,
                replaces=upload.replaces,
                most=intake.MOST,
            )
        )

    def version(self, document: Document, number: int | None = None) -> Version:
        """The newest version or the given one. Error: Missing."""
        if number is None or number == document.version.number:
            return document.version
        for version in self.cabinet.versions(document.tenant, document.id):
            if version.number == number:
                return version
        raise Missing(document.id)

    def content(self, version: Version) -> Iterator[bytes]:
        """The bytes; the first ones are read at once, so that errors come before an answer has begun. Error: Erased."""
        stream = iter(self.cabinet.content(version))
        first = next(stream, b"")
        return chain((first,), stream)

    def preview(self, version: Version, page: int, width: int) -> tuple[int, bytes]:
        """How many pages there are and one of them as PNG. Errors: `Unacceptable("no-preview")`, IndexError, Erased."""
        kind = kinds.by_media_type(version.media_type)
        if kind is None or not kind.inline:
            raise Unacceptable("no-preview", "there is no preview of this kind")
        with TemporaryFile() as file:
            for piece in self.cabinet.content(version):
                file.write(piece)
            file.flush()
            return sandbox.page(file, kind.name, page, width)

    def tend(self, limit: int = 20) -> int:
        """Scan what waits in quarantine and sweep what a crash left; how many things were done.

        A scanner that is still away ends the round; the next one begins with the oldest again.
        """
        done = 0
        for tenant, version in self.cabinet.waiting_for_scan(limit=limit):
            try:
                verdict = self.scanner.scan(iter(self.cabinet.content(version)))
            except Unjudged:
                continue
            except ScannerAway:
                break
            if verdict is not Scan.PENDING:
                self.cabinet.scanned(tenant, version.document_id, version.number, verdict)
                done += 1
        return done + self.cabinet.sweep(before=self.now() - ORPHAN)
