"""The types of a consultation: the question, a reminder, its withdrawal, and the one answer."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import UUID, day, integer, many, moment, nullable, one_of, record, text

NAME = "aemter"
#: The questions of 4.6; which fields leave for which, and who is asked, is in processes/akzess/partners.yaml.
KINDS = (
    "MELDEAMT_ADDRESS", "GEWERBEAMT_LICENCE", "STANDESAMT_CERTIFICATE", "SOZIALAMT_BENEFITS", "UNIV_HOSTING",
)  # fmt: skip
REASONS = ("ANTRAG_ZURUECKGENOMMEN", "NICHT_ERFORDERLICH", "UNZUSTAENDIG", "ABLEHNUNG_ABH", "FEHLERHAFT")
_request_id = text("Kennung der Anfrage", "Identifier of the request", pattern=UUID)
_kind = one_of("Frage", "Question", *KINDS)
_level = integer("Stufe", "Level", minimum=1, maximum=3)
_PERSON = record(
    "Person",
    "Person",
    familyName=text("Familienname", "Family name", longest=100),
    givenNames=text("Vornamen", "Given names", longest=100),
    birthDate_=day("Geburtsdatum", "Date of birth"),
)
ANSWER = record(
    "Auskunft",
    "Information",
    address=nullable(text("Anschrift", "Address")),
    household=nullable(text("Haushalt (Zahl der Personen)", "Household (number of persons)")),
    familyStatus=nullable(
        one_of(
            "Familienstand", "Family status", "LEDIG", "VERHEIRATET", "LEBENSPARTNERSCHAFT", "GESCHIEDEN", "VERWITWET",
            "UNBEKANNT",
        )
    ),
    registered=nullable(one_of("Eintrag im Gewerberegister", "Entry in the trade register", "JA", "NEIN")),
    licenceStatus=nullable(
        one_of("Erlaubnis", "Licence", "NICHT_ERFORDERLICH", "ERTEILT", "BEANTRAGT", "FEHLT")
    ),
    deregisteredOn=nullable(day("Abmeldung am", "Deregistered on")),
    certificate=nullable(one_of("Ergebnis", "Result", "URKUNDE_FOLGT", "KEIN_EINTRAG")),
    reference=nullable(text("Registernummer", "Register number")),
    benefits=nullable(one_of("Leistungsbezug", "Receives benefits", "JA", "NEIN")),
    since=nullable(day("seit", "since")),
    until=nullable(day("bis", "until")),
    confirmed=nullable(one_of("Bestätigt", "Confirmed", "AUFNAHMEVEREINBARUNG", "IMMATRIKULATION", "NEIN")),
)  # fmt: skip
EVENT = record(
    "Antwort einer Stelle",
    "Answer of a department",
    requestId=_request_id,
    caseRef=text("Aktenzeichen der ABH", "Our case reference"),
    kind=_kind,
    state=one_of("Stand", "State", "BEANTWORTET", "UNZUSTAENDIG"),
    occurredAt=moment("Zeitpunkt", "Time"),
    answer=nullable(ANSWER),
    text=nullable(text("Bemerkung", "Remark", longest=10_000)),
    documents=many(text("Kennung einer Unterlage", "Identifier of a document"), "Unterlagen", "Documents", most=20),
)
_ERRORS = ("SCHEMA_INVALID", "VALIDATION", "DUPLICATE")
OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation(
            "consult",
            DeliveryClass.A,
            record(
                kind=_kind,
                dueOn=day("Antwort bis", "Answer by"),
                person_=_PERSON,
                azrNumber_=text("AZR-Nummer", "Register number (AZR)", pattern=r"^[0-9]{12}$"),
                trade_=text("Gewerbe", "Trade"),
                locationAgs_=text("Ort (AGS)", "Place (municipal key)", pattern=r"^[0-9]{8}$"),
                query_=text("Gesuchter Eintrag", "Entry looked for"),
                basis_=text("Grundlage (Norm oder Einwilligung)", "Basis (norm or consent)"),
            ),
            record(requestId=_request_id, receivedAt=moment("Eingang", "Received"), dueOn=day("Frist", "Due date")),
            "Stelle beteiligen (Anfrage stellen)",
            "Consult a department (ask)",
            description_de="Antwort als Nachricht aemter.answer. Was für eine Frage nicht nötig ist, verlässt den Vorgang nicht.",
            description_en="Answer as message aemter.answer. What a question does not need does not leave the case.",
            errors=_ERRORS,
        ),
        Operation(
            "remind",
            DeliveryClass.A,
            record(requestId=_request_id, level=_level, newDueDate_=day("Neue Frist", "New due date")),
            record(level=_level, newDueDate=nullable(day("Neue Frist", "New due date"))),
            "Beteiligte Stelle erinnern",
            "Remind a department",
            errors=(*_ERRORS, "UNKNOWN_REQUEST", "WRONG_STATE"),
        ),
        Operation(
            "withdraw",
            DeliveryClass.A,
            record(requestId=_request_id, reason=one_of("Grund", "Reason", *REASONS)),
            record(state=one_of("Stand", "State", "ZURUECKGEZOGEN")),
            "Anfrage an eine Stelle zurückziehen",
            "Withdraw a question to a department",
            errors=(*_ERRORS, "UNKNOWN_REQUEST", "WRONG_STATE"),
        ),
    )
}
MESSAGES = {
    "aemter.answer": MessageType(
        "aemter.answer", "requestId", EVENT, "Antwort einer beteiligten Stelle", "Answer of a department"
    )
}
