"""Examples that the dispatch service accepts, and the personas its simulator plays."""

from __future__ import annotations

from ..examples import Example, Persona

RECIPIENT = {
    "name": "Anjali Mustermann-Rao",
    "address": {"street": "Musterstraße", "houseNo": "1", "plz": "01067", "city": "Dresden"},
}
LETTER = {
    "channel": "LETTER",
    "template": "nachforderung",
    "subject": "Fehlende Unterlagen",
    "text": "Bitte reichen Sie die genannten Unterlagen bis zum 4. November 2026 nach.",
    "recipient": RECIPIENT,
}
EXAMPLES = (Example("sendLetter", LETTER),)
PERSONAS = (Persona("recipient.name", "UNZUSTELLBAR", "nicht zustellbar", "cannot be delivered"),)
CREDENTIALS = {"client_secret": "post-simulator"}
