"""Examples that the registration office accepts, and the personas its simulator plays."""

from __future__ import annotations

from ..examples import Example, Persona

PERSON = {"familyName": "Mustermann-Rao", "givenNames": "Anjali", "birthDate": "1992-05-17"}
EXAMPLES = (
    Example("query", {"person": PERSON, "purpose": "Erteilung eines Aufenthaltstitels"}),
    Example("notify", {"event": "TITEL_ERTEILT", "person": PERSON, "date": "2026-11-20", "validTo": "2030-11-19"}),
    Example(
        "notify",
        {"event": "TITEL_ERTEILT", "person": PERSON | {"familyName": "UMZUG Muster"}, "date": "2026-11-20"},
        prompts=True,
    ),
)
PERSONAS = (
    Persona("person.familyName", "UNBEKANNT", "nicht gemeldet", "not registered"),
    Persona("person.familyName", "UMZUG", "zieht nach zwei Tagen um", "moves after two days"),
    Persona("person.familyName", "HEIRAT", "heiratet nach zwei Tagen", "marries after two days"),
    Persona("person.familyName", "GEBURT", "bekommt nach zwei Tagen ein Kind", "has a child after two days"),
    Persona("person.familyName", "TOD", "stirbt nach zwei Tagen", "dies after two days"),
    Persona("person.familyName", "FAMILIE", "verheiratet, eine Person im Haushalt", "married, one in the household"),
)
CREDENTIALS = {"client_secret": "meldebehoerde-simulator", "webhook_secret": "meldebehoerde-webhook"}
