"""The types of a dispatch: a letter, a portal message or an e-mail."""

from __future__ import annotations

from ..base import DeliveryClass, Operation
from ..schema import many, moment, one_of, record, text

NAME = "post"
CHANNELS = ("LETTER", "PORTAL", "EMAIL")
_channel = one_of("Weg", "Channel", *CHANNELS)
_recipient = record(
    "Empfänger",
    "Recipient",
    name=text("Name", "Name", longest=200),
    address_=record(
        "Anschrift",
        "Address",
        street=text("Straße", "Street"),
        houseNo_=text("Hausnummer", "House number"),
        plz=text("Postleitzahl", "Postcode"),
        city=text("Ort", "Town"),
        country_=text("Staat", "Country"),
    ),
    portalId_=text("Postfach im Portal", "Portal mailbox"),
    email_=text("E-Mail", "E-mail", pattern=r"^[^@\s]+@[^@\s]+$"),
)
_attachment = record(
    "Anlage",
    "Attachment",
    name=text("Dateiname", "File name", longest=200),
    mimeType=text("Format", "Format"),
    content=text("Inhalt (Base64)", "Content (base64)", longest=15_000_000),
)
OPERATIONS = {
    "sendLetter": Operation(
        "sendLetter",
        # The dispatch service knows no key and cannot be asked: a second sending is a second letter.
        DeliveryClass.C,
        record(
            channel=_channel,
            template=text("Textbaustein", "Text template"),
            language_=text("Sprache", "Language", pattern=r"^[a-z]{2}(-[A-Z]{2})?$"),
            subject=text("Betreff", "Subject", longest=200),
            text=text("Text", "Text", longest=50_000),
            recipient=_recipient,
            attachments_=many(_attachment, "Anlagen", "Attachments", most=10),
            documentId_=text("Dokument der Akte", "Document of the case file", longest=100),
            sha256_=text("SHA-256 des Dokuments", "SHA-256 of the document", pattern="^[0-9a-f]{64}$", longest=64),
        ),
        record(dispatchId=text("Kennung", "Identifier"), sentAt=moment("Versandt", "Sent"), channel=_channel),
        "Schreiben versenden",
        "Send a letter",
        description_de="Wird nie von selbst wiederholt; bei unklarem Ausgang entscheidet ein Mensch.",
        description_en="Never repeated by itself; a person decides when the outcome is unknown.",
        errors=("SCHEMA_INVALID", "VALIDATION", "ADDRESS_INCOMPLETE", "UNDELIVERABLE"),
    )
}
