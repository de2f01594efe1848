"""Where things are and which agencies exist: a YAML file, the environment, and sensible defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

DEFAULT_DATABASE = "sqlite:///var/akzess.db"

#: The file that a command line named for itself (`akzess --settings FILE show …`); it goes before AKZESS_SETTINGS.
NAMED: ContextVar[Path | None] = ContextVar("NAMED", default=None)


class BadSettings(ValueError):
    """The settings contradict themselves: the start is refused with one clear line."""


@dataclass(frozen=True, slots=True)
class Simulators:
    """Where simulated agencies run in processes of their own: `address` with "{name}", and our address as they know it.

    `networks` are those that the egress guard may then reach; empty: loopback only.
    """

    address: str
    callback: str
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator sets. `agencies` is handed to the connectors: one mapping per agency's name.

    `keys` is the file with the master keys of the evidence ledger; None: beside the database. `broker` is the Redis
    that carries wake-ups; empty: every process looks by itself once a second. `simulators` stand in, in processes of
    their own, for agencies that are not configured; `akzess run` brings its own. `oidc` is the authority's login
    provider (docs/identity.md), `oidc_citizens` that of applicants (docs/applicant.md), `origins` our public addresses
    behind a proxy, `proxies` the networks whose X-Forwarded-For is believed, `clamav` the virus scanner
    (tcp://host:3310 or unix:///path; empty: none). `operations` is about figures, traces and limits (akzess.operating).
    `roles` is the folder with the passwords of the database's roles, a file each (docs/database-roles.md); None: one
    login for all.
    `seals` is the folder outside the database into which seals go, and `seal_key` the file with the key that signs them
    (docs/evidence-of-history.md); None: both beside the database. `security_contact` is whom to tell of a weakness, as
    an address (mailto: or https:), for /.well-known/security.txt (RFC 9116; empty: none). With `two_persons_deploy`
    no designer deploys what they proposed themselves (docs/workbench.md).
    """

    database: str = DEFAULT_DATABASE
    host: str = "127.0.0.1"
    port: int = 8080
    accounts: Path | None = None
    agencies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    broker: str = ""
    keys: Path | None = None
    simulators: Simulators | None = None
    oidc: Mapping[str, Any] = field(default_factory=dict)
    oidc_citizens: Mapping[str, Any] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    clamav: str = ""
    operations: Mapping[str, Any] = field(default_factory=dict)
    roles: Path | None = None
    seals: Path | None = None
    seal_key: Path | None = None
    security_contact: str = ""
    two_persons_deploy: bool = False


#: What kind of value each setting has; `port` and `two_persons_deploy` are the number and the truth value among them.
NAMES = frozenset(item.name for item in fields(Settings))
FILES = frozenset({"accounts", "keys", "roles", "seals", "seal_key"})
TEXTS = FILES | {"database", "host", "port", "broker", "clamav", "security_contact"}
LISTS = frozenset({"origins", "proxies"})
SECTIONS = frozenset({"agencies", "oidc", "oidc_citizens", "operations", "simulators"})


def named_file(environment: Mapping[str, str] | None = None) -> Path | None:
    """The settings file that the command line or else AKZESS_SETTINGS names; None: there is none."""
    env = os.environ if environment is None else environment
    return NAMED.get() or (Path(env["AKZESS_SETTINGS"]) if env.get("AKZESS_SETTINGS") else None)


def read(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a file (else of NAMED, else of AKZESS_SETTINGS), overridden by AKZESS_DATABASE, AKZESS_HOST,
    AKZESS_PORT, AKZESS_ACCOUNTS, AKZESS_BROKER, AKZESS_KEYS, AKZESS_CLAMAV, AKZESS_ROLES, AKZESS_SEALS, AKZESS_SEAL_KEY
    and AKZESS_SECURITY_CONTACT.

    "{password}" in the database's address is what the file named by AKZESS_PASSWORD_FILE holds, so that the password is
    in no setting and no listing of processes. Errors: BadSettings, OSError.
    """
    env = os.environ if environment is None else environment
    content = _content(path or named_file(env))
    if unknown := sorted(set(content) - NAMES):
        raise BadSettings(f"unknown settings: {', '.join(unknown)}")
    for name in sorted(TEXTS):
        if env.get(f"AKZESS_{name.upper()}"):
            content[name] = env[f"AKZESS_{name.upper()}"]
    try:
        port = int(content.get("port", 8080))
    except (TypeError, ValueError):
        raise BadSettings("the port is not a number") from None
    two_persons = content.get("two_persons_deploy", False)
    if not isinstance(two_persons, bool):
        raise BadSettings("two_persons_deploy is true or false")
    if wrong := sorted(name for name in TEXTS if not isinstance(content.get(name) or "", str | int)):
        raise BadSettings(f"{wrong[0]} is one text")
    found = {name: Path(str(content[name])) if content.get(name) else None for name in FILES}
    if wrong := sorted(name for name in LISTS if not isinstance(content.get(name) or [], list)):
        raise BadSettings(f"{wrong[0]} is a list")
    if wrong := sorted(name for name in SECTIONS if not isinstance(content.get(name) or {}, dict)):
        raise BadSettings(f"{wrong[0]} is a section with names of its own")
    return Settings(
        database=_database(content, env),
        host=str(content.get("host", "127.0.0.1")),
        port=port,
        agencies=content.get("agencies") or {},
        broker=str(content.get("broker", "")),
        simulators=simulators_of(content.get("simulators")),
        oidc=content.get("oidc") or {},
        oidc_citizens=content.get("oidc_citizens") or {},
        origins=tuple(content.get("origins") or ()),
        proxies=tuple(content.get("proxies") or ()),
        clamav=str(content.get("clamav", "")),
        security_contact=str(content.get("security_contact", "")),
        operations=content.get("operations") or {},
        two_persons_deploy=two_persons,
        accounts=found["accounts"],
        keys=found["keys"],
        roles=found["roles"],
        seals=found["seals"],
        seal_key=found["seal_key"],
    )


def complete(database: str) -> str:
    """The same address, if nothing is missing in it: for whoever logs in as nobody's role. Error: BadSettings."""
    if "{password}" in database:
        raise BadSettings(
            "the database's address says {password}: AKZESS_PASSWORD_FILE has to name the file that holds it "
            "(the passwords in `roles` are for services, workers and the clock, not for the setup and other commands)"
        )
    return database


def _content(source: Path | None) -> dict[str, Any]:
    if source is None:
        return {}
    try:
        found = yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise BadSettings(f"{source}{line}: {getattr(error, 'problem', None) or 'not YAML'}") from None
    if not isinstance(found, dict):
        raise BadSettings(f"{source}: a settings file has lines of the form `name: value`")
    return found


def _database(content: Mapping[str, Any], env: Mapping[str, str]) -> str:
    url = str(content.get("database", DEFAULT_DATABASE))
    if "{password}" in url and not env.get("AKZESS_PASSWORD_FILE") and content.get("roles"):
        return url  # a process that logs in as a role has that role's password and no other
    return with_password(url, env)


def with_password(database: str, environment: Mapping[str, str] | None = None) -> str:
    """The address with what AKZESS_PASSWORD_FILE holds in place of {password}. Errors: BadSettings, OSError."""
    file = (os.environ if environment is None else environment).get("AKZESS_PASSWORD_FILE")
    if "{password}" not in database or not file:
        return complete(database)
    return database.replace("{password}", quote(Path(file).read_text(encoding="utf-8").strip(), safe=""))


def simulators_of(content: Any) -> Simulators | None:
    """The section `simulators`; None without one. Error: BadSettings."""
    if not content:
        return None
    names = {"address", "callback", "networks"}
    if not isinstance(content, dict) or not {"address", "callback"} <= set(content) <= names:
        raise BadSettings("simulators needs address and callback, and may have networks")
    return Simulators(str(content["address"]), str(content["callback"]), tuple(content.get("networks") or ()))
