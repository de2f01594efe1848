"""The one thing that goes by e-mail: a notice that there is news."""

from __future__ import annotations

from ..base import DeliveryClass, Operation
from ..schema import day, flag, moment, nullable, one_of, record, text

NAME = "mail"
#: About an appointment, with a link that opens it and no word of a case.
SLOT_NOTICES = ("SLOT_CONFIRM", "SLOT_BOOKED", "SLOT_MOVED", "SLOT_CANCELLED", "SLOT_REMINDER", "SLOT_OFFER")
#: To a partner whose requests lie in an inbox here, in German or English: no word of a case either.
PARTNER_NOTICES = ("PARTNER_NEW", "PARTNER_DUE")
NOTICES = (
    *("RECEIVED", "NEWS", "DOCUMENTS", "APPOINTMENT", "DECISION", "RETRIEVAL", "CARD_READY"),
    *SLOT_NOTICES,
    *PARTNER_NOTICES,
)
OPERATIONS = {
    "sendNotice": Operation(
        "sendNotice",
        # SMTP knows no key and cannot be asked: a second sending is a second e-mail.
        DeliveryClass.C,
        record(
            to=text("E-Mail-Adresse", "E-mail address", pattern=r"^[!-;=?-~]+@[!-;=?-~]+$", longest=254),
            notice=one_of("Nachricht", "Notice", *NOTICES),
            language_=one_of("Sprache", "Language", "de", "en", "uk", "ar", "vi", "es", "tr", "ru"),
            token_=text(
                "Schlüssel des Termins (nur SLOT_…)",
                "Token of the appointment (SLOT_… only)",
                pattern=r"^[A-Za-z0-9_.-]{20,120}$",
                longest=120,
            ),
            until_=day("Frist oder Termin", "Deadline or appointment"),
            repeat_=flag("Auch wenn dieselbe eben ging", "Even if the same one has just gone"),
        ),
        record(
            messageId=text("Message-ID", "Message-ID"),
            sentAt=moment("Versandt", "Sent"),
            duplicate=flag("Ging eben schon, nicht noch einmal", "Has just gone, not sent again"),
            serverReference=nullable(text("Antwort des Servers", "The server's answer")),
        ),
        "E-Mail: es gibt Neues",
        "E-mail: there is news",
        description_de="Feste Texte ohne Namen und Einzelheiten; der Betreff nennt weder Person noch Vorgang.",
        description_en="Fixed texts without names and particulars; the subject names neither person nor case.",
        errors=("SCHEMA_INVALID", "ADDRESS_INVALID", "UNDELIVERABLE", "REJECTED"),
    )
}
