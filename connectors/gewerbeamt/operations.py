"""The types of the consultation of a trade office."""

from __future__ import annotations

from ..base import DeliveryClass, Operation
from ..schema import day, flag, moment, nullable, one_of, record, text

NAME = "gewerbeamt"
OPERATIONS = {
    "consult": Operation(
        "consult",
        DeliveryClass.A,
        record(
            person=record(
                "Person",
                "Person",
                familyName=text("Familienname", "Family name", longest=100),
                givenNames=text("Vornamen", "Given names", longest=100),
                birthDate_=day("Geburtsdatum", "Date of birth"),
            ),
            trade=text("Gewerbe", "Trade"),
            locationAgs=text("Ort (AGS)", "Place (municipal key)", pattern=r"^14[0-9]{6}$"),
            address_=text("Anschrift", "Address"),
            question_=text("Frage", "Question"),
        ),
        record(
            consultationId=text("Kennung", "Identifier"),
            registered=flag("angemeldet", "registered"),
            licenceRequired=flag("erlaubnispflichtig", "licence required"),
            licenceStatus=one_of(
                "Stand der Erlaubnis", "State of the licence", "NICHT_ERFORDERLICH", "ERTEILT", "BEANTRAGT", "FEHLT"
            ),
            objections=flag("Bedenken", "Objections"),
            remarks=nullable(text("Bemerkung", "Remarks")),
            answeredAt=moment("Beantwortet", "Answered"),
        ),
        "Gewerbeamt beteiligen",
        "Consult the trade office",
        description_de="§ 21 Abs. 1 Satz 3 AufenthG; § 14 GewO.",
        description_en="Section 21(1) sentence 3 AufenthG; section 14 GewO.",
        errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE"),
    )
}
