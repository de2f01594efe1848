"""What can go wrong in the store itself; each leaf has one consequence, named in its docstring."""

from __future__ import annotations

from engine.errors import Conflict, TryAgain


class StoreError(Exception):
    """Base of what the store raises beside the engine's own errors."""


class Retryable(StoreError, TryAgain):
    """Deadlock, serialisation failure, busy file: nothing happened, run the whole unit of work again (at most 3×)."""


class Unavailable(StoreError):
    """The database does not answer, or not in time: nothing happened, the caller sees 503 with Retry-After."""


class OutcomeUnknown(Unavailable):
    """The connection broke during COMMIT: ask again with the same request key or fence, never assume (503)."""


class Misused(StoreError):
    """The caller broke a rule of the unit of work (saved a case it had not locked, for example): a defect of ours."""


class UnsafeDatabase(StoreError):
    """The database cannot keep what it is told (network file system, synchronous_commit=off): refuse to start."""


class KeyReuse(Conflict):
    """The idempotency key came again with another body or command (422)."""

    code = "idempotency-key-reuse"


class KeyInProgress(Conflict):
    """Another transaction holds the idempotency key and has not finished (409 with Retry-After)."""

    code = "idempotency-in-progress"


class AlreadyThere(Conflict):
    """Another transaction wrote a row with the same unique key first; look again (409)."""

    code = "already-there"
