"""Why a piece of evidence cannot be read, each with its consequence."""

from __future__ import annotations

from ..errors import StoreError


class EvidenceError(StoreError):
    """Base of what the ledger raises when evidence is read."""


class WrongKey(EvidenceError):
    """The key file lacks the master key that this evidence needs: use the right file; nothing is lost."""


class Tampered(EvidenceError):
    """Somebody changed the row or its bytes: a security event."""


class Erased(EvidenceError):
    """The data key was destroyed: the bytes are gone for good, hashes and times stay."""
