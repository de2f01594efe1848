"""Examples that the register accepts, and the personas its simulator plays."""

from __future__ import annotations

from typing import Any

from ..examples import Example, Persona

PERSON: dict[str, Any] = {
    "familyName": "Mustermann-Rao",
    "givenNames": "Anjali",
    "birthDate": "1992-05-17",
    "nationality": "436",
}
EXAMPLES = (
    Example("query", {"purposeCode": "1", "person": PERSON}),
    Example(
        "updateFact",
        {"factCode": "ANTRAG", "date": "2026-10-21", "legalBasis": "18G2"},
        after="query",
        take={"azrNumber": "azrNumber"},
    ),
)
PERSONAS = (
    Persona("person.familyName", "NEU", "noch nicht im Register", "not yet in the register"),
    Persona("person.familyName", "DOPPEL", "zwei ähnliche Personen", "two similar persons"),
)
CREDENTIALS = {"client_secret": "azr-simulator"}
