"""Who calls, and with which rights: accounts, single sign-on, sessions, deputies."""

from __future__ import annotations

from .accounts import CHALLENGE, Account, Accounts, hash_password, read_accounts

__all__ = ["CHALLENGE", "Account", "Accounts", "hash_password", "read_accounts"]
