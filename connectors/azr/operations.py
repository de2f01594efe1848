"""The types of what the Central Register does for us."""

from __future__ import annotations

from ..base import DeliveryClass, Operation
from ..schema import day, many, moment, nullable, one_of, record, text

NAME = "azr"
_azr_number = text("AZR-Nummer", "Number in the Central Register", pattern=r"^[0-9]{12}$")
_country = text("Staatsangehörigkeit (DESTATIS)", "Nationality (DESTATIS key)", pattern=r"^[0-9]{3}$")
_basic = {
    "familyName": text("Familienname", "Family name", longest=100),
    "givenNames": text("Vornamen", "Given names", longest=100),
    "birthDate": day("Geburtsdatum", "Date of birth"),
    "nationality": _country,
}
_sex = one_of("Geschlecht", "Sex", "M", "F", "X")
_title = record(
    "Aufenthaltstitel",
    "Residence title",
    type=text("Art", "Type"),
    legalBasis=nullable(text("Rechtsgrundlage", "Legal basis")),
    validFrom=nullable(day("gültig ab", "valid from")),
    validTo=nullable(day("gültig bis", "valid to")),
)
_address = record(
    "Anschrift",
    "Address",
    **{name: nullable(text(name, name)) for name in ("street", "houseNo", "plz", "city", "ags")},
)
_found = record(
    "Person im Register",
    "Person in the register",
    azrNumber=_azr_number,
    **_basic,
    sex=nullable(_sex),
    status=nullable(text("Aufenthaltsstatus", "Residence status")),
    address=nullable(_address),
    titles=many(_title, "Titel", "Titles"),
    notes=many(text("Hinweis", "Note"), "Hinweise", "Notes"),
)
_person = record("Grundpersonalien", "Basic personal data", **_basic, sex_=_sex)
#: Purposes of AZRG-DV § 8(3) that occur here.
PURPOSES = ("1", "20a", "23", "24", "34")
FACTS = ("ANTRAG", "FIKTION", "TITEL", "VORABZUSTIMMUNG", "BA_ENTSCHEIDUNG", "ABLEHNUNG")
OPERATIONS = {
    "query": Operation(
        "query",
        DeliveryClass.A,
        record(purposeCode=one_of("Zweck", "Purpose", *PURPOSES), azrNumber_=_azr_number, person_=_person),
        record(
            result=one_of("Ergebnis", "Result", "UNIQUE", "SIMILAR", "NONE"),
            azrNumber=nullable(_azr_number),
            persons=many(_found, "Personen", "Persons"),
        ),
        "AZR abfragen",
        "Query the Central Register",
        errors=("SCHEMA_INVALID", "VALIDATION"),
    ),
    "updateFact": Operation(
        "updateFact",
        DeliveryClass.A,
        record(
            azrNumber_=_azr_number,
            person_=_person,
            factCode=one_of("Sachverhalt", "Fact", *FACTS),
            date=day("Datum", "Date"),
            legalBasis_=text("Rechtsgrundlage", "Legal basis"),
            validFrom_=day("gültig ab", "valid from"),
            validTo_=day("gültig bis", "valid to"),
            documentSha256_=text("Prüfsumme des Dokuments", "Checksum of the document", pattern=r"^[0-9a-f]{64}$"),
        ),
        record(
            factId=text("Kennung", "Identifier"),
            azrNumber=_azr_number,
            storedAt=moment("Gespeichert", "Stored"),
        ),
        "Sachverhalt an das AZR melden",
        "Report a fact to the Central Register",
        errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE", "UNKNOWN_RECORD"),
    ),
}
