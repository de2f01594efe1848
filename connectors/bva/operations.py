"""The types of the security query: what goes out, what is accepted, and the one result."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import UUID, day, moment, one_of, record, text

NAME = "bva"
_query_id = text("Kennung der Anfrage", "Identifier of the query", pattern=UUID)
_person = record(
    "Person",
    "Person",
    familyName=text("Familienname", "Family name", longest=100),
    givenNames=text("Vornamen", "Given names", longest=100),
    birthDate=day("Geburtsdatum", "Date of birth"),
    birthPlace_=text("Geburtsort", "Place of birth"),
    nationality=text("Staatsangehörigkeit (DESTATIS)", "Nationality (DESTATIS key)", pattern=r"^[0-9]{3}$"),
    sex_=one_of("Geschlecht", "Sex", "M", "F", "X"),
)
RESULT = record(
    "Ergebnis der Sicherheitsabfrage",
    "Result of the security query",
    queryId=_query_id,
    result=one_of("Ergebnis", "Result", "clear", "concerns", "pending"),
    occurredAt=moment("Zeitpunkt", "Time"),
)
OPERATIONS = {
    "securityQuery": Operation(
        "securityQuery",
        DeliveryClass.A,
        record(person=_person, titleIntended=text("Beabsichtigter Titel", "Intended title")),
        record(queryId=_query_id, acceptedAt=moment("Angenommen", "Accepted")),
        "Sicherheitsabfrage stellen",
        "Ask for the security query",
        description_de="§ 73 AufenthG. Die Antwort kommt als Nachricht bva.result und nennt nie Gründe.",
        description_en="Section 73 AufenthG. The answer comes as message bva.result and never names reasons.",
        errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE"),
    )
}
MESSAGES = {
    "bva.result": MessageType(
        "bva.result", "queryId", RESULT, "Ergebnis der Sicherheitsabfrage", "Result of the security query"
    )
}
