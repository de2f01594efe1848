"""The types of what the registration office does for us."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import day, flag, many, moment, nullable, one_of, record, text

NAME = "meldebehoerde"
_person = record(
    "Person",
    "Person",
    familyName=text("Familienname", "Family name", longest=100),
    givenNames=text("Vornamen", "Given names", longest=100),
    birthDate=day("Geburtsdatum", "Date of birth"),
)
_ags = text("Amtlicher Gemeindeschlüssel", "Municipal key", pattern=r"^[0-9]{8}$")
_address = record(
    "Anschrift",
    "Address",
    street=nullable(text("Straße", "Street")),
    houseNo=nullable(text("Hausnummer", "House number")),
    plz=nullable(text("Postleitzahl", "Postcode")),
    city=nullable(text("Ort", "Town")),
    ags=nullable(_ags),
    movedInOn=nullable(day("Einzug", "Moved in on")),
)
_member = record(
    "Haushaltsmitglied",
    "Member of the household",
    familyName=text("Familienname", "Family name"),
    givenNames=text("Vornamen", "Given names"),
    birthDate=nullable(day("Geburtsdatum", "Date of birth")),
    relation=one_of("Beziehung", "Relation", "EHEGATTE", "KIND", "ELTERNTEIL", "SONSTIGE"),
)
_FAMILY = ("LEDIG", "VERHEIRATET", "VERWITWET", "GESCHIEDEN", "LEBENSPARTNERSCHAFT", "UNBEKANNT")
OPERATIONS = {
    "query": Operation(
        "query",
        DeliveryClass.A,
        record(person=_person, ags_=_ags, purpose=text("Zweck", "Purpose")),
        record(
            found=flag("gefunden", "found"),
            address=nullable(_address),
            familyStatus=nullable(one_of("Familienstand", "Family status", *_FAMILY)),
            household=many(_member, "Haushalt", "Household"),
        ),
        "Melderegister abfragen",
        "Query the residents' register",
        errors=("SCHEMA_INVALID", "VALIDATION"),
    ),
    "notify": Operation(
        "notify",
        DeliveryClass.A,
        record(
            event=one_of(
                "Ereignis", "Event", "TITEL_ERTEILT", "TITEL_ABGELEHNT", "FIKTION", "ZUZUG", "WEGZUG", "NAMENSAENDERUNG"
            ),
            person=_person,
            date=day("Datum", "Date"),
            ags_=_ags,
            azrNumber_=text("AZR-Nummer", "Number in the Central Register", pattern=r"^[0-9]{12}$"),
            validTo_=day("gültig bis", "valid to"),
            note_=text("Hinweis", "Note"),
        ),
        record(notificationId=text("Kennung", "Identifier"), storedAt=moment("Gespeichert", "Stored")),
        "Meldebehörde unterrichten",
        "Notify the registration office",
        description_de="§§ 72 ff. AufenthV.",
        description_en="Sections 72 and following AufenthV.",
        errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE"),
    ),
}
EVENT = record(
    "Ereignis im Melderegister",
    "Event in the residents' register",
    caseRef=text("Aktenzeichen der ABH", "Our case reference"),
    event=one_of("Ereignis", "Event", "UMZUG", "WEGZUG", "EHESCHLIESSUNG", "GEBURT", "STERBEFALL", "NAMENSAENDERUNG"),
    occurredOn=day("Tag des Ereignisses", "Day of the event"),
    occurredAt=moment("Mitgeteilt", "Told"),
    azrNumber=nullable(text("AZR-Nummer", "Number in the Central Register")),
    address=nullable(_address),
    relative=nullable(_member),
    newFamilyName=nullable(text("Neuer Familienname", "New family name")),
)
MESSAGES = {
    "meldebehoerde.event": MessageType(
        "meldebehoerde.event", "caseRef", EVENT, "Mitteilung der Meldebehörde", "Notice of the registration office"
    )
}
