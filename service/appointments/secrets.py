"""What opens an appointment, and how somebody is reached: tokens by their hash, addresses sealed."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from store.evidence.errors import Tampered

#: First byte of what is stored: in clear where the store seals nothing, sealed with the master's key otherwise.
_CLEAR, _SEALED = b"\x01", b"\x02"


def new_token() -> str:
    """256 random bits, as they stand in an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """Under a prefix of its own, so that it is good for nothing else."""
    return hashlib.sha256(b"appointment:" + token.encode(errors="replace")).digest()


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached, the token of the booking, and the word that only the e-mail knows."""

    email: str = ""
    phone: str = ""
    token: str = ""
    proof: str = ""


class Contacts:
    """Seals and opens contacts; `vault` of the store, None where nothing is sealed."""

    def __init__(self, vault: Any) -> None:
        self._vault = vault

    def seal(self, contact: Contact, place: str) -> bytes:
        """The stored form, bound to the booking or wish it belongs to."""
        names = {"email": contact.email, "phone": contact.phone, "token": contact.token, "proof": contact.proof}
        plain = json.dumps({name: value for name, value in names.items() if value}).encode()
        if self._vault is None:
            return _CLEAR + plain
        return _SEALED + bytes(self._vault.inbox(f"appointment {place}").seal(plain, "contact"))

    def open(self, stored: bytes, place: str) -> Contact:
        """What was sealed. Error: Tampered."""
        if not stored:
            return Contact()
        if stored[:1] == _CLEAR:
            return Contact(**json.loads(stored[1:]))
        if self._vault is None:
            return Contact()  # a process without the key file
        error = Tampered(f"appointment {place}: no key opens the contact")
        for key in self._vault.inboxes(f"appointment {place}"):
            try:
                return Contact(**json.loads(key.open(stored[1:], "contact")))
            except Tampered as failed:
                error = failed
        raise error

    def subject(self, email: str) -> str:
        """Under whom missed appointments without a case are counted: nobody reads the address out of it."""
        if not email:
            return ""
        key = b"akzess" if self._vault is None else bytes(self._vault.inbox("appointment subjects").history)
        return "mail:" + hashlib.blake2b(email.strip().lower().encode(), key=key[:32], digest_size=16).hexdigest()
