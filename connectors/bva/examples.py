"""Examples that the security query accepts, and the personas its simulator plays."""

from __future__ import annotations

from typing import Any

from ..examples import Example, Persona

PERSON: dict[str, Any] = {
    "familyName": "Mustermann-Rao",
    "givenNames": "Anjali",
    "birthDate": "1992-05-17",
    "birthPlace": "Pune",
    "nationality": "436",
}
EXAMPLES = (Example("securityQuery", {"person": PERSON, "titleIntended": "18G2"}),)
PERSONAS = (
    Persona("person.familyName", "SICHERHEIT", "Bedenken", "concerns"),
    Persona("person.familyName", "WARTET", "erst pending, nach sechs Tagen clear", "pending, clear after six days"),
)
CREDENTIALS = {"client_secret": "bva-simulator", "webhook_secret": "bva-webhook"}
