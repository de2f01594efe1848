"""Who calls: local accounts with argon2 hashes, by HTTP Basic or by a signed token that expires."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pwdlib import PasswordHash

from engine.model import Actor
from engine.ports import Clock

from ..problems import Problem

TOKEN_LIFE = timedelta(hours=10)
REMEMBERED = timedelta(minutes=5)
ATTEMPTS = 5
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
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    found = []
    needed = {"name", "person", "groups", "sites", "passwordHash"}
    for number, line in enumerate(content.get("accounts", []), start=1):
        wrong = (needed - set(line)) | (set(line) - needed - {"display"})
        if wrong:
            raise ValueError(f"{path.name}, account {number}: {', '.join(sorted(wrong))}")
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
    """Checks passwords and tokens. Failed attempts are counted per account; answers tell nothing about existence."""

    def __init__(self, accounts: Iterable[Account], clock: Clock, secret: bytes | None = None) -> None:
        self._accounts: Mapping[str, Account] = {account.name: account for account in accounts}
        self._clock = clock
        self._secret = secret or secrets.token_bytes(32)
        self._remembered: dict[bytes, datetime] = {}
        self._failures: dict[str, list[datetime]] = {}
        self._guard = threading.Lock()

    def __iter__(self) -> Any:
        return iter(self._accounts.values())

    def log_in(self, name: str, password: str) -> Account:
        """Problem: 401 `unauthenticated`, 429 `too-many-attempts`."""
        now = self._clock.now()
        print_ = hmac.digest(self._secret, f"{name}\x00{password}".encode(), hashlib.sha256)
        with self._guard:
            until = self._remembered.get(print_)
            recent = [at for at in self._failures.get(name, []) if at > now - WINDOW]
        account = self._accounts.get(name)
        if account is not None and until is not None and until > now:
            return account
        if len(recent) >= ATTEMPTS:
            raise Problem(429, "too-many-attempts", headers={"Retry-After": "60"})
        # An unknown name costs as much time as a wrong password.
        right = _HASHES.verify(password, account.password_hash if account else _decoy())
        with self._guard:
            if account is None or not right:
                self._failures[name] = [*recent, now]
                raise Problem(401, "unauthenticated", headers=CHALLENGE)
            self._failures.pop(name, None)
            if len(self._remembered) > 1000:
                self._remembered.clear()
            # argon2 is slow on purpose; a script that sends Basic with each request pays it every five minutes.
            self._remembered[print_] = now + REMEMBERED
        return account

    def token(self, account: Account) -> tuple[str, datetime]:
        """A signed token and the instant it expires."""
        until = self._clock.now() + TOKEN_LIFE
        body = base64.urlsafe_b64encode(json.dumps([account.name, int(until.timestamp())]).encode()).decode()
        return f"{body}.{self._sign(body)}", until

    def by_token(self, token: str) -> Account:
        """Problem: 401 `unauthenticated`."""
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(self._sign(body).encode(), signature.encode("utf-8", "replace")):
            raise Problem(401, "unauthenticated", headers=CHALLENGE)
        name, until = json.loads(base64.urlsafe_b64decode(body))
        account = self._accounts.get(name)
        if account is None or self._clock.now().timestamp() >= until:
            raise Problem(401, "unauthenticated", headers=CHALLENGE)
        return account

    def by_header(self, header: str) -> Account:
        """The account that an Authorization header proves. Problem: 401, 429."""
        scheme, _, value = header.partition(" ")
        if scheme.lower() == "bearer":
            return self.by_token(value.strip())
        if scheme.lower() == "basic":
            try:
                name, colon, password = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
            except ValueError:
                name = colon = password = ""
            if colon:
                return self.log_in(name, password)
        raise Problem(401, "unauthenticated", headers=CHALLENGE)

    def _sign(self, body: str) -> str:
        return hmac.digest(self._secret, body.encode("utf-8", "replace"), hashlib.sha256).hex()
