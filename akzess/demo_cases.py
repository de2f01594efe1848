"""Synthetic applications: six case groups, four sites, and personas that make every path of the procedure happen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .clerks import Clerks
from .house import House
from .people import SITES
from .scenario_file import BERLIN, applications, merge
from .scenarios import folder

FAMILY_NAMES = ("Muster", "Beispiel", "Probe", "Exempel", "Vorlage", "Platzhalter")
GIVEN_NAMES = ("Ada", "Bao", "Chidi", "Dunja", "Emre", "Farah", "Goran", "Hana", "Ilir", "Jun", "Kofi", "Lila", "Mina")

#: Where people live and firms sit at each site: postcode, town, municipal key.
PLACES = {
    "DD": ("01067", "Dresden", "14612000"),
    "FG": ("09599", "Freiberg", "14522180"),
    "C": ("09111", "Chemnitz", "14511000"),
    "L": ("04109", "Leipzig", "14713000"),
}

#: The application of each case group that everything else builds on.
BASE = {
    "FG1": ("engineer", "electrician"),
    "FG2": ("craftswoman", "artist"),
    "FG3": ("graduate",),
    "FG4": ("phd",),
    "FG5": ("researcher",),
    "FG6": ("spouse",),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What the applicant sends: a message, so many days after the case began or after a task was completed."""

    message: str
    days: int
    after: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Persona:
    """One kind of case: `overrides` change the application, `answers` what clerks answer the first time."""

    key: str
    group: str
    label: str
    base: str = ""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    letters: tuple[Letter, ...] = ()
    weight: int = 1


def _employer(number: str, annual: int = 46800) -> dict[str, Any]:
    pay = {"gross": round(annual / 12), "annualGross": round(annual / 12) * 12}
    return {"employer": {"betriebsnummer": number}, "pay": pay}


_INCOMPLETE = {
    "UT-COMPL": {
        "result": "INCOMPLETE",
        "item": [{"code": "DEG", "state": "MISSING"}],
        "deadlineDays": 14,
        "missingText": "Bitte reichen Sie den Nachweis Ihrer Qualifikation nach.",
    }
}

PERSONAS: tuple[Persona, ...] = (
    Persona("blue-card", "FG1", "Blaue Karte ohne BA", "engineer", weight=6),
    Persona("ba-approves", "FG1", "BA stimmt zu", "engineer", _employer("09912342"), weight=5),
    Persona("vocational", "FG1", "Berufsausbildung, BA stimmt zu", "electrician", weight=4),
    Persona("ba-restricts", "FG1", "BA stimmt mit Beschränkung zu", "engineer", _employer("08812349")),
    Persona("ba-asks", "FG1", "BA fordert nach", "engineer", _employer("07213570")),
    Persona("ba-refuses", "FG1", "BA versagt, Ablehnung", "engineer", _employer("12345671")),
    Persona("ba-silent", "FG1", "BA schweigt, Fiktion", "engineer", _employer("09555556"), weight=2),
    Persona("ba-hiccup", "FG1", "BA vorübergehend gestört", "engineer", _employer("55555553")),
    Persona("wrong-number", "FG1", "falsche Betriebsnummer", "engineer", _employer("12345678")),
    Persona("agency-work", "FG1", "Leiharbeit", "engineer", _employer("09912342") | {"job": {"agencyWork": True}}),
    Persona("incomplete", "FG1", "unvollständig, reicht nach", "engineer", answers=_INCOMPLETE,
            letters=(Letter("unterlagen.eingegangen", 6, "UT-REQ82"),)),
    Persona("no-documents", "FG1", "unvollständig, reicht nie nach", "engineer", answers=_INCOMPLETE),
    Persona("withdraws", "FG1", "nimmt zurück", "engineer", _employer("09555556"),
            letters=(Letter("antrag.ruecknahme", 9),)),
    Persona("moves", "FG1", "zieht weg", "engineer", _employer("09555556"),
            letters=(Letter("zustaendigkeit.wechsel", 8),)),
    Persona("objects", "FG1", "Ablehnung und Widerspruch", "engineer", _employer("12345671"),
            letters=(Letter("widerspruch.eingelegt", 20, "UT-DECIDE"),)),
    Persona("security", "FG1", "Sicherheitsbedenken", "engineer",
            {"applicant": {"familyName": "SICHERHEIT-Muster"}}, {"UT-LEGAL": {"securityRequired": True}}),
    Persona("unpaid", "FG1", "zahlt die Gebühr nicht", "engineer", {"applicant": {"familyName": "ZAHLTNICHT-Muster"}}),
    Persona("not-in-register", "FG1", "im Register unbekannt", "engineer", {"applicant": {"familyName": "NEU-Muster"}}),
    Persona("twice-in-register", "FG1", "im Register doppelt", "engineer",
            {"applicant": {"familyName": "DOPPEL-Muster"}}),
    Persona("bad-photo", "FG1", "Lichtbild abgelehnt", "engineer", answers={"UT-BIO": {"photoRef": "FEHLER"}}),
    Persona("craft", "FG2", "Handwerk, Kammer dafür", "craftswoman", weight=3),
    Persona("chamber-against", "FG2", "Kammer dagegen", "craftswoman", {"business": {"activity": "Zahntechnik NEG"}}),
    Persona("chamber-asks", "FG2", "Kammer fordert nach", "craftswoman", {"business": {"activity": "Zahntechnik NACHF"}},
            letters=(Letter("unterlagen.eingegangen", 5, "UT-REQ82"),)),
    Persona("chamber-silent", "FG2", "Kammer schweigt", "craftswoman", {"business": {"activity": "Labor SCHWEIG"}}),
    Persona("chamber-not-competent", "FG2", "Kammer unzuständig", "craftswoman",
            {"business": {"activity": "Labor UNZUST"}}),
    Persona("artist", "FG2", "Freiberuf ohne Kammer", "artist", weight=3),
    Persona("graduate", "FG3", "Arbeitsuche nach Studium", "graduate", weight=5),
    Persona("doctoral-student", "FG4", "Promotion mit Stipendium", "phd", weight=5),
    Persona("researcher", "FG5", "Forschung", "researcher", weight=5),
    Persona("spouse", "FG6", "Ehegatte", "spouse", weight=5),
    Persona("eu-citizen", "FG1", "Unionsbürger", "engineer", {"applicant": {"nationality": ["137"]}}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Synthetic:
    """One application ready to be handed in at a site."""

    number: int
    persona: Persona
    site: str
    application: Mapping[str, Any]


def synthesise(count: int, seed: int, today: date) -> list[Synthetic]:
    """`count` applications, the same for the same seed: first each persona once, then by weight; sites in turn.

    Dates in the applications (entry, title, start of the job) lie around `today`.
    """
    chance = random.Random(seed)
    shuffled = sorted(PERSONAS, key=lambda persona: chance.random())
    turn = Counter[str]()
    rounds: list[tuple[int, Persona]] = []
    for persona in shuffled:
        rounds.append((turn[persona.group], persona))
        turn[persona.group] += 1
    # Every case group comes in the first round, however few cases are asked for.
    first = [persona for _, persona in sorted(rounds, key=lambda item: item[0])]
    more = chance.choices(PERSONAS, [persona.weight for persona in PERSONAS], k=max(0, count - len(first)))
    chosen = [*first, *more][:count]
    codes = list(SITES)
    found = []
    for number, persona in enumerate(chosen):
        site = codes[(number + number // len(codes)) % len(codes)]
        found.append(Synthetic(number, persona, site, _application(persona, site, chance, today)))
    return found


def _application(persona: Persona, site: str, chance: random.Random, today: date) -> dict[str, Any]:
    known = applications(folder())
    base = known[persona.base or chance.choice(BASE[persona.group])]
    plz, town, ags = PLACES[site]
    place = {"street": "Musterstraße", "houseNo": str(chance.randint(1, 99)), "plz": plz, "city": town, "ags": ags}
    given, family = chance.choice(GIVEN_NAMES), chance.choice(FAMILY_NAMES)
    person: dict[str, Any] = {
        "givenNames": given,
        "familyName": family,
        "birthDate": f"{chance.randint(1982, 1999)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        "passportNo": f"M{chance.randint(1_000_000, 9_999_999)}",
        "email": f"{given}.{family}@example.org".lower(),
        "address": place,
        "currentTitle": {"validUntil": _on(today, 60)},
    }
    arrived = _on(today, -40)
    if base["applicant"].get("entryTitle") == "VISA_D":
        person |= {"entryDate": arrived, "movedInOn": arrived, "residenceSince": arrived}
        person["currentTitle"] |= {"issuedOn": _on(today, -60)}
    found = merge(base, {"applicant": person})
    for part, changed in (
        ("employer", {"address": place}),
        ("job", {"start": _on(today, 45)}),
        ("business", {"locationAgs": ags, "plannedStart": _on(today, 75)}),
    ):
        if part in found:
            found[part] = merge(found[part], changed)
    return merge(found, persona.overrides)


def _on(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def first_cases(house: House, count: int = 24) -> list[str]:
    """Start a few cases so that a new platform has something to show; their numbers.

    The first one is played until the applicant has been asked for documents, so that the applicant's page has a case.
    """
    wanted = ("incomplete", "blue-card", "ba-approves", "ba-silent", "craft", "graduate", "doctoral-student",
              "researcher", "spouse", "vocational", "artist")  # fmt: skip
    by_key = {persona.key: persona for persona in PERSONAS}
    chance = random.Random(2026)
    today = house.clock.now().astimezone(BERLIN).date()
    started = []
    for number in range(count):
        site = list(SITES)[number % len(SITES)]
        persona = by_key[wanted[number % len(wanted)]]
        application = _application(persona, site, chance, today) | {"applicationDate": today.isoformat()}
        started.append(house.start(application, site=site))
    _ask_for_documents(house, started[0].case_id)
    return [row.business_key for row in started]


def _ask_for_documents(house: House, case_id: str) -> None:
    """Let the stand-in clerks find the application incomplete and ask for what is missing; as far as agencies answer."""
    clerks = Clerks(folder() / "clerks.yaml")
    answers: dict[str, dict[str, Any]] = _INCOMPLETE | {"UT-REQ82": {"items": ["DEG_CERTIFICATE", "DEG_ANABIN"]}}
    for element_id, more in answers.items():
        house.worker.run_once()
        task = next((task for task in house.open_tasks(case_id) if task.element_id == element_id), None)
        if task is None:
            return  # agencies are not there yet: workers will go on, and a clerk will ask
        seen = house.engine.task_view(task.id).variables
        house.complete(task, clerks.person(task), clerks.answers(task, seen, house.clock.now(), more))
    house.worker.run_once()
