"""Reads and makes the file with the master keys, which seal evidence, documents and the content of cases."""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from store import MemoryStore, SqlStore, formats
from store.erasing import Vault
from store.erasing.journal import Journal
from store.evidence import Keyring, new_key

from .settings import BadSettings, Settings

#: The format of stored content (`store.formats`) from which on it is sealed.
SEALED = 2
#: The one from which on a sealed state is bound to its history.
BOUND = 3

_HEAD = """\
# Master keys of the evidence ledger (docs/evidence.md). One key a line, 32 bytes in base64: the first seals what is new,
# the others still open what is old. Whoever has this file and the database can read every message; whoever loses it
# can read none. Keep a copy elsewhere than the backups of the database.
"""


def default_file(database: str) -> Path | None:
    """Beside an SQLite file; var/evidence.keys for a server; None for a store in memory, which keeps nothing."""
    if database.startswith("memory:") or database.endswith(":memory:"):
        return None
    scheme, _, place = database.partition(":///")
    return Path(place).with_name("evidence.keys") if scheme == "sqlite" else Path("var/evidence.keys")


def read(file: Path) -> Keyring:
    """The keys of a file, which is read again when one is missing. Errors: BadSettings without a usable key, OSError."""

    def again() -> list[bytes]:
        try:
            return _secrets(file)
        except (BadSettings, OSError):
            return []  # gone or spoilt: readiness tells so, and the missing key is told as missing

    try:
        return Keyring(_secrets(file), again)
    except ValueError as error:
        raise BadSettings(f"{file}: {error}") from None


def _secrets(file: Path) -> list[bytes]:
    if not file.exists():
        raise BadSettings(f"there is no key file {file}; `akzess evidence add-key {file}` makes one")
    if file.stat().st_mode & 0o077:
        raise BadSettings(f"{file} can be read by others: chmod 600 {file}")
    secrets = []
    for number, line in enumerate(file.read_text(encoding="ascii", errors="replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            secrets.append(base64.b64decode(line.strip(), validate=True))
        except binascii.Error:
            raise BadSettings(f"{file}, line {number}: no base64") from None
    return secrets


def erased_list(keys: Path) -> Path:
    """The list of erased cases (docs/privacy.md): AKZESS_ERASED, else beside the key file, never in the database."""
    named = os.environ.get("AKZESS_ERASED")
    return Path(named) if named else keys.with_name(f"{keys.name}.erased")


def vault(store: SqlStore, ring: Keyring, journal: Journal | None) -> Vault:
    """What seals in the format that this database says all processes can read. Error: UnsafeDatabase."""
    written = formats.written(store.engine)
    return Vault(ring, writes=written >= SEALED, binds=written >= BOUND, journal=journal)


def seal(store: SqlStore | MemoryStore, ring: Keyring, file: Path | None) -> None:
    """From now on the store seals what is content, once all processes can read it (`store.formats`).

    `file`: where the keys are from, beside it lies the list of erased cases. Error: UnsafeDatabase.
    """
    if isinstance(store, SqlStore):
        journal = Journal(erased_list(file)) if file is not None else None
        store.vault = vault(store, ring, journal)


def lend(store: SqlStore | MemoryStore, database: str, file: Path | None = None) -> None:
    """Give a command the keys (`file`, or beside the database): without them sealed content stays closed to it.

    Errors: BadSettings, OSError.
    """
    named, file = file is not None, file or default_file(database)
    if file is not None and (file.exists() or named):
        seal(store, read(file), file)


def add_key(file: Path) -> Keyring:
    """Make the file, or put a new key in front of the others in it. Errors: BadSettings, OSError."""
    before = ""
    if file.exists():
        read(file)
        before = file.read_text(encoding="ascii").removeprefix(_HEAD)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    # Exclusive, and readable for nobody else from the first byte on.
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(f"{_HEAD}{base64.b64encode(new_key()).decode()}\n{before}")
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(file)
    return read(file)


def of(settings: Settings) -> Keyring:
    """The keys that an operator configured; without any, those beside the database, made at the first start.

    Errors: BadSettings, OSError.
    """
    if settings.keys is not None:
        return read(settings.keys)
    file = default_file(settings.database)
    if file is None:
        return Keyring([new_key()])
    return read(file) if file.exists() else add_key(file)
