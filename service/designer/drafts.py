"""Drafts in one unit of work: made from a deployment, changed file by file under a version, deleted with everything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.errors import NotFound, StaleVersion
from engine.ports import UnitOfWork
from store.drafts import ModelComment, ModelContent, ModelDraft, ModelFile
from store.queries import Queries

from ..context import TENANT
from ..problems import Problem
from . import files as names


def of(read: Queries, draft_id: str) -> ModelDraft:
    """A draft. Error: NotFound."""
    found = read.records(ModelDraft, {"tenant": TENANT, "id": draft_id})
    if not found:
        raise NotFound(draft_id[:80])
    return found[0]


def listed(read: Queries, draft_id: str) -> list[ModelFile]:
    """The files that a draft has now, by path, without their bytes."""
    found = read.records(ModelFile, {"tenant": TENANT, "draft_id": draft_id}, order=("path",))
    return [one for one in found if not one.removed]


def contents(read: Queries, draft_id: str) -> dict[str, bytes]:
    """All files of a draft. Error: NotFound."""
    of(read, draft_id)
    wanted = {(one.path, one.version) for one in listed(read, draft_id)}
    versions = frozenset(version for _, version in wanted)
    if not versions:
        return {}
    rows = read.records(ModelContent, {"tenant": TENANT, "draft_id": draft_id, "version": versions})
    return {row.path: row.content for row in rows if (row.path, row.version) in wanted}


def versions(read: Queries, draft_id: str, path: str) -> list[ModelContent]:
    """The versions of a file that are kept, newest first."""
    equal = {"tenant": TENANT, "draft_id": draft_id, "path": path}
    return read.records(ModelContent, equal, order=("version",), descending=True, limit=names.KEPT_VERSIONS + 1)


def content(read: Queries, draft_id: str, path: str, version: int | None = None) -> tuple[ModelContent, int]:
    """A file's bytes and its newest version. Error: NotFound."""
    row = next(
        iter(read.records(ModelFile, {"tenant": TENANT, "draft_id": draft_id, "path": path}, limit=1)),
        None,
    )
    if row is None or (row.removed and version is None):
        raise NotFound(path[:80])
    equal = {"tenant": TENANT, "draft_id": draft_id, "path": path, "version": version or row.version}
    found = read.records(ModelContent, equal, limit=1)
    if not found:
        raise NotFound(path[:80])
    return found[0], row.version


def make(work: UnitOfWork, draft: ModelDraft, files: Mapping[str, bytes]) -> list[ModelFile]:
    """A draft with these files, each in its version 1."""
    work.put(draft)
    return [_written(work, draft.id, path, 1, data, draft.created_at, draft.created_by) for path, data in files.items()]


def save(
    work: UnitOfWork, draft_id: str, path: str, data: bytes, expected: int | None, now: datetime, person: str
) -> ModelFile:
    """The next version of a file (`expected` 0: a new one; None: whatever there is).

    The same bytes again make no new version. Errors: NotFound, StaleVersion; Problem 413.
    """
    draft = _locked(work, draft_id)
    row: ModelFile | None = work.get(ModelFile, TENANT, draft_id, path)
    _fits(row, expected)
    if len(data) > names.LARGEST:
        raise Problem(413, "payload-too-large")
    if row is not None and not row.removed and row.sha256 == hashlib.sha256(data).hexdigest():
        return row
    before = 0 if row is None else row.version
    found = _written(work, draft_id, path, before + 1, data, now, person)
    work.drop(ModelContent, TENANT, draft_id, path, before - names.KEPT_VERSIONS)
    work.put(replace(draft, updated_at=now, updated_by=person))
    return found


def room(read: Queries, draft_id: str, path: str, size: int) -> None:
    """Whether a file of so many bytes has room in a draft; one that does not grow always has. Problem: 413."""
    files = {one.path: one.size for one in listed(read, draft_id)}
    before = files.pop(path, None)
    if before is None and len(files) >= names.MOST:
        raise Problem(413, "payload-too-large", f"{names.MOST} files at most")
    if size > (before or 0) and sum(files.values()) + size > names.MOST_BYTES:
        raise Problem(413, "payload-too-large", f"{names.MOST_BYTES} bytes at most in all files together")


def remove(work: UnitOfWork, draft_id: str, path: str, expected: int, now: datetime, person: str) -> ModelFile:
    """Take a file out of a draft; its versions stay. Errors: NotFound, StaleVersion."""
    draft = _locked(work, draft_id)
    row: ModelFile | None = work.get(ModelFile, TENANT, draft_id, path)
    if row is None or row.removed:
        raise NotFound(path[:80])
    _fits(row, expected)
    gone = replace(row, version=row.version + 1, size=0, sha256="", saved_at=now, saved_by=person, removed=True)
    work.put(gone)
    work.put(replace(draft, updated_at=now, updated_by=person))
    return gone


def delete(work: UnitOfWork, read: Queries, draft_id: str) -> ModelDraft:
    """Delete a draft with its files, their versions and the comments. Error: NotFound."""
    draft = _locked(work, draft_id)
    of_draft = {"tenant": TENANT, "draft_id": draft_id}
    for row in read.records(ModelFile, of_draft):
        for version in range(max(1, row.version - names.KEPT_VERSIONS - 1), row.version + 1):
            work.drop(ModelContent, TENANT, draft_id, row.path, version)
        work.drop(ModelFile, TENANT, draft_id, row.path)
    for comment in read.records(ModelComment, of_draft):
        work.drop(ModelComment, TENANT, comment.id)
    work.drop(ModelDraft, TENANT, draft_id)
    return draft


def _locked(work: UnitOfWork, draft_id: str) -> ModelDraft:
    # Whoever saves takes turns: both would otherwise see the same version and write the same next one.
    work.lock_correlation(TENANT, "model-draft", draft_id)
    draft: ModelDraft | None = work.get(ModelDraft, TENANT, draft_id)
    if draft is None:
        raise NotFound(draft_id[:80])
    return draft


def _fits(row: ModelFile | None, expected: int | None) -> None:
    there = 0 if row is None or row.removed else row.version
    # A file that was removed may be made anew by somebody who saw no file, or who saw that it was removed.
    if expected is not None and expected != there and not (row is not None and row.removed and expected == row.version):
        raise StaleVersion(f"the file has version {there}, not {expected}")


def _written(
    work: UnitOfWork, draft_id: str, path: str, version: int, data: bytes, now: datetime, person: str
) -> ModelFile:
    digest = hashlib.sha256(data).hexdigest()
    row = ModelFile(TENANT, draft_id, path, version, len(data), digest, now, person)
    work.put(row)
    work.put(ModelContent(TENANT, draft_id, path, version, data, now, person))
    return row
