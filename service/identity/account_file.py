"""The accounts file: who may log in with a password, every mistake with its line, and its changes while a service runs."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import yaml

from engine.model import Actor

from ..metrics import ACCOUNTS_SPOILT
from .roles import CENTRAL, PARTIES, ROLES

NEEDED = ("name", "person", "groups", "sites", "passwordHash")
KNOWN = (*NEEDED, "display")

log = structlog.get_logger(__name__)

_Stamp = tuple[int, int, int] | None


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


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the file, the line (from 1; 0: the file as a whole), what is wrong and what would be right."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class AccountFile:
    """The accounts of a file, read again when it changes.

    While the file has a mistake the accounts of before count: a slip of the pen locks nobody out. It takes no right
    away either, so the log, the readiness and a gauge say it until the file is right again.
    Error: ValueError with the first mistake of the file that it begins with.
    """

    def __init__(self, file: Path, sites: Collection[str]) -> None:
        self._file = file
        self._sites = sites
        self._guard = threading.Lock()
        self._stamp = _stamp(file)
        found, wrong = read(file, sites)
        if wrong:
            raise ValueError(f"{wrong[0]}")
        self._accounts = _by_name(found)
        self._told(spoilt=False)

    def accounts(self) -> Mapping[str, Account]:
        """By their names, as the file has them now."""
        stamp = _stamp(self._file)
        if stamp != self._stamp:
            with self._guard:
                if stamp != self._stamp:
                    self._read_again(stamp)
        return self._accounts

    def spoilt(self) -> bool:
        """Whether the file has a mistake just now."""
        self.accounts()
        return self._spoilt

    def _read_again(self, stamp: _Stamp) -> None:
        found, wrong = read(self._file, self._sites)
        if wrong:
            # The lines and no more: what stands in them may be the name of a person.
            log.warning("accounts.spoilt", lines=sorted({fault.line for fault in wrong}))
        else:
            self._accounts = _by_name(found)
            log.info("accounts.read", accounts=len(found))
        self._told(spoilt=bool(wrong))
        self._stamp = stamp

    def _told(self, *, spoilt: bool) -> None:
        self._spoilt = spoilt
        ACCOUNTS_SPOILT.set(spoilt)


def read(file: Path, sites: Collection[str]) -> tuple[list[Account], list[Fault]]:
    """The accounts of a file and every mistake in it, in its order; `sites` are the codes that there are."""
    node, content, found = tree_of(file)
    if found:
        return [], found
    if not isinstance(content, dict) or set(content) != {"accounts"} or not isinstance(content["accounts"], list):
        return [], [Fault(file, 1, "has to begin with `accounts:` and a list")]
    listed = below(node, "accounts")
    nodes = listed.value if isinstance(listed, yaml.SequenceNode) else []
    accounts: list[Account] = []
    names: dict[str, int] = {}
    for line, where in zip(content["accounts"], nodes, strict=True):
        begins = where.start_mark.line + 1
        if not isinstance(line, Mapping):
            found.append(Fault(file, begins, "an account has name, person, groups, sites and passwordHash"))
            continue
        places = lines_of(where)
        wrong = [Fault(file, places.get(name, begins), told) for name, told in _of_account(line, sites)]
        first = names.setdefault(str(line.get("name")), begins)
        if first != begins:
            told = f"this name has the account of line {first} already"
            wrong.append(Fault(file, places.get("name", begins), told))
        found += wrong
        if not wrong:
            accounts.append(_account(line))
    return accounts, found


def tree_of(file: Path) -> tuple[yaml.Node | None, Any, list[Fault]]:
    """A YAML file as nodes (which know their lines), as plain values, and why it is neither; values are read safely."""
    try:
        text = file.read_text(encoding="utf-8")
        return yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text), []
    except OSError as error:
        return None, None, [Fault(file, 0, f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError:
        return None, None, [Fault(file, 0, "is not UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or "not YAML"
        return None, None, [Fault(file, mark.line + 1 if mark else 0, told)]


def lines_of(node: yaml.Node | None) -> dict[str, int]:
    """The line of each name of a mapping; empty for anything else."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): key.start_mark.line + 1 for key, _ in node.value}


def below(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """What stands under a name of a mapping."""
    if not isinstance(node, yaml.MappingNode):
        return None
    found: yaml.Node | None = next((value for key, value in node.value if key.value == name), None)
    return found


def _of_account(line: Mapping[str, Any], sites: Collection[str]) -> Iterator[tuple[str, str]]:
    """Name of the field, and what is wrong with it."""
    for name in line.keys() - set(KNOWN):
        yield str(name), f"{name}: an account knows {', '.join(KNOWN)}"
    for name in NEEDED:
        if name not in line:
            yield "", f"{name} is missing"
    for name in ("name", "person", "display"):
        if name in line and (not isinstance(line[name], str) or not line[name].strip()):
            yield name, f"{name} is a text (in quotation marks if it looks like a number)"
    groups, places = line.get("groups", []), line.get("sites", [])
    for name, value in (("groups", groups), ("sites", places)):
        # A text would be taken apart into its letters: an account with the roles "a", "k" and "z".
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            yield name, f"{name} is a list of texts: [a, b]"
            return
    for group in groups:
        if group not in ROLES - PARTIES:
            yield "groups", f"{group} is no role (docs/access.md has them)"
    for site in places:
        if site not in sites:
            yield "sites", f"{site} is no site: {', '.join(sorted(sites))}"
    if "groups" in line and not groups:
        yield "groups", "without a role the account may do nothing"
    if "sites" in line and not places and set(groups) - CENTRAL:
        yield "sites", "without a site these roles see nothing"
    stored = line.get("passwordHash", "$argon2id$")
    if not isinstance(stored, str) or not stored.startswith("$argon2id$"):
        yield "passwordHash", "is no hash of argon2id: `akzess password` makes one"


def _account(line: Mapping[str, Any]) -> Account:
    return Account(
        name=line["name"],
        person=line["person"],
        display=line.get("display", line["name"]),
        groups=frozenset(line["groups"]),
        sites=frozenset(line["sites"]),
        password_hash=line["passwordHash"],
    )


def _by_name(accounts: list[Account]) -> Mapping[str, Account]:
    return {account.name: account for account in accounts}


def _stamp(file: Path) -> _Stamp:
    """Another one when the file was written, put in another's place, or given other rights; None when it is away."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size
