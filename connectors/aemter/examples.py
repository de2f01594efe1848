"""Examples that the departments accept, and the personas their simulator plays."""

from __future__ import annotations

from typing import Any

from ..examples import Example, Persona

PERSON: dict[str, Any] = {"familyName": "Mustermann-Rao", "givenNames": "Anjali", "birthDate": "1992-05-17"}
QUESTION: dict[str, Any] = {
    "kind": "MELDEAMT_ADDRESS",
    "dueOn": "2026-11-02",
    "person": PERSON,
    "azrNumber": "123456789012",
}
_AGAIN = {"requestId": "requestId"}

EXAMPLES = (
    Example("consult", QUESTION),
    Example("remind", {"level": 1, "newDueDate": "2026-11-09"}, after="consult", take=_AGAIN),
    Example("withdraw", {"reason": "NICHT_ERFORDERLICH"}, after="consult", take=_AGAIN),
)
_FIELD = "person.familyName"
PERSONAS = (
    Persona(_FIELD, "UNGÜNSTIG", "ungünstige Auskunft", "adverse information"),
    Persona(_FIELD, "FREMD", "nicht zuständig", "not competent"),
    Persona(_FIELD, "SCHWEIGT", "antwortet nie", "never answers"),
    Persona(_FIELD, "SPÄT", "antwortet nach 20 Tagen", "answers after 20 days"),
    Persona(_FIELD, "", "günstige Auskunft nach einem Tag", "favourable information after a day"),
)
CREDENTIALS = {"client_secret": "aemter-simulator", "webhook_secret": "aemter-webhook"}
