"""Implements documents.ports.Cabinet: seals chunks and names with the case's data key, the one of its evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import uuid4

from documents.errors import Erased, KeyReused
from documents.model import Blob, Document, Filing, Folder, LetterNote, Scan, Source, Version
from engine import failpoints
from engine.ports import Clock

from ..evidence.errors import Tampered
from ..evidence.keys import Keyring, new_key, opened, sealed
from ..memory import MemoryStore
from ..sql_store import SqlStore
from .memory import MemoryShelf
from .records import Both, DocumentRow, Shelf, VersionRow
from .sql import SqlShelf

#: Plain bytes in a chunk.
CHUNK = 1024 * 1024
_GONE = {"title": "", "fileName": "", "byName": ""}


class Files:
    """One per process; holds nothing but the way to the store and the operator's keys."""

    def __init__(self, store: SqlStore | MemoryStore, keys: Keyring, clock: Clock) -> None:
        self._shelf: Shelf = SqlShelf(store) if isinstance(store, SqlStore) else MemoryShelf(store)
        self._keys = keys
        self._clock = clock

    def keep(self, tenant: int, case_id: str, content: Iterable[bytes]) -> Blob:
        """Store bytes; see documents.ports. Error: Erased."""
        key = self._key_to_seal(tenant, case_id)
        blob = str(uuid4())
        digest, size, number = hashlib.sha256(), 0, -1
        for number, chunk in enumerate(_chunked(content)):
            digest.update(chunk)
            size += len(chunk)
            box = sealed(key, chunk, _place(tenant, case_id, blob, number))
            if number:
                self._shelf.add_chunk(blob, number, box)
            else:
                self._shelf.begin(blob, tenant, case_id, self._clock.now(), box)
        if number < 0:
            self._shelf.begin(blob, tenant, case_id, self._clock.now(), None)
        failpoints.hit("blob.after_write")
        return Blob(blob, size, digest.hexdigest())

    def file(self, filing: Filing) -> Document:
        """The rows; see documents.ports. Errors: KeyReused, TooMany, Missing, Erased."""
        key = self._key_to_seal(filing.tenant, filing.case_id)
        label = {"title": filing.title, "fileName": filing.file_name, "byName": filing.by_name}
        row = DocumentRow(
            id=filing.replaces or filing.document_id,
            tenant=filing.tenant,
            case_id=filing.case_id,
            folder=filing.folder.value,
            code=filing.code,
            source=filing.source.value,
            newest=1,
            created_at=filing.at,
            template=filing.letter.template if filing.letter else None,
            language=filing.letter.language if filing.letter else None,
        )
        version = VersionRow(
            document_id=row.id,
            number=1,
            tenant=filing.tenant,
            key=filing.key,
            blob_id=filing.blob.id,
            media_type=filing.media_type,
            size=filing.blob.size,
            sha256=filing.blob.sha256,
            scan=filing.scan.value,
            flags=tuple(filing.flags),
            uploaded_at=filing.at,
            uploaded_by=filing.by,
            on_behalf_of=filing.on_behalf_of,
            label=sealed(key, json.dumps(label, ensure_ascii=False).encode(), _label_place(row, filing.blob.id)),
        )
        failpoints.hit("blob.before_row")
        found = self._shelf.file(row, version, replaces=filing.replaces is not None, most=filing.most)
        if found[1].sha256 != filing.blob.sha256 or found[0].case_id != filing.case_id:
            raise KeyReused
        return self._document(found)

    def filed(self, tenant: int, key: str) -> Document | None:
        """What was filed under a key."""
        found = self._shelf.filed(tenant, key)
        return None if found is None else self._document(found)

    def content(self, version: Version) -> Iterator[bytes]:
        """The bytes; see documents.ports. Errors: Erased, Tampered."""
        found = self._shelf.document(version.tenant, version.document_id)
        if found is None:
            raise Tampered("a version without its document")
        row = found[0]
        key = self._key_to_open(row.tenant, row.case_id)
        if key is None:
            raise Erased
        return self._chunks(row, version.blob, key)

    def document(self, tenant: int, document_id: str) -> Document | None:
        """With its newest version, deleted or not."""
        found = self._shelf.document(tenant, document_id)
        return None if found is None else self._document(found)

    def of_case(self, tenant: int, case_id: str, *, limit: int, after: str | None = None) -> Sequence[Document]:
        """Newest first, deleted ones left out."""
        found = self._shelf.of_case(tenant, case_id, limit, after)
        key = self._key_to_open(tenant, case_id) if found else None
        return [self._with(both, key) for both in found]

    def versions(self, tenant: int, document_id: str) -> Sequence[Version]:
        """Newest first."""
        found = self._shelf.document(tenant, document_id)
        if found is None:
            return []
        key = self._key_to_open(tenant, found[0].case_id)
        return [_version(row, _label(found[0], row, key)) for row in self._shelf.versions(tenant, document_id)]

    def remove(self, tenant: int, document_id: str, *, by: str, reason: str, at: datetime) -> Document | None:
        """Take it out of the file. Error: Erased."""
        found = self._shelf.document(tenant, document_id)
        if found is None:
            return None
        key = self._key_to_open(tenant, found[0].case_id)
        if key is None:
            raise Erased
        self._shelf.remove(tenant, document_id, by, sealed(key, reason.encode(), _note_place(found[0])), at)
        return self.document(tenant, document_id)

    def waiting_for_scan(self, *, limit: int) -> Sequence[tuple[int, Version]]:
        """Versions in quarantine, oldest first; those of erased cases cannot be scanned any more and are left out."""
        waiting = []
        for case_id, row in self._shelf.pending(limit):
            if self._key_to_open(row.tenant, case_id) is not None:
                waiting.append((row.tenant, _version(row, _GONE)))
        return waiting

    def scanned(self, tenant: int, document_id: str, number: int, verdict: Scan) -> None:
        """Write what the scanner said."""
        self._shelf.scanned(tenant, document_id, number, verdict.value)

    def sent(self, tenant: int, document_id: str, *, at: datetime, dispatch_id: str) -> None:
        """Note that a letter left."""
        self._shelf.sent(tenant, document_id, at, dispatch_id)

    def sweep(self, *, before: datetime, limit: int = 100) -> int:
        """Delete blobs that no version names."""
        return self._shelf.sweep(before, limit)

    def _chunks(self, row: DocumentRow, blob: Blob, key: bytes) -> Iterator[bytes]:
        # The size is the row's: chunks that are missing at the end would otherwise not be missed.
        count = -(-blob.size // CHUNK)
        for number in range(count):
            box = self._shelf.chunk(blob.id, number)
            if box is None:
                raise Tampered("a chunk of a document is missing")
            yield opened(key, box, _place(row.tenant, row.case_id, blob.id, number))

    def _key_to_seal(self, tenant: int, case_id: str) -> bytes:
        owner, current = _owner(tenant, case_id), self._keys.current
        master, wrapped = self._shelf.data_key(
            tenant, case_id, master=current.id, wrapped=current.wrap(new_key(), owner), now=self._clock.now()
        )
        if wrapped is None:
            raise Erased
        return self._keys[master].unwrap(wrapped, owner)

    def _key_to_open(self, tenant: int, case_id: str) -> bytes | None:
        found = self._shelf.known_key(tenant, case_id)
        if found is None or found[1] is None:
            return None
        return self._keys[found[0]].unwrap(found[1], _owner(tenant, case_id))

    def _document(self, both: Both) -> Document:
        return self._with(both, self._key_to_open(both[0].tenant, both[0].case_id))

    def _with(self, both: Both, key: bytes | None) -> Document:
        row, version = both
        label = _label(row, version, key)
        note = None
        if row.template is not None:
            note = LetterNote(row.template, row.language or "de", row.sent_at, row.dispatch_id or "")
        reason = None
        if row.delete_note is not None:
            reason = "" if key is None else opened(key, row.delete_note, _note_place(row)).decode()
        return Document(
            id=row.id,
            tenant=row.tenant,
            case_id=row.case_id,
            folder=Folder(row.folder),
            code=row.code,
            title=label["title"],
            source=Source(row.source),
            version=_version(version, label),
            letter=note,
            deleted_at=row.deleted_at,
            deleted_by=row.deleted_by,
            delete_reason=reason,
        )


def _version(version: VersionRow, label: dict[str, str]) -> Version:
    return Version(
        document_id=version.document_id,
        tenant=version.tenant,
        number=version.number,
        file_name=label["fileName"],
        media_type=version.media_type,
        blob=Blob(version.blob_id, version.size, version.sha256),
        scan=Scan(version.scan),
        flags=version.flags,
        uploaded_at=version.uploaded_at,
        uploaded_by=version.uploaded_by,
        uploaded_by_name=label["byName"],
        on_behalf_of=version.on_behalf_of,
    )


def _label(row: DocumentRow, version: VersionRow, key: bytes | None) -> dict[str, str]:
    if key is None:
        return _GONE
    found: dict[str, str] = json.loads(opened(key, version.label, _label_place(row, version.blob_id)))
    return found


def _chunked(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of exactly CHUNK, the last one shorter."""
    rest = bytearray()
    for piece in content:
        rest += piece
        while len(rest) >= CHUNK:
            yield bytes(rest[:CHUNK])
            del rest[:CHUNK]
    if rest:
        yield bytes(rest)


def _owner(tenant: int, case_id: str) -> bytes:
    return f"{tenant} {case_id}".encode()


def _place(tenant: int, case_id: str, blob: str, number: int) -> bytes:
    return f"chunk {tenant} {case_id} {blob} {number}".encode()


def _label_place(row: DocumentRow, blob: str) -> bytes:
    return f"label {row.tenant} {row.case_id} {row.id} {blob}".encode()


def _note_place(row: DocumentRow) -> bytes:
    return f"note {row.tenant} {row.case_id} {row.id}".encode()
