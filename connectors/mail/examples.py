"""Examples that a mail server accepts, and the personas its simulator plays."""

from __future__ import annotations

from ..examples import Example, Persona

EXAMPLES = (
    Example(
        "sendNotice",
        {"to": "anjali.mustermann@example.org", "notice": "DOCUMENTS", "language": "de", "until": "2026-11-04"},
    ),
    Example(
        "sendNotice",
        {"to": "anjali.mustermann@example.org", "notice": "SLOT_REMINDER", "token": "Zm9vYmFyLWZvb2Jhci1mb29iYXI"},
    ),
)
PERSONAS = (
    Persona("to", "unzustellbar@…", "das Postfach gibt es nicht", "there is no such mailbox"),
    Persona("to", "voll@…", "das Postfach ist voll, später wieder", "the mailbox is full, come back later"),
    Persona("to", "graulist@…", "beim ersten Mal aufgeschoben", "put off the first time"),
    Persona("to", "spam@…", "die Nachricht wird nicht angenommen", "the message is refused"),
)
CREDENTIALS = {"password": "mail-simulator"}
