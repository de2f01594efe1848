"""Local accounts: a file of them, argon2id hashes, and answers that tell nothing about who exists."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from pwdlib import PasswordHash

from engine.model import Actor
from engine.ports import Clock

from ..limits import Attempts
from ..problems import Problem
from .account_file import KNOWN, NEEDED
from .tokens import Signer

TOKEN_LIFE = timedelta(hours=10)
REMEMBERED = timedelta(minutes=5)
PER_ACCOUNT = 5
PER_ADDRESS = 20
WINDOW = timedelta(minutes=1)
_HASHES = PasswordHash.recommended()
CHALLENGE = {"WWW-Authenticate": 'Basic realm="AKZESS", charset="UTF-8"'}


@dataclass(frozen=True, slots=True)
class Account:
    """One way to log in: `person` is the natural person behind it, which is what four eyes count."""

    name: str
    person: str
    display: str
    groups: frozenset[str]
    sites: frozenset[str]
    password_hash: str

    @property
    def actor(self) -> Actor:
        """The account as the engine sees it."""
        return Actor(person=self.person, account=self.name, groups=self.groups, sites=self.sites)


def hash_password(password: str) -> str:
    """An argon2id hash for the accounts file."""
    return _HASHES.hash(password)


@cache
def _decoy() -> str:
    """The hash that a password is compared with when there is no such account."""
    return hash_password(secrets.token_urlsafe(16))


def read_accounts(path: Path) -> list[Account]:
    """Accounts from a YAML file: `accounts: [{name, person, display, groups, sites, passwordHash}]`.

    Errors: ValueError when a line lacks something or has something unknown, OSError when there is no such file.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"{path.name}{f', line {mark.line + 1}' if mark else ''}: not YAML") from None
    lines = content.get("accounts", []) if isinstance(content, dict) else None
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise ValueError(f"{path.name}: has to begin with `accounts:` and a list")
    found = []
    for number, line in enumerate(lines, start=1):
        wrong = (set(NEEDED) - set(line)) | (set(line) - set(KNOWN))
        # A text would be taken apart into its letters: an account with the roles "a", "k" and "z".
        wrong |= {name for name in ("groups", "sites") if not isinstance(line.get(name), list)}
        if wrong:
            raise ValueError(f"{path.name}, account {number}: {', '.join(sorted(map(str, wrong)))}")
        found.append(
            Account(
                name=line["name"],
                person=line["person"],
                display=line.get("display", line["name"]),
                groups=frozenset(line["groups"]),
                sites=frozenset(line["sites"]),
                password_hash=line["passwordHash"],
            )
        )
    return found


class Accounts:
    """Checks passwords and tokens against accounts that may change while the service runs.

    Failed attempts are counted per account name, whether there is such an account or not, and per address. With a
    `source` (a file for `read_accounts`) changes of the file count from the next request on.
    """

    def __init__(
        self, accounts: Iterable[Account], clock: Clock, secret: bytes | None = None, *, source: Path | None = None
    ) -> None:
        self._accounts = {account.name: account for account in accounts}
        self._clock = clock
        self._secret = secret or secrets.token_bytes(32)
        self._signer = Signer(self._secret)
        self._remembered: dict[bytes, datetime] = {}
        self._by_name = Attempts(PER_ACCOUNT, WINDOW)
        self._by_address = Attempts(PER_ADDRESS, WINDOW)
        self._guard = threading.Lock()
        self._source = source
        self._stamp = _stamp(source)

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

    def _current(self) -> dict[str, Account]:
        if self._source is not None and (stamp := _stamp(self._source)) != self._stamp:
            with self._guard:
                # A file that cannot be read just now changes nothing: the next request looks again.
                try:
                    self._accounts = {account.name: account for account in read_accounts(self._source)}
                    self._stamp = stamp
                except (OSError, ValueError, yaml.YAMLError):
                    pass
        return self._accounts

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


def _stamp(path: Path | None) -> tuple[int, int]:
    if path is None:
        return 0, 0
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
