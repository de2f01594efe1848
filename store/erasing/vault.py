"""The keys of cases in one process: made with a case, wrapped by the operator's master key, remembered for a while.

One data key per case seals everything that is stored as content: state, history, jobs, drafts, comments, and (by
`store.filing` and `store.evidence`) documents and messages. Whoever destroys it has erased all of them at once, in
every copy of the database.
"""

from __future__ import annotations

import hmac
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..evidence.errors import Tampered
from ..evidence.keys import Keyring, Master, new_key
from .journal import Journal

#: Keys that a process remembers, and for how long: after that it asks whether the key is still there.
REMEMBERED, SECONDS = 20_000, 600.0
_NONCE = 12

Row = Sequence[Any]
#: Asks the database for (case id, master key id, wrapped key) of some cases of a tenant.
Ask = Callable[[int, Sequence[str]], Iterable[Row]]


class CaseKey:
    """The unwrapped data key of one case; `history` keys the commitments of its history (`engine.handlers.chain`)."""

    __slots__ = ("_box", "history", "owner")

    def __init__(self, data_key: bytes, tenant: int, case_id: str) -> None:
        self._box = AESGCM(data_key)
        self.owner = owner(tenant, case_id)
        self.history = hmac.digest(data_key, b"akzess history 1", sha256)

    def seal(self, plain: bytes, place: str) -> bytes:
        """AES-256-GCM, bound to the case and to the place in it."""
        nonce = os.urandom(_NONCE)
        return nonce + self._box.encrypt(nonce, plain, self._bound(place))

    def open(self, box: bytes, place: str) -> bytes:
        """What was sealed. Error: Tampered."""
        try:
            return self._box.decrypt(box[:_NONCE], box[_NONCE:], self._bound(place))
        except (InvalidTag, ValueError):
            raise Tampered(f"{place}: the sealed bytes do not open") from None

    def _bound(self, place: str) -> bytes:
        return b"%b %b" % (place.encode(), self.owner)


def owner(tenant: int, case_id: str) -> bytes:
    """To whom a data key belongs, as `store.evidence` writes it."""
    return f"{tenant} {case_id}".encode()


class Vault:
    """Opens and makes keys of cases; one per process. `writes` False: reads what is sealed and seals nothing new.

    `binds` False: seals states without the head of their history, as code of the version before reads them.
    `journal` names erased cases outside of the database; None: nobody will ever restore a backup of it. A key is used
    for so many `seconds` without asking for it anew.
    """

    def __init__(
        self,
        keys: Keyring,
        *,
        writes: bool = True,
        binds: bool = True,
        journal: Journal | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._keys = keys
        self._seconds = seconds
        self.journal = journal
        self.writes = writes
        self.binds = binds
        self._known: OrderedDict[tuple[int, str], tuple[float, CaseKey | None]] = OrderedDict()
        self._guard = Lock()

    @property
    def current(self) -> Master:
        """The master key that wraps what is new."""
        return self._keys.current

    def inbox(self, place: str) -> CaseKey:
        """The key for messages that no case has taken yet; it is the master's, and what it seals is blanked later."""
        return CaseKey(self._keys.current.seal(b"akzess inbox 1"), 0, place)

    def inboxes(self, place: str) -> Iterable[CaseKey]:
        """The same under every master key of the file, the current one first."""
        return (CaseKey(master.seal(b"akzess inbox 1"), 0, place) for master in self._keys.all())

    def fresh(self, tenant: int, case_id: str) -> tuple[CaseKey, bytes]:
        """A new key and its wrapped form; remembered only once it is committed (`learn`)."""
        data_key = new_key()
        return CaseKey(data_key, tenant, case_id), self.current.wrap(data_key, owner(tenant, case_id))

    def unwrap(self, tenant: int, case_id: str, master: str, wrapped: bytes | None) -> CaseKey | None:
        """The key of a row of `data_key`; None when it was destroyed. Errors: WrongKey, Tampered."""
        if wrapped is None:
            return None
        return CaseKey(self._keys[master].unwrap(wrapped, owner(tenant, case_id)), tenant, case_id)

    def __len__(self) -> int:
        """How many keys are remembered just now."""
        return len(self._known)

    def learn(self, tenant: int, case_id: str, key: CaseKey | None) -> None:
        """Remember what is committed; what has grown old goes, as a key takes 2.7 kB and should lie nowhere in vain."""
        now = time.monotonic()
        with self._guard:
            self._known[tenant, case_id] = (now, key)
            self._known.move_to_end((tenant, case_id))
            while len(self._known) > REMEMBERED or next(iter(self._known.values()))[0] < now - self._seconds:
                self._known.popitem(last=False)

    def forget(self, tenant: int, case_id: str) -> None:
        """The key was destroyed."""
        with self._guard:
            self._known.pop((tenant, case_id), None)

    def keys(self, tenant: int, case_ids: Iterable[str], ask: Ask) -> dict[str, CaseKey | None]:
        """The keys of these cases, of which `ask` tells those not remembered; cases without a row are missing."""
        wanted = list(dict.fromkeys(case_ids))
        oldest = time.monotonic() - self._seconds
        found: dict[str, CaseKey | None] = {}
        with self._guard:
            for case_id in wanted:
                known = self._known.get((tenant, case_id))
                if known is not None and known[0] >= oldest:
                    found[case_id] = known[1]
        missing = [case_id for case_id in wanted if case_id not in found]
        for case_id, master, wrapped in ask(tenant, missing) if missing else ():
            key = self.unwrap(tenant, case_id, master, None if wrapped is None else bytes(wrapped))
            self.learn(tenant, case_id, key)
            found[case_id] = key
        return found
