"""Who calls, and with which rights: accounts, single sign-on, sessions, deputies."""

from __future__ import annotations

from .accounts import CHALLENGE, Account, Accounts, hash_password, read_accounts
from .front_door import FrontDoor
from .principal import Grant, Principal

__all__ = [
    "CHALLENGE",
    "Account",
    "Accounts",
    "FrontDoor",
    "Grant",
    "Principal",
    "hash_password",
    "read_accounts",
]
