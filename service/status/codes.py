"""Access codes of applicants: made once, printed in the letter of receipt, kept only as salted hashes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from engine.desk import AccessCode

#: Crockford's digits: no I, L, O, U, so nobody mistakes a letter for a digit, in print or on the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_REFERENCE = re.compile(r"(AKZ)([A-Z]{1,3})(\d{4})(\d{6})")
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
# 60 random bits need no slow hash against guessing online, which the limits forbid; this one costs a thief of the table
# some 15 ms and 8 MB a guess.
_COST = {"n": 2**13, "r": 8, "p": 1, "dklen": 32}


class CodeStore(Protocol):
    """What a store keeps of codes."""

    def put(self, record: AccessCode) -> None:
        """Insert or replace a code."""
        ...

    def read(self) -> Any:
        """The read side, with `access_codes(tenant, case_id)` (those not revoked) and `case_by_key`."""
        ...


def fresh() -> str:
    """A new random code, without dashes (60 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def demo_code(reference: str) -> str:
    """Anybody can compute it: for the demo only, whose page tells the codes of two cases."""
    number = int.from_bytes(hashlib.sha256(f"akzess-demo:{reference}".encode()).digest()[:8])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, 5 * LENGTH, 5))


def printed(code: str) -> str:
    """In groups of four, as in the letter: K7QM-3XTP-9WDH."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain(typed: str) -> str:
    """What a person typed, without spaces and dashes, letters that look like digits taken as those."""
    kept = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return kept.translate(_MISREAD)[: 2 * LENGTH]


def reference(typed: str) -> str:
    """The number of a case however it was typed or copied (AKZ DD 2026 000042, with invisible marks of direction);
    what is none stays as it is, in capitals.
    """
    found = _REFERENCE.fullmatch("".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum()))
    return "-".join(found.groups()) if found else typed.strip().upper()


def hashed(code: str, salt: bytes) -> bytes:
    """32 bytes over a plain code."""
    return hashlib.scrypt(code.encode(), salt=salt, **_COST)


def _salt(tenant: int, reference: str) -> bytes:
    """One salt per application: a look at several codes of a case costs one hash, as one at an unknown case does."""
    return hashlib.sha256(f"akzess-status:{tenant}:{reference}".encode()).digest()[:16]


class Codes:
    """Issues and checks codes."""

    def __init__(self, store: CodeStore, now: Callable[[], datetime], make: Callable[[str], str] | None = None) -> None:
        """`make` gives the plain code of a new issue for a reference; None: a random one."""
        self._store = store
        self._now = now
        self._make = make or (lambda reference: fresh())

    def issue(self, tenant: int, case_id: str, reference: str, by: str = "system") -> str:
        """A further code for a case as it is printed; only its hash stays here."""
        code, salt = self._make(reference), _salt(tenant, reference)
        self._store.put(AccessCode(tenant, case_id, hashed(code, salt), salt, self._now(), by))
        return printed(code)

    def replace(self, tenant: int, case_id: str, reference: str, by: str) -> str:
        """A new random code; every earlier one ends (the letter was lost, or is in wrong hands)."""
        now = self._now()
        for kept in self._store.read().access_codes(tenant, case_id):
            self._store.put(replace(kept, revoked_at=now))
        code, salt = fresh(), _salt(tenant, reference)
        self._store.put(AccessCode(tenant, case_id, hashed(code, salt), salt, now, by))
        return printed(code)

    def opens(self, tenant: int, reference: str, typed: str) -> str | None:
        """The id of the case that reference and code open. An unknown reference costs the same work and opens none."""
        now, read = self._now(), self._store.read()
        case = read.case_by_key(tenant, reference)
        given = hashed(plain(typed), _salt(tenant, reference))
        kept: list[AccessCode] = list(read.access_codes(tenant, case.id)) if case is not None else []
        same = [hmac.compare_digest(given, one.code_hash) for one in kept]
        live = [ok and (one.expires_at is None or one.expires_at > now) for ok, one in zip(same, kept, strict=True)]
        return str(case.id) if case is not None and any(live) else None
