"""Logging in to local accounts: argon2id hashes, tokens, and answers that tell nothing about who exists."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash

from engine.ports import Clock

from ..limits import Attempts
from ..problems import Problem
from .account_file import Account, AccountFile
from .tokens import Signer

TOKEN_LIFE = timedelta(hours=10)
REMEMBERED = timedelta(minutes=5)
PER_ACCOUNT = 5
PER_ADDRESS = 20
WINDOW = timedelta(minutes=1)
_HASHES = PasswordHash.recommended()
CHALLENGE = {"WWW-Authenticate": 'Basic realm="AKZESS", charset="UTF-8"'}


def hash_password(password: str) -> str:
    """An argon2id hash for the accounts file."""
    return _HASHES.hash(password)


@cache
def _decoy() -> str:
    """The hash that a password is compared with when there is no such account."""
    return hash_password(secrets.token_urlsafe(16))


class Accounts:
    """Checks passwords and tokens against accounts that may change while the service runs.

    Failed attempts are counted per account name, whether there is such an account or not, and per address. Changes of
    an accounts file count from the next request on.
    """

    def __init__(self, accounts: Iterable[Account] | AccountFile, clock: Clock, secret: bytes | None = None) -> None:
        self._file = accounts if isinstance(accounts, AccountFile) else None
        self._fixed = {} if isinstance(accounts, AccountFile) else {account.name: account for account in accounts}
        self._clock = clock
        self._secret = secret or secrets.token_bytes(32)
        self._signer = Signer(self._secret)
        self._remembered: dict[bytes, datetime] = {}
        self._by_name = Attempts(PER_ACCOUNT, WINDOW)
        self._by_address = Attempts(PER_ADDRESS, WINDOW)
        self._guard = threading.Lock()

    def __iter__(self) -> Iterator[Account]:
        return iter(self._current().values())

    def __getitem__(self, name: str) -> Account:
        return self._current()[name]

    def get(self, name: str) -> Account | None:
        """The account as it is now."""
        return self._current().get(name)

    def of_person(self, person: str) -> list[Account]:
        """Every account of a natural person."""
        return [account for account in self if account.person == person]

    def spoilt(self) -> bool:
        """Whether the accounts file has a mistake just now, so that those of before count."""
        return self._file is not None and self._file.spoilt()

    def _current(self) -> Mapping[str, Account]:
        return self._fixed if self._file is None else self._file.accounts()

    def log_in(self, name: str, password: str, address: str = "") -> Account:
        """Problem: 401 `unauthenticated`, 429 `too-many-attempts`."""
        now = self._clock.now()
        account = self.get(name)
        stored = account.password_hash if account else ""
        print_ = hmac.digest(
            self._secret, f"{name}\x00{password}\x00{stored}".encode("utf-8", "replace"), hashlib.sha256
        )
        with self._guard:
            until = self._remembered.get(print_)
        if account is not None and until is not None and until > now:
            return account
        waits = max(self._by_name.wait(name, now), self._by_address.wait(address, now) if address else 0)
        if waits:
            raise Problem(429, "too-many-attempts", headers={"Retry-After": str(waits)})
        # An unknown name costs as much time as a wrong password.
        right = _HASHES.verify(password, account.password_hash if account else _decoy())
        if account is None or not right:
            self._by_name.note(name, now)
            if address:
                self._by_address.note(address, now)
            raise Problem(401, "unauthenticated", headers=CHALLENGE)
        self._by_name.forget(name)
        with self._guard:
            if len(self._remembered) > 1000:
                self._remembered.clear()
            # argon2 is slow on purpose; a script that sends Basic with each request pays it every five minutes.
            self._remembered[print_] = now + REMEMBERED
        return account

    def token(self, account: Account) -> tuple[str, datetime]:
        """A signed token and the instant it expires; a new password makes it worthless."""
        until = self._clock.now() + TOKEN_LIFE
        return self._signer.sign([account.name, int(until.timestamp())], account.password_hash), until

    def by_token(self, token: str) -> Account:
        """Problem: 401 `unauthenticated`."""
        content = self._signer.content(token)
        if content is not None and len(content) == 2 and isinstance(content[0], str) and isinstance(content[1], int):
            account = self.get(content[0])
            good = account is not None and self._signer.verify(token, account.password_hash)
            if good and account is not None and self._clock.now().timestamp() < content[1]:
                return account
        raise Problem(401, "unauthenticated", headers=CHALLENGE)
