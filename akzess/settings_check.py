"""Finds every mistake in the settings and in the files that they name, with its place: before a start, and without one."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from connectors.base import Misconfigured
from connectors.registry import MINIMUM, discover
from service.identity import account_file, read_oidc
from service.identity.account_file import Fault, below, lines_of, tree_of
from service.portal.account import read_citizens

from . import evidence_keys, operating, settings
from .people import SITES
from .settings import BadSettings

#: Name inside the section ("" for the section itself), and what is wrong.
Told = Iterator[tuple[str, str]]


def check(file: Path, environment: Mapping[str, str] | None = None) -> list[Fault]:
    """Every mistake of a settings file and of its accounts file, in the order of their lines; empty: it can be used."""
    env = os.environ if environment is None else environment
    node, content, found = tree_of(file)
    if found:
        return found
    if content is not None and not isinstance(content, dict):
        return [Fault(file, 1, "a settings file has lines of the form `name: value`")]
    content = content or {}
    places = lines_of(node)
    for name, value in content.items():
        own = lines_of(below(node, str(name)))
        for inside, told in _told(str(name), value, content):
            found.append(Fault(file, own.get(inside, places.get(str(name), 0)), told))
    found += [Fault(file, line, f"{name} is said twice; the last one counts") for name, line in _twice(node)]
    if not found:
        try:
            settings.read(file, env)
        except (BadSettings, OSError) as error:
            found.append(Fault(file, 0, f"{error}"))
    accounts = content.get("accounts")
    if isinstance(accounts, str):
        found += account_file.read(Path(accounts), SITES)[1]
    return sorted(found, key=lambda fault: (fault.file != file, fault.line))


def _twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value in seen:
            yield key.value, key.start_mark.line + 1
        seen.add(key.value)


def _told(name: str, value: Any, content: Mapping[str, Any]) -> Told:
    if name not in settings.NAMES:
        near = get_close_matches(name, settings.NAMES, 1)
        yield "", f"{name}: there is no such setting{f'; {near[0]}?' if near else ''} (docs/settings.md)"
        return
    if value is None:
        return
    kinds: dict[str, type] = {**dict.fromkeys(settings.TEXTS, str), **dict.fromkeys(settings.LISTS, list)}
    kinds |= {**dict.fromkeys(settings.SECTIONS, dict), "port": int, "two_persons_deploy": bool}
    if not isinstance(value, kinds[name]) or (name == "port" and isinstance(value, bool)):
        words = {str: "a text", int: "a whole number", bool: "true or false", list: "a list: [a, b]", dict: "a section"}
        yield "", f"{name} is {words[kinds[name]]}"
        return
    if name in _CHECKS:
        yield from _CHECKS[name](value)
    if name == "roles" and not str(content.get("database", "")).startswith(("postgresql://", "postgres://")):
        yield "", "roles need a PostgreSQL database"


def _database(value: str) -> Told:
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")):
        if value not in ("memory:", "memory://"):
            yield "", "database is sqlite:///PATH or postgresql://USER@HOST/NAME"
    elif urlsplit(value).password not in (None, "{password}"):
        yield "", "the database's password belongs into a file: write {password} and name it in AKZESS_PASSWORD_FILE"


def _port(value: int) -> Told:
    if not 0 <= value <= 65_535:
        yield "", "a port is 1 to 65535 (0: any free one)"


def _starts(name: str, *heads: str) -> Callable[[str], Told]:
    def look(value: str) -> Told:
        if value and not value.startswith(heads):
            yield "", f"{name} begins with {' or '.join(heads)}"

    return look


def _origins(value: list[Any]) -> Told:
    for each in value:
        parts = urlsplit(str(each))
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            yield "", f"{each} is no address of the form https://host (origins)"


def _networks(value: list[Any]) -> Told:
    for each in value:
        try:
            ipaddress.ip_network(str(each))
        except ValueError as error:
            yield "", f"{error} (proxies)"


def _folder(value: str) -> Told:
    if not Path(value).is_dir():
        yield "", f"there is no folder {value}"


def _keys(value: str) -> Told:
    try:
        evidence_keys.read(Path(value))
    except OSError as error:
        yield "", f"{value} cannot be read: {error.strerror} (`akzess evidence add-key` makes a file with a key)"
    except BadSettings as error:
        yield "", f"{error}"


def _operations(value: Mapping[str, Any]) -> Told:
    for name, each in value.items():
        try:
            operating.read({name: each}).token()
        except (BadSettings, Misconfigured) as error:
            yield str(name), f"{error}"


def _agencies(value: Mapping[str, Any]) -> Told:
    common = {MINIMUM: value[MINIMUM]} if MINIMUM in value else {}
    for name, each in value.items():
        if name == MINIMUM:
            continue
        if name not in discover():
            yield str(name), f"no such agency: {name} ({', '.join(sorted(discover()))})"
            continue
        try:
            discover()[name].build(common | dict(each or {}))
        except (Misconfigured, TypeError, ValueError) as error:
            yield str(name), f"{name}: {error}"


def _provider(read: Callable[[Mapping[str, Any]], object]) -> Callable[[Mapping[str, Any]], Told]:
    def look(value: Mapping[str, Any]) -> Told:
        try:
            read(value)
        except (Misconfigured, TypeError) as error:
            yield next((name for name in value if str(name) in f"{error}".split(": ")[-1].split(", ")), ""), f"{error}"

    return look


def _simulators(value: Mapping[str, Any]) -> Told:
    try:
        settings.simulators_of(value)
    except BadSettings as error:
        yield "", f"{error}"


_CHECKS: Mapping[str, Callable[[Any], Told]] = {
    "database": _database,
    "port": _port,
    "broker": _starts("broker", "redis://", "rediss://"),
    "clamav": _starts("clamav", "tcp://", "unix://"),
    "security_contact": _starts("security_contact", "mailto:", "https:"),
    "origins": _origins,
    "proxies": _networks,
    "roles": _folder,
    "keys": _keys,
    "operations": _operations,
    "agencies": _agencies,
    "oidc": _provider(read_oidc),
    "oidc_citizens": _provider(read_citizens),
    "simulators": _simulators,
}
