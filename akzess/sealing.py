"""The key that signs seals, where seals are kept outside of the database, and the chore that makes them."""

from __future__ import annotations

import base64
import binascii
import os
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from store import SqlStore, open_store
from store.roles import SEALER
from store.sealing.archive import Archive, Spoiled
from store.sealing.sealer import Behind, Sealer

from .database_roles import acting_as
from .house import TENANT
from .settings import BadSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

log = structlog.get_logger(__name__)

_HEAD = """\
# The key that signs seals over all histories (docs/evidence-of-history.md): 32 bytes in base64. Only the process that seals
# needs it. Whoever has it and the database can seal a changed history: keep it from those who administer the database.
"""
_PUBLIC = """\
# Public keys of seals, one a line in base64, for whoever verifies them: `akzess verify-audit`.
"""


def beside(database: str, name: str) -> Path:
    """The place for a file when nothing is configured: beside an SQLite file, in var/ for a server."""
    scheme, _, place = database.partition(":///")
    return Path(place).with_name(name) if scheme == "sqlite" else Path("var") / name


def key_file(settings: Settings) -> Path:
    """The file with the signing key; the public ones are beside it, with the ending `.pub`."""
    return settings.seal_key or beside(settings.database, "seal.key")


def archive_of(settings: Settings) -> Archive:
    """The seals outside of the database."""
    return Archive(settings.seals or beside(settings.database, "seals"), TENANT)


def signing_key(file: Path) -> Ed25519PrivateKey:
    """The key in a file, made at the first time. Errors: BadSettings, OSError."""
    if not file.exists():
        _make(file)
    if file.stat().st_mode & 0o077:
        raise BadSettings(f"{file} can be read by others: chmod 600 {file}")
    try:
        return Ed25519PrivateKey.from_private_bytes(_lines(file)[0])
    except (IndexError, ValueError):
        raise BadSettings(f"{file} holds no key of 32 bytes in base64") from None


def public_keys(file: Path) -> list[Ed25519PublicKey]:
    """Every public key of a file; none when there is no file. Errors: BadSettings, OSError."""
    if not file.exists():
        return []
    try:
        return [Ed25519PublicKey.from_public_bytes(one) for one in _lines(file)]
    except ValueError:
        raise BadSettings(f"{file} holds something that is no public key") from None


def _lines(file: Path) -> list[bytes]:
    text = file.read_text(encoding="ascii", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return [base64.b64decode(line, validate=True) for line in lines]
    except binascii.Error:
        raise ValueError("no base64") from None


def _make(file: Path) -> None:
    key = Ed25519PrivateKey.generate()
    file.parent.mkdir(parents=True, exist_ok=True)
    public = file.with_suffix(".pub")
    # The public one first and appended: without it nobody could verify, and old seals need the old ones.
    with public.open("a", encoding="ascii") as target:
        target.write("" if target.tell() else _PUBLIC)
        target.write(base64.b64encode(key.public_key().public_bytes_raw()).decode() + "\n")
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(_HEAD + base64.b64encode(key.private_bytes_raw()).decode() + "\n")
        target.flush()
        os.fsync(target.fileno())


@contextmanager
def sealer(settings: Settings) -> Iterator[Sealer]:
    """The sealer on a connection of its own, as the role that may do nothing else. Errors: BadSettings, the store's."""
    store = open_store(acting_as(settings, SEALER).database)
    if not isinstance(store, SqlStore):
        raise BadSettings("a store in memory keeps nothing that could be sealed")
    try:
        yield Sealer(store, signing_key(key_file(settings)), archive_of(settings), TENANT)
    finally:
        store.close()


def may_seal(settings: Settings) -> bool:
    """Whether this process is one that seals: it has the key, or a place in which it may make one.

    A process that is not to seal is not given that place: a folder that is not there, or that it cannot write.
    """
    if settings.database.startswith("memory:") or settings.database.endswith(":memory:"):
        return False
    file = settings.seal_key
    return file is None or file.exists() or os.access(file.parent, os.W_OK)


def seal(settings: Settings, now: datetime) -> int:
    """One seal, if anything has changed; how many. What is in its way is written into the log, and the next try comes."""
    with sealer(settings) as seals:
        try:
            made = seals.seal(now)
        except (Behind, Spoiled) as error:
            # Nothing is sealed over a gap: somebody has to look, and says so with `akzess seal --after-restore`.
            log.error("seal.refused", kind=type(error).__name__, reason=str(error))
            return 0
    return 0 if made is None else 1
