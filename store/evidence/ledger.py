"""Turns letters into sealed rows, and sealed rows back into letters that are proven unchanged."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Protocol

import zstandard

from connectors.ledger import Letter
from engine.ports import Clock

from ..errors import Misused
from ..values import to_micros
from .canonical import canonical
from .errors import Erased, EvidenceError, Tampered, WrongKey
from .keys import Keyring, new_key, opened, sealed
from .records import Entry

_REMEMBERED = 1_000  # data keys kept in a process, so that a message of a known case costs one statement
_LARGEST = 64 * 1024 * 1024


class Reads(Protocol):
    """What the ledger asks the store's read side."""

    def data_key(self, tenant: int, subject: str) -> tuple[str, bytes | None] | None:
        """Master key id and wrapped key; None inside: destroyed."""
        ...


class Shelf(Protocol):
    """What the ledger needs of a store."""

    def data_key(
        self, tenant: int, subject: str, *, master: str, wrapped: bytes, now: datetime
    ) -> tuple[str, bytes | None]: ...

    def add_evidence(self, entries: Sequence[Entry], *, sent: tuple[str, int] | None = None) -> None: ...

    def destroy_data_keys(self, tenant: int, case_id: str, business_key: str, *, now: datetime) -> int: ...

    def consumer_of(self, tenant: int, source: str, message_id: str) -> str | None: ...

    def read(self) -> Reads: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes of a message and where a request went."""

    target: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of one row found: "intact", "erased" (seal valid, bytes gone), "tampered" or "wrong-key"."""

    state: str
    detail: str = ""

    @property
    def proves(self) -> bool:
        """True when hashes and times of the row can be relied on."""
        return self.state in ("intact", "erased")


class Kept:
    """Implements connectors.ledger.Ledger on a store; one per process."""

    def __init__(self, store: Shelf, keys: Keyring, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._data_keys: OrderedDict[tuple[int, str], bytes | None] = OrderedDict()
        self._guard = Lock()

    def keep(self, letters: Sequence[Letter], *, sent: tuple[str, int] | None = None) -> None:
        """Seal and commit; see connectors.ledger."""
        entries = [self._entry(letter) for letter in letters]
        if entries or sent is not None:
            self._store.add_evidence(entries, sent=sent)

    def now(self) -> datetime:
        """The instant by the clock given."""
        return self._clock.now()

    def consumer(self, tenant: int, source: str, message_id: str) -> str | None:
        """The case that took a stored message."""
        return self._store.consumer_of(tenant, source, message_id)

    def open(self, entry: Entry) -> Opened:
        """The message, proven to be what was kept. Errors: WrongKey, Tampered, Erased; Misused for a bare row."""
        if not entry.seal:
            raise Misused("a bare row cannot be opened: ask for it with its bytes")
        master = self._keys[entry.master]
        if not hmac.compare_digest(master.seal(_sealed_text(entry)), entry.seal):
            raise Tampered("the seal does not fit the row: it was changed")
        found = self._store.read().data_key(entry.tenant, entry.subject)
        if found is None:
            raise Tampered(f"the data key of {entry.subject} is missing; one that was destroyed leaves its row")
        if found[1] is None or entry.content is None:
            raise Erased("the data key was destroyed: hashes and times stay, the bytes are gone")
        key = self._keys[found[0]].unwrap(found[1], _owner(entry.tenant, entry.subject))
        plain = opened(key, entry.content, _metadata(entry))
        length = int.from_bytes(plain[:4], "big")
        target, body = plain[4 : 4 + length].decode(), _inflated(plain[4 + length :])
        if hashlib.sha256(body).digest() != entry.sha256:
            raise Tampered("the stored SHA-256 is not that of the bytes")
        return Opened(target, body)

    def check(self, entry: Entry) -> Finding:
        """Decrypt and compare; never raises for what is wrong with the row."""
        try:
            self.open(entry)
        except Erased as error:
            return Finding("erased", str(error))
        except WrongKey as error:
            return Finding("wrong-key", str(error))
        except EvidenceError as error:
            return Finding("tampered", str(error))
        return Finding("intact")

    def erase(self, tenant: int, case_id: str, business_key: str) -> int:
        """Make every message of a case unreadable for ever, hashes and times stay; how many keys were destroyed.

        Whether the law allows it is the caller's decision (retention, legal holds).
        """
        with self._guard:
            self._data_keys.clear()
        return self._store.destroy_data_keys(tenant, case_id, business_key, now=self._clock.now())

    def _entry(self, letter: Letter) -> Entry:
        form, text = canonical(letter.media_type, letter.body)
        subject = letter.case_id or (
            f"number:{letter.business_key}"
            if letter.business_key
            else f"message:{letter.agency}:{letter.message_id or letter.key}"
        )
        entry = Entry(
            id=0,
            tenant=letter.tenant,
            exchange=letter.exchange,
            part=letter.part,
            agency=letter.agency,
            operation=letter.operation,
            case_id=letter.case_id,
            business_key=letter.business_key,
            job_id=letter.job_id,
            key=letter.key,
            message_id=letter.message_id,
            attempt=letter.attempt,
            at=letter.at,
            media_type=letter.media_type,
            size=len(letter.body),
            sha256=hashlib.sha256(letter.body).digest(),
            canonical=form,
            canonical_sha256=hashlib.sha256(text).digest() if form else None,
            signature=letter.signature,
            status=letter.status,
            outcome=letter.outcome,
            receipt=dict(letter.receipt),
            subject=subject,
            content=None,
            master=self._keys.current.id,
            seal=b"",
        )
        key = self._data_key(letter.tenant, subject)
        if key is not None:
            target = letter.target.encode()
            plain = len(target).to_bytes(4, "big") + target + zstandard.compress(letter.body)
            entry = replace(entry, content=sealed(key, plain, _metadata(entry)))
        return replace(entry, seal=self._keys.current.seal(_sealed_text(entry)))

    def _data_key(self, tenant: int, subject: str) -> bytes | None:
        with self._guard:
            if (tenant, subject) in self._data_keys:
                self._data_keys.move_to_end((tenant, subject))
                return self._data_keys[tenant, subject]
        owner, current = _owner(tenant, subject), self._keys.current
        wrapped = current.wrap(new_key(), owner)
        master, stored = self._store.data_key(
            tenant, subject, master=current.id, wrapped=wrapped, now=self._clock.now()
        )
        key = None if stored is None else self._keys[master].unwrap(stored, owner)
        with self._guard:
            self._data_keys[tenant, subject] = key
            while len(self._data_keys) > _REMEMBERED:
                self._data_keys.popitem(last=False)
        return key


def _owner(tenant: int, subject: str) -> bytes:
    return f"{tenant} {subject}".encode()


def _metadata(entry: Entry) -> bytes:
    """Everything in a row that is neither its id nor sealed; the sealed bytes open only beside exactly this."""
    e = entry
    return json.dumps(
        [
            *(e.tenant, e.exchange, e.part.value, e.agency, e.operation, e.case_id, e.business_key, e.job_id, e.key),
            *(e.message_id, e.attempt, to_micros(e.at), e.media_type, e.size, e.sha256.hex(), e.canonical),
            *(e.canonical_sha256.hex() if e.canonical_sha256 else None, e.signature, e.status, e.outcome),
            *(sorted(e.receipt.items()), e.subject, e.master),
        ],
        ensure_ascii=False,
    ).encode()


def _sealed_text(entry: Entry) -> bytes:
    content = b"" if entry.content is None else hashlib.sha256(entry.content).digest()
    return _metadata(entry) + b"\n" + content


def _inflated(compressed: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(compressed, max_output_size=_LARGEST)
    except zstandard.ZstdError:
        raise Tampered("the bytes cannot be unpacked") from None
