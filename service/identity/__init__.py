"""Who calls, and with which rights: accounts, single sign-on, sessions, deputies."""

from __future__ import annotations

from .accounts import CHALLENGE, Account, Accounts, hash_password, read_accounts
from .front_door import FrontDoor
from .oidc_config import OidcConfig, read_oidc
from .principal import Grant, Principal

__all__ = [
    "CHALLENGE",
    "Account",
    "Accounts",
    "FrontDoor",
    "Grant",
    "OidcConfig",
    "Principal",
    "hash_password",
    "read_accounts",
    "read_oidc",
]
