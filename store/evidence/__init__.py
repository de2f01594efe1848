"""The evidence ledger: every message to and from an agency, sealed, append-only, provable."""

from __future__ import annotations

from .errors import Erased, EvidenceError, Tampered, WrongKey
from .keys import Keyring, new_key
from .ledger import Finding, Kept, Opened
from .records import EVERYTHING, Entry, EvidenceFilter

__all__ = [
    "EVERYTHING",
    "Entry",
    "Erased",
    "EvidenceError",
    "EvidenceFilter",
    "Finding",
    "Kept",
    "Keyring",
    "Opened",
    "Tampered",
    "WrongKey",
    "new_key",
]
