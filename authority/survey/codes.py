"""Codes that let somebody answer once: random, without a look-alike letter, known to nobody but by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

#: 30 characters that are told apart on paper: no 0/O, 1/I/L, U/V only once.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 16 of them are 78 bits: nobody guesses one, so that the plain hash needs no salt to be looked up by.
LENGTH = 16
GROUP = 4


def new(choose: Callable[[str], str]) -> str:
    """A code as it is printed, "7K3M-…"; `choose` picks one character at random (`secrets.choice`)."""
    letters = "".join(choose(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def hashed(code: str) -> bytes:
    """What is kept of a code. Spaces, dashes and small letters make no difference."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(b"survey:" + plain.encode()).digest()
