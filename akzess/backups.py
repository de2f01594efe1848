"""A backup: the database as of one instant, in a folder of its own with a manifest; never the keys."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from store import SqlStore, migrations
from store.backups import Contents, Copied, Unusable, copy

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """A folder with a backup as its manifest tells of it; `position` is where in PostgreSQL's log it was taken."""

    folder: Path
    file: Path
    sha256: str
    kind: str
    schema: str
    position: str
    taken_at: datetime
    contents: Contents


def back_up(store: SqlStore, target: Path, now: datetime, *, keys: Path | None = None, verify: bool = True) -> Backup:
    """Write a backup into a folder that is not there yet or empty; complete, or nothing under that name.

    `now` is the instant from which on time is lost if this backup is restored: before the snapshot, not after it.
    `keys` is where the master keys are: a backup beside them would be readable by whoever finds it. Errors: Unusable
    (also when a history does not verify: the backup is kept then, with what is wrong in its manifest), OSError.
    """
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Unusable(f"{target} exists and is not empty")
    if keys is not None and keys.absolute().is_relative_to(target):
        raise Unusable(f"{keys} lies inside {target}: keys are never kept with a backup")
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)  # of an attempt that died
    partial.mkdir(parents=True, mode=0o700)
    schema = migrations.revision(store.engine) or ""
    copied = copy(store.engine, partial, verify=verify)
    copied.file.chmod(0o600)
    _write(partial / MANIFEST, _manifest(copied, schema, now))
    if target.exists():
        target.rmdir()
    partial.rename(target)
    _sync(target.parent)
    found = read(target)
    if found.contents.broken:
        raise Unusable(f"{target} is complete, but histories do not verify: {'; '.join(found.contents.broken[:5])}")
    return found


def read(folder: Path) -> Backup:
    """What a manifest says. Error: Unusable when there is none, or one that this version does not understand."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise Unusable(f"{folder}: a backup of format {told['format']}; this version knows {FORMAT}")
        contents = told["contents"]
        for name in ("broken", "masters"):
            contents[name] = tuple(contents[name])
        return Backup(
            folder=folder,
            file=folder / Path(told["file"]).name,
            sha256=told["sha256"],
            kind=told["kind"],
            schema=told["schema"],
            position=told["position"],
            taken_at=datetime.fromisoformat(told["takenAt"]),
            contents=Contents(**contents),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{folder} holds no backup of ours: {type(error).__name__}") from error


def unharmed(backup: Backup) -> None:
    """Read the file and compare it with its manifest. Error: Unusable."""
    if not backup.file.exists() or _sha256(backup.file) != backup.sha256:
        raise Unusable(f"{backup.file} is not the file of which its manifest tells: damaged or exchanged")


def _manifest(copied: Copied, schema: str, now: datetime) -> Mapping[str, Any]:
    return {
        "format": FORMAT,
        "product": f"akzess {_version()}",
        "takenAt": now.isoformat(),
        "kind": copied.kind,
        "schema": schema,
        "position": copied.position,
        "file": copied.file.name,
        "bytes": copied.file.stat().st_size,
        "sha256": _sha256(copied.file),
        "contents": asdict(copied.contents),
        "elsewhere": "master keys, sealing key, list of erased cases, settings, accounts: back them up apart from this",
    }


def _version() -> str:
    try:
        return version("akzess")
    except PackageNotFoundError:  # run from its folder, not installed
        return "unreleased"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(file: Path, content: Mapping[str, Any]) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        json.dump(content, target, indent=2, sort_keys=True, ensure_ascii=False)
        target.write("\n")
        target.flush()
        os.fsync(target.fileno())
    _sync(file.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
