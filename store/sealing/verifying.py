"""Compares seals with each other, with the archive and with the histories: every difference is a finding with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..sql_store import SqlStore
from . import rows
from .archive import Archive, Spoiled
from .seal import NOTHING, Checkpoint, genuine

_PAGE = 200
#: So long may a line have stood when a seal is made that passes over it: a transaction may still have been under way.
_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed. `checkpoint` or `case_id` and `seq` say where."""

    code: str
    text: str
    checkpoint: int | None = None
    case_id: str = ""
    seq: int | None = None


@dataclass(slots=True)
class Sealed:
    """What the seals say: how many there are, when the last was made, and by case the last line that was sealed with its
    hash and its seal. `restored`: numbers between which seals were lost with a restored backup."""

    count: int
    heads: dict[str, tuple[int, bytes, int]]
    restored: tuple[tuple[int, int], ...] = ()
    at: datetime | None = None


def verify_seals(
    store: SqlStore, archive: Archive | None, keys: Sequence[Ed25519PublicKey], tenant: int
) -> tuple[Sealed, list[Finding]]:
    """Read every seal once, in the database and in the archive. Without an archive the newest could be missing unseen."""
    sealed = Sealed(0, {})
    findings: list[Finding] = []
    previous, expected = NOTHING, 1
    restored: list[tuple[int, int]] = []
    heads_at: list[tuple[int, str, int, bytes]] = []
    for here, there in _pairs(store, archive, tenant, findings):
        one = there or here
        if one is None:
            continue
        if one.number != expected:
            findings.append(_missing(expected, one.number - 1))
            previous = b""
        trusted = genuine(one, keys)
        if not trusted:
            findings.append(Finding("checkpoint-forged", "its root or its signature is wrong", one.number))
        elif previous and one.previous != previous:
            findings.append(Finding("checkpoint-chain", "it does not follow the one before", one.number))
        if archive is not None and there is None:
            # The newest may still be on its way; the sealer copies it at its next try.
            findings.append(Finding("checkpoint-unarchived", "the archive does not have it", one.number))
        elif here is not None and there is not None and here != there:
            findings.append(Finding("checkpoint-changed", "database and archive differ", one.number))
        elif here is None:
            findings.append(Finding("checkpoint-missing", "the archive has it, the database has not", one.number))
        begun = one.restored_from
        if begun is not None:
            restored.append((begun, one.number))
        if trusted:
            heads_at.extend((one.number, leaf.case_id, leaf.seq, leaf.head) for leaf in one.leaves)
        sealed.at = one.at
        # What follows a forged one cannot be told from what followed the true one.
        previous, expected, sealed.count = one.digest if trusted else b"", one.number + 1, sealed.count + 1
    sealed.restored = tuple(restored)
    for number, case_id, seq, head in heads_at:
        if not _lost(number, restored):
            sealed.heads[case_id] = (seq, head, number)
    kept = [f for f in findings if f.code != "checkpoint-missing" or not _lost(f.checkpoint or 0, restored)]
    return sealed, kept


def _lost(number: int, restored: Sequence[tuple[int, int]]) -> bool:
    """Whether a seal was lost with what a restored backup did not have."""
    return any(last < number < first for last, first in restored)


def _missing(first: int, last: int) -> Finding:
    return Finding("checkpoint-missing", f"{first} to {last} are missing" if last > first else "it is missing", first)


def _pairs(
    store: SqlStore, archive: Archive | None, tenant: int, findings: list[Finding]
) -> Iterator[tuple[Checkpoint | None, Checkpoint | None]]:
    """Each seal as the database has it and as the archive has it, by number."""
    here = _stored(store, tenant)
    numbers = archive.numbers() if archive is not None else iter(())
    one, number = next(here, None), next(numbers, None)
    while one is not None or number is not None:
        low = min(n for n in (one.number if one else None, number) if n is not None)
        mine = one if one is not None and one.number == low else None
        theirs: Checkpoint | None = None
        if number == low and archive is not None:
            try:
                theirs = archive.read(low)
            except Spoiled:
                findings.append(Finding("archive-spoiled", "the archive's file cannot be read", low))
            number = next(numbers, None)
        yield mine, theirs
        if mine is not None:
            one = next(here, None)


def _stored(store: SqlStore, tenant: int) -> Iterator[Checkpoint]:
    last = 0
    while True:
        some = store._read(partial(rows.after, tenant=tenant, number=last, limit=_PAGE))
        yield from some
        if len(some) < _PAGE:
            return
        last = some[-1].number


def verify_heads(
    store: SqlStore, sealed: Sealed, tenant: int, cases: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Whether each sealed line is where it was, with the hash that it had.

    A line's hash stands for all lines before it; that these fit to it the chain tells (`engine.verify_history`).
    """
    for case_id, (seq, head, number) in sealed.heads.items():
        if cases is not None and case_id not in cases:
            continue
        found = store._read(partial(rows.line_hash, tenant=tenant, case_id=case_id, seq=seq))
        if found is None:
            yield Finding("line-missing", f"line {seq} was sealed and is gone", number, case_id, seq)
        elif found != head:
            yield Finding("line-changed", f"line {seq} is another than was sealed", number, case_id, seq)


def verify_complete(
    store: SqlStore, sealed: Sealed, tenant: int, cases: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Lines that the seals passed over: somebody kept their case out of the sealer's sight."""
    if sealed.at is None:
        return
    before = sealed.at - _PATIENCE
    for leaf in store._read(lambda session: list(rows.heads_since(session, tenant, None))):
        seq = sealed.heads.get(leaf.case_id, (0, b"", 0))[0]
        if leaf.seq <= seq or (cases is not None and leaf.case_id not in cases):
            continue
        at = store._read(partial(rows.line_at, tenant=tenant, case_id=leaf.case_id, seq=seq + 1))
        if at is not None and at < before:
            yield Finding("line-unsealed", f"line {seq + 1} was there and was not sealed", None, leaf.case_id, seq + 1)
