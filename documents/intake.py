"""Takes a file in: decides whether it may be kept, under which name and kind, and whether it may be served."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from . import sandbox
from .checks import kinds, names
from .checks.scanner import Scanner, pieces
from .errors import ScannerAway, Unacceptable
from .model import Scan

#: Bytes of one file (reliability D-5).
LARGEST = 25 * 1024 * 1024
#: Documents of one case (reliability D-5).
MOST = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that passed; `name` is safe to show, `sha256` lower-case hex."""

    kind: kinds.Kind
    name: str
    size: int
    sha256: str
    scan: Scan
    flags: tuple[str, ...]


def take(file: BinaryIO, name: str, declared: str, scanner: Scanner) -> Taken:
    """Check a file that lies in an (anonymous) file on disk; nothing is stored before this returns.

    `name` and `declared` media type are the sender's. A scanner that is away makes the file PENDING: kept, not served.
    Error: `Unacceptable`.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise Unacceptable("upload-empty", "the file is empty")
    if size > LARGEST:
        raise Unacceptable("payload-too-large", f"more than {LARGEST} bytes")
    kind = kinds.sniff(file, size)
    if kind is None:
        raise Unacceptable("upload-type-mismatch", "not a kind of file that is taken in")
    kinds.agrees(kind, name, declared)
    # The scanner first: what it knows to be malicious is not opened at all.
    try:
        scan = scanner.scan(pieces(file))
    except ScannerAway:
        scan = Scan.PENDING
    if scan is Scan.MALWARE:
        raise Unacceptable("upload-malware", "the virus scanner knows this file")
    flags = sandbox.inspect(file, kind.name)
    digest = hashlib.sha256()
    for piece in pieces(file):
        digest.update(piece)
    return Taken(kind, names.shown(name, kind), size, digest.hexdigest(), scan, flags)
