"""Examples that the card producer accepts, and the personas its simulator plays."""

from __future__ import annotations

from typing import Any

from ..examples import Example, Persona

CARD: dict[str, Any] = {
    "person": {
        "familyName": "Mustermann-Rao",
        "givenNames": "Anjali",
        "birthDate": "1992-05-17",
        "birthPlace": "Pune",
        "nationality": "436",
        "sex": "F",
        "heightCm": 168,
        "eyeColour": "braun",
        "address": {"street": "Musterstraße", "houseNo": "1", "plz": "01067", "city": "Dresden"},
    },
    "title": {
        "type": "BLAUE_KARTE_EU",
        "legalBasis": "§ 18g Abs. 1 Satz 2 AufenthG",
        "validFrom": "2026-11-20",
        "validTo": "2030-11-19",
    },
    "passport": {"number": "X0000000", "validTo": "2033-01-31"},
    "issuingAuthority": "Landeshauptstadt Dresden",
    "ags": "14612000",
    "photo": "aVZCT1J3",
    "delivery": "OFFICE",
}
EXAMPLES = (Example("orderCard", CARD),)
PERSONAS = (Persona("photo", "FEHLER", "Lichtbild unbrauchbar", "photo rejected"),)
CREDENTIALS = {"client_secret": "bundesdruckerei-simulator", "webhook_secret": "bundesdruckerei-webhook"}
