"""The cabinet's statements on an SQL database; every method is one short transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from documents.errors import Erased, Missing, TooMany

from .. import statements
from ..errors import AlreadyThere
from ..evidence import rows as evidence_rows
from ..rows import Mapper, Row, made
from ..session import Session
from ..sql_store import SqlStore
from ..values import Values
from .records import Both, DocumentRow, VersionRow

T = TypeVar("T")

_DOCUMENT = tuple(field.name for field in fields(DocumentRow))
_VERSION = tuple(field.name for field in fields(VersionRow))


def _encode_document(d: DocumentRow, v: Values) -> tuple[Any, ...]:
    return (
        *(d.id, d.tenant, d.case_id, d.folder, d.code, d.source, d.newest, v.instant(d.created_at), d.template),
        *(d.language, v.instant(d.sent_at), d.dispatch_id, v.instant(d.deleted_at), d.deleted_by, d.delete_note),
    )


def _decode_document(r: Row, v: Values) -> DocumentRow:
    return made(
        DocumentRow,
        *(*r[:7], v.to_instant(r[7]), *r[8:10], v.to_instant(r[10]), r[11], v.to_instant(r[12]), r[13]),
        None if r[14] is None else bytes(r[14]),
    )


def _encode_version(x: VersionRow, v: Values) -> tuple[Any, ...]:
    return (
        *(x.document_id, x.number, x.tenant, x.key, x.blob_id, x.media_type, x.size, x.sha256, x.scan),
        *(v.names(x.flags), v.instant(x.uploaded_at), x.uploaded_by, x.on_behalf_of, x.label),
    )


def _decode_version(r: Row, v: Values) -> VersionRow:
    return made(VersionRow, *(*r[:9], v.to_names(r[9]), v.to_instant(r[10]), *r[11:13], bytes(r[13])))


DOCUMENT = Mapper("document", _DOCUMENT, _encode_document, _decode_document)
VERSION = Mapper("document_version", _VERSION, _encode_version, _decode_version)

_BOTH = f"SELECT {statements.columns(DOCUMENT, 'd')}, {statements.columns(VERSION, 'x')} FROM document d"
_NEWEST = f"{_BOTH} JOIN document_version x ON x.document_id = d.id AND x.number = d.newest"
_BY_ID = f"{_NEWEST} WHERE d.tenant = ? AND d.id = ?"
_BY_KEY = f"{_BOTH} JOIN document_version x ON x.document_id = d.id WHERE x.tenant = ? AND x.key = ?"
_LIST = f"{_NEWEST} WHERE d.tenant = ? AND d.case_id = ? AND d.deleted_at IS NULL"
_VERSIONS = (
    f"SELECT {statements.columns(VERSION)} FROM document_version WHERE tenant = ? AND document_id = ?"
    " ORDER BY number DESC"
)
_PENDING = (
    f"SELECT d.case_id, {statements.columns(VERSION, 'x')} FROM document_version x JOIN document d"
    " ON d.id = x.document_id WHERE x.scan = 'pending' ORDER BY x.uploaded_at LIMIT ?"
)
_KEY = "SELECT master, wrapped FROM data_key WHERE tenant = ? AND subject = ?"
_CASE = "SELECT id FROM case_instance WHERE tenant = ? AND id = ?"
# Letters of ours are no reason to refuse what somebody hands in.
_COUNT = "SELECT COUNT(*) FROM document WHERE tenant = ? AND case_id = ? AND deleted_at IS NULL AND source <> 'LETTER'"
_BLOB = "INSERT INTO document_blob (id, tenant, case_id, created_at, filed) VALUES (?, ?, ?, ?, 0)"
_CHUNK = "INSERT INTO document_chunk (blob_id, number, content) VALUES (?, ?, ?)"
_ONE_CHUNK = "SELECT content FROM document_chunk WHERE blob_id = ? AND number = ?"
_FILED = "UPDATE document_blob SET filed = 1 WHERE id = ? AND tenant = ? AND case_id = ?"
_REPLACE = (
    "UPDATE document SET newest = newest + 1 WHERE tenant = ? AND id = ? AND case_id = ? AND deleted_at IS NULL"
    " RETURNING newest"
)
_REMOVE = (
    "UPDATE document SET deleted_at = ?, deleted_by = ?, delete_note = ?"
    " WHERE tenant = ? AND id = ? AND deleted_at IS NULL"
)
_SCANNED = (
    "UPDATE document_version SET scan = ? WHERE tenant = ? AND document_id = ? AND number = ? AND scan = 'pending'"
)
_SENT = "UPDATE document SET sent_at = ?, dispatch_id = ? WHERE tenant = ? AND id = ? AND sent_at IS NULL"
_ORPHANS = "SELECT id FROM document_blob WHERE filed = 0 AND created_at < ? ORDER BY created_at LIMIT ?"


class SqlShelf:
    """Implements records.Shelf."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def _read(self, question: Callable[[Session], T]) -> T:
        return self._store._read(question)

    def data_key(
        self, tenant: int, subject: str, *, master: str, wrapped: bytes, now: datetime
    ) -> tuple[str, bytes | None]:
        """Found, or made."""
        known = self.known_key(tenant, subject)
        if known is not None:
            return known
        return self._store.in_transaction(
            lambda session: evidence_rows.data_key(session, tenant, subject, master, wrapped, now)
        )

    def known_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """Found."""
        row = self._read(lambda session: session.one(_KEY, (tenant, subject)))
        return None if row is None else (row[0], None if row[1] is None else bytes(row[1]))

    def begin(self, blob_id: str, tenant: int, case_id: str, now: datetime, first: bytes | None) -> None:
        """A blob with its first chunk: a letter has no other."""

        def write(session: Session) -> None:
            session.run(_BLOB, (blob_id, tenant, case_id, session.values.instant(now)))
            if first is not None:
                session.run(_CHUNK, (blob_id, 0, first))

        self._store.in_transaction(write)

    def add_chunk(self, blob_id: str, number: int, content: bytes) -> None:
        """One more."""
        self._store.in_transaction(lambda session: session.run(_CHUNK, (blob_id, number, content)))

    def chunk(self, blob_id: str, number: int) -> bytes | None:
        """One of them."""
        row = self._read(lambda session: session.one(_ONE_CHUNK, (blob_id, number)))
        return None if row is None else bytes(row[0])

    def file(self, row: DocumentRow, version: VersionRow, *, replaces: bool, most: int) -> Both:
        """Both rows in one transaction. Errors: Missing, TooMany, Erased."""
        try:
            return self._store.in_transaction(lambda session: _file(session, row, version, replaces, most))
        except AlreadyThere:  # another one with this key was faster
            found = self.filed(row.tenant, version.key)
            if found is None:
                raise
            return found

    def filed(self, tenant: int, key: str) -> Both | None:
        """By key."""
        return self._read(lambda session: _one(session, _BY_KEY, tenant, key))

    def document(self, tenant: int, document_id: str) -> Both | None:
        """By id."""
        return self._read(lambda session: _one(session, _BY_ID, tenant, document_id))

    def of_case(self, tenant: int, case_id: str, limit: int, after: str | None) -> list[Both]:
        """Newest first."""
        more = ("", ()) if after is None else (" AND d.id < ?", (after,))
        sql = f"{_LIST}{more[0]} ORDER BY d.id DESC LIMIT ?"
        return self._read(
            lambda session: [_both(r, session.values) for r in session.all(sql, (tenant, case_id, *more[1], limit))]
        )

    def versions(self, tenant: int, document_id: str) -> list[VersionRow]:
        """Newest first."""
        return self._read(
            lambda session: [VERSION.decode(r, session.values) for r in session.all(_VERSIONS, (tenant, document_id))]
        )

    def remove(self, tenant: int, document_id: str, by: str, note: bytes, at: datetime) -> None:
        """Mark it."""
        self._store.in_transaction(
            lambda session: session.run(_REMOVE, (session.values.instant(at), by, note, tenant, document_id))
        )

    def pending(self, limit: int) -> list[tuple[str, VersionRow]]:
        """Oldest first."""
        return self._read(
            lambda session: [(r[0], VERSION.decode(r[1:], session.values)) for r in session.all(_PENDING, (limit,))]
        )

    def scanned(self, tenant: int, document_id: str, number: int, verdict: str) -> None:
        """Only where one waits."""
        self._store.in_transaction(lambda session: session.run(_SCANNED, (verdict, tenant, document_id, number)))

    def sent(self, tenant: int, document_id: str, at: datetime, dispatch_id: str) -> None:
        """Only once."""
        self._store.in_transaction(
            lambda session: session.run(_SENT, (session.values.instant(at), dispatch_id, tenant, document_id))
        )

    def sweep(self, before: datetime, limit: int) -> int:
        """Blobs without a row, each in a transaction of its own: a large one must not hold others up."""
        found = self._read(lambda session: session.all(_ORPHANS, (session.values.instant(before), limit)))
        return sum(self._store.in_transaction(partial(_drop, blob_id=row[0])) for row in found)


def _file(session: Session, row: DocumentRow, version: VersionRow, replaces: bool, most: int) -> Both:
    if session.one(_CASE + " FOR UPDATE" if session.postgres else _CASE, (row.tenant, row.case_id)) is None:
        raise Missing
    known = _one(session, _BY_KEY, row.tenant, version.key)
    if known is not None:
        return known
    key = session.one(_KEY, (row.tenant, row.case_id))
    if key is None or key[1] is None:
        raise Erased
    if replaces:
        newest = session.one(_REPLACE, (row.tenant, row.id, row.case_id))
        if newest is None:
            raise Missing
        version = replace(version, number=newest[0])
    else:
        held = session.one(_COUNT, (row.tenant, row.case_id))
        if held is not None and held[0] >= most:
            raise TooMany
        session.run(statements.insert("document", _DOCUMENT, 1), DOCUMENT.encode(row, session.values))
    session.run(statements.insert("document_version", _VERSION, 1), VERSION.encode(version, session.values))
    if session.count(_FILED, (version.blob_id, row.tenant, row.case_id)) != 1:
        raise Missing("the bytes were swept, or are another case's")
    found = _one(session, _BY_ID, row.tenant, row.id)
    if found is None:
        raise AssertionError("just written")
    return found


def _drop(session: Session, blob_id: str) -> int:
    """Nothing happens to a blob that was filed meanwhile."""
    lock = "SELECT id FROM document_blob WHERE id = ? AND filed = 0"
    if session.one(lock + " FOR UPDATE" if session.postgres else lock, (blob_id,)) is None:
        return 0
    session.run("DELETE FROM document_chunk WHERE blob_id = ?", (blob_id,))
    session.run("DELETE FROM document_blob WHERE id = ?", (blob_id,))
    return 1


def _one(session: Session, sql: str, *parameters: Any) -> Both | None:
    row = session.one(sql, parameters)
    return None if row is None else _both(row, session.values)


def _both(row: Row, values: Values) -> Both:
    cut = len(_DOCUMENT)
    return DOCUMENT.decode(row[:cut], values), VERSION.decode(row[cut:], values)
