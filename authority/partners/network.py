"""Partners and consultations as the procedure's data name them (`partners.yaml`, domain document 4.1 and 4.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from processes import AKZESS

#: Languages in which partners are written to.
WRITTEN = ("de", "en")
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")


class Channel(StrEnum):
    """How a request reaches a partner: by a connector to its system, or by an inbox here."""

    INBOX = "INBOX"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Words:
    """The same in German and English."""

    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An authority or body that takes part; `agency`: the connector whose requests are meant for it ("": none).

    `notices`: by site, the addresses that hear by e-mail that a request waits in the inbox (none: nobody does).
    """

    id: str
    role: str
    sites: frozenset[str]
    channel: Channel
    agency: str
    name: Words
    phone: str
    email: str
    languages: tuple[str, ...]
    steps: tuple[str, ...]
    link: str = ""
    notices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """In which it is written to: the first of its languages that has texts, else German."""
        return next((one for one in self.languages if one in WRITTEN), WRITTEN[0])


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A field of the case that leaves: the path of its variable and what it is called."""

    path: str
    label: Words


@dataclass(frozen=True, slots=True)
class Typed:
    """A field that the clerk fills in for the request."""

    name: str
    label: Words


@dataclass(frozen=True, slots=True)
class Expected:
    """A field of the answer; `kind` is "text", "date" or "choice" (one of `values`)."""

    name: str
    kind: str
    label: Words
    values: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Consultation:
    """A question to a department with its purpose, its norm, and everything that leaves for it (data minimised, 4.6)."""

    kind: str
    role: str
    days: int
    name: Words
    purpose: Words
    norm: str
    out: tuple[Outgoing, ...]
    typed: tuple[Typed, ...]
    back: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Everybody who takes part."""

    partners: Mapping[str, Partner]
    consultations: Mapping[str, Consultation]

    def at(self, role: str, site: str) -> Partner | None:
        """The partner of a role at a site."""
        return next((one for one in self.partners.values() if one.role == role and site in one.sites), None)

    def addressee(self, agency: str, named: str | None) -> Partner | None:
        """Whom a connector's request is for: the partner it names, or the only one of that connector."""
        fitting = [one for one in self.partners.values() if one.agency == agency]
        if named is not None:
            return next((one for one in fitting if one.id == named), None)
        return fitting[0] if len(fitting) == 1 else None

    def of(self, pairs: Iterable[tuple[frozenset[str], frozenset[str] | None]]) -> dict[str, Partner]:
        """The partners whose inbox somebody with these rights (roles, sites; None: all sites) reads."""
        known = list(pairs)
        return {
            one.id: one
            for one in self.partners.values()
            if any(one.role in roles and (sites is None or sites & one.sites) for roles, sites in known)
        }


def _words(given: Mapping[str, Any]) -> Words:
    return Words(str(given["de"]), str(given["en"]))


def read(text: str) -> Network:
    """The network of a file. Errors: KeyError, ValueError for data that contradict themselves."""
    data = yaml.safe_load(text)
    partners = {}
    for one in data["partners"]:
        partners[one["id"]] = Partner(
            id=one["id"],
            role=one["role"],
            sites=frozenset(one["sites"]),
            channel=Channel(one["channel"]),
            agency=one.get("agency", ""),
            name=Words(one["name"], one["nameEn"]),
            phone=one["phone"],
            email=one["email"],
            languages=tuple(one["languages"]),
            steps=tuple(one["steps"]),
            link=one.get("link", ""),
            notices=_notices(one),
        )
    if len(partners) != len(data["partners"]):
        raise ValueError("two partners have the same id")
    consultations = {one["kind"]: _consultation(one) for one in data["consultations"]}
    unknown = {one.role for one in consultations.values()} - {one.role for one in partners.values()}
    if unknown:
        raise ValueError(f"consultations of roles that no partner has: {sorted(unknown)}")
    return Network(partners, consultations)


def _notices(one: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Who hears by e-mail, by site: a list is for all sites of the partner. ValueError for what nobody can be meant by."""
    given = one.get("notices") or {"send": False}
    to = given.get("to") or ()
    found = (
        {site: tuple(to[site]) for site in to} if isinstance(to, Mapping) else dict.fromkeys(one["sites"], tuple(to))
    )
    addresses = [address for some in found.values() for address in some]
    if set(given) - {"send", "to"} or not isinstance(given.get("send"), bool) or set(found) - set(one["sites"]):
        raise ValueError(f"notices of {one['id']}: send (true or false) and to, addresses or addresses by site")
    if (given["send"] and not addresses) or not all(_ADDRESS.fullmatch(address) for address in addresses):
        raise ValueError(f"notices of {one['id']}: no address, or one that is none")
    return found if given["send"] else {}


def _consultation(one: Mapping[str, Any]) -> Consultation:
    return Consultation(
        kind=one["kind"],
        role=one["role"],
        days=int(one["days"]),
        name=_words(one["name"]),
        purpose=_words(one["purpose"]),
        norm=one["norm"],
        out=tuple(Outgoing(field["path"], _words(field)) for field in one["out"]),
        typed=tuple(Typed(field["name"], _words(field)) for field in one.get("typed", ())),
        back=tuple(
            Expected(
                field["name"],
                field["kind"],
                _words(field),
                tuple(field.get("values", ())),
                bool(field.get("optional", False)),
            )
            for field in one["back"]
        ),
    )


@cache
def load(folder: Path = AKZESS) -> Network:
    """The network of a procedure."""
    return read((folder / "partners.yaml").read_text(encoding="utf-8"))
