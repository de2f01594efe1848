"""The people of the demo: synthetic clerks per site and role, and how a scenario names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.model import Actor

#: Site code (domain document 1.3) and the short name used in account names.
SITES = {"DD": "Dresden", "FG": "Mittelsachsen", "C": "Chemnitz", "L": "Leipzig"}

#: Role (domain document 4.1), German label, and one given name per site; all of them invented.
ROLES = {
    "akz-clerk": ("Sachbearbeitung", ("anna", "arno", "alma", "axel")),
    "akz-second": ("Zweitzeichnung", ("bela", "birte", "bodo", "berit")),
    "akz-lead": ("Sachgebietsleitung", ("clara", "cord", "carla", "curt")),
    "abh-head": ("Behördenleitung", ("dora", "dirk", "doris", "detlef")),
    "abh-service": ("Servicetheke", ("emil", "esther", "enno", "elke")),
    "abh-legal": ("Rechtsstelle", ("frida", "falk", "femke", "frank")),
}

#: Roles outside the immigration office: one account each, seeing every site.
PARTNERS = {
    "ba-amz": ("Arbeitsmarktzulassung", "gerda"),
    "hwk": ("Handwerkskammer", "holger"),
    "ihk": ("Industrie- und Handelskammer", "ines"),
    "meldeamt": ("Einwohnermeldeamt", "malte"),
    "sozialamt-migration": ("Sozialamt", "sonja"),
    "univ": ("Hochschule", "ursel"),
    "lds-wb": ("Widerspruchsbehörde", "henri"),
    "smi-coord": ("SMI-Koordination", "ida"),
    "applicant": ("Antragstellung", "jana"),
    "employer": ("Arbeitgeber", "klaas"),
    "dpo": ("Datenschutz", "mara"),
    "audit": ("Revision", "nils"),
    "system-admin": ("Betrieb", "lore"),
    "process-designer": ("Prozessgestaltung", "olga"),
}

#: Printed at start and good for the demo only: accounts of an authority come from its own file.
DEMO_PASSWORD = "akzess-demo"  # noqa: S105  # public on purpose, refused outside the embedded mode


@dataclass(frozen=True, slots=True)
class Person:
    """One demo account; `name` is for people, `account` for logging in."""

    account: str
    name: str
    group: str
    role_de: str
    sites: frozenset[str]

    @property
    def actor(self) -> Actor:
        """The same as the engine sees it."""
        return Actor(person=self.account, account=self.account, groups=frozenset({self.group}), sites=self.sites)


def staff() -> Iterator[Person]:
    """All demo accounts: per site one person for each role of the office, then the partners."""
    for group, (role, names) in ROLES.items():
        for site, given in zip(SITES, names, strict=True):
            yield Person(f"{given}.{site.lower()}", f"{given.title()} Beispiel", group, role, frozenset({site}))
    for group, (role, given) in PARTNERS.items():
        yield Person(given, f"{given.title()} Muster", group, role, frozenset(SITES))


def by_role() -> list[tuple[str, ...]]:
    """For a table: role, then the account at each site (the same one everywhere for partners)."""
    office = [
        (role, *(f"{n}.{site.lower()}" for n, site in zip(names, SITES, strict=True))) for role, names in ROLES.values()
    ]
    return office + [(role, *([given] * len(SITES))) for role, given in PARTNERS.values()]


def named(person: str, site: str = "") -> Actor:
    """The actor that a scenario means by `person.role` ("anna.akz-clerk"), at the case's own site.

    Errors: ValueError when the text names no role.
    """
    given, dot, group = person.partition(".")
    if not (given and dot and group):
        raise ValueError(f"a person is written name.role, not {person!r}")
    return Actor(
        person=given, account=person, groups=frozenset({group}), sites=frozenset({site} if site else set(SITES))
    )
