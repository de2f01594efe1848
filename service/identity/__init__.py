"""Who calls, and with which rights: accounts, single sign-on, sessions, deputies."""

from __future__ import annotations

from .account_file import Account, AccountFile
from .accounts import CHALLENGE, Accounts, hash_password
from .front_door import FrontDoor
from .oidc_config import OidcConfig, read_oidc
from .principal import Grant, Principal

__all__ = [
    "CHALLENGE",
    "Account",
    "AccountFile",
    "Accounts",
    "FrontDoor",
    "Grant",
    "OidcConfig",
    "Principal",
    "hash_password",
    "read_oidc",
]
