"""The types of the card order: what goes out, what is accepted, and the card's way."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import UUID, day, flag, integer, many, moment, nullable, one_of, record, text

NAME = "bundesdruckerei"
_order_id = text("Bestellnummer", "Order number", pattern=UUID)
_person = record(
    "Inhaber",
    "Holder",
    familyName=text("Familienname", "Family name", longest=100),
    givenNames=text("Vornamen", "Given names", longest=100),
    doctorate_=flag("Doktorgrad", "Doctorate"),
    birthDate=day("Geburtsdatum", "Date of birth"),
    birthPlace=text("Geburtsort", "Place of birth"),
    nationality=text("Staatsangehörigkeit (DESTATIS)", "Nationality (DESTATIS key)", pattern=r"^[0-9]{3}$"),
    sex=one_of("Geschlecht", "Sex", "M", "F", "X"),
    heightCm=integer("Größe (cm)", "Height (cm)", minimum=40, maximum=260),
    eyeColour=text("Augenfarbe", "Eye colour"),
    address=record(
        "Anschrift",
        "Address",
        street=text("Straße", "Street"),
        houseNo_=text("Hausnummer", "House number"),
        plz=text("Postleitzahl", "Postcode", pattern=r"^[0-9]{5}$"),
        city=text("Ort", "Town"),
    ),
)
_image = text("Bild (Base64)", "Image (base64)", longest=5_000_000)
STATES = ("ANGENOMMEN", "IN_PRODUKTION", "VERSANDT", "ZUGESTELLT", "FEHLER_LICHTBILD")
STATUS = record(
    "Stand der Bestellung",
    "State of the order",
    orderId=_order_id,
    state=one_of("Stand", "State", *STATES),
    occurredAt=moment("Zeitpunkt", "Time"),
    cardNumber=nullable(text("Kartennummer", "Card number")),
    sequence=integer("Laufende Nummer", "Sequence", minimum=1),
)
OPERATIONS = {
    "orderCard": Operation(
        "orderCard",
        DeliveryClass.A,
        record(
            person=_person,
            title=record(
                "Titel",
                "Title",
                type=text("Art", "Type"),
                legalBasis=text("Rechtsgrundlage", "Legal basis"),
                validFrom_=day("gültig ab", "valid from"),
                validTo_=day("gültig bis", "valid to"),
            ),
            passport=record("Pass", "Passport", number=text("Nummer", "Number"), validTo=day("gültig bis", "valid to")),
            issuingAuthority=text("Ausstellende Behörde", "Issuing authority"),
            ags=text("Amtlicher Gemeindeschlüssel", "Municipal key", pattern=r"^[0-9]{8}$"),
            photo=_image,
            signature_=_image,
            fingerprints_=many(_image, "Fingerabdrücke", "Fingerprints", most=2),
            remarks_=text("Nebenbestimmungen", "Remarks"),
            delivery=one_of("Zustellung", "Delivery", "OFFICE", "POST"),
        ),
        record(
            orderId=_order_id,
            state=one_of("Stand", "State", *STATES),
            acceptedAt=moment("Angenommen", "Accepted"),
        ),
        "Aufenthaltstitel (eAT) bestellen",
        "Order the residence title card",
        description_de="Felder nach § 78 AufenthG. Lichtbild und Fingerabdrücke werden nur übermittelt, nie gespeichert.",
        description_en="Fields after section 78 AufenthG. Photo and fingerprints are passed on, never stored.",
        errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE"),
    )
}
MESSAGES = {
    "bundesdruckerei.status": MessageType(
        "bundesdruckerei.status", "orderId", STATUS, "Stand der Kartenbestellung", "State of the card order"
    )
}
