"""The types of what a chamber does for us: inputs, outputs and its one message."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import UUID, day, flag, integer, many, moment, nullable, number, one_of, record, text
from .config import CHAMBERS

NAME = "kammern"
STATES = ("EINGEGANGEN", "IN_PRUEFUNG", "NACHFORDERUNG", "ABGEGEBEN", "UNZUSTAENDIG", "ZURUECKGEZOGEN")
DOCUMENT_TYPES = (
    "BUSINESSPLAN", "FINANZPLAN", "KAPITALBEDARF", "ERTRAGSVORSCHAU", "LEBENSLAUF", "QUALIFIKATION", "KAPITALNACHWEIS",
    "KREDITZUSAGE", "GESELLSCHAFTSVERTRAG", "HR_AUSZUG", "GEWERBEANMELDUNG", "MIETVERTRAG", "ALTERSVORSORGE",
    "REFERENZEN", "SONSTIGES",
)  # fmt: skip
RATINGS = ("POSITIV", "EHER_POSITIV", "NEUTRAL", "EHER_NEGATIV", "NEGATIV", "NICHT_BEURTEILBAR")

_request_id = text("Kennung der Anfrage", "Identifier of the request", pattern=UUID)
_chamber = one_of("Kammer", "Chamber", *CHAMBERS)
_state = one_of("Stand", "State", *STATES)
_STATE = r"^[0-9]{3}$"  # a key of DESTATIS; pages show the name
_missing = many(text("fehlt", "missing"), "Fehlende Unterlagen", "Missing items")
_criteria = {
    name: nullable(one_of(de, en, *RATINGS))
    for name, de, en in (
        ("regionalNeed", "Regionaler Bedarf", "Regional need"),
        ("economicEffect", "Wirtschaftliche Auswirkung", "Economic effect"),
        ("financing", "Finanzierung", "Financing"),
        ("viability", "Tragfähigkeit", "Viability"),
        ("experience", "Unternehmerische Erfahrung", "Entrepreneurial experience"),
        ("employmentTraining", "Beschäftigung und Ausbildung", "Employment and training"),
        ("innovation", "Innovation und Forschung", "Innovation and research"),
    )
}
OPINION = record(
    "Stellungnahme",
    "Opinion",
    overall=one_of("Gesamturteil", "Overall", *RATINGS),
    **_criteria,
    recognitionResult=nullable(one_of("Gleichwertigkeit", "Recognition", "VOLL", "TEILWEISE", "KEINE", "OFFEN")),
    conditions=many(text("Auflage", "Condition"), "Auflagen", "Conditions"),
    text=text("Begründung", "Reasons", longest=10_000),
    issuedOn=day("Ausgestellt am", "Issued on"),
    author=text("Verfasst von", "Author"),
    documentId=nullable(text("Dokument", "Document", pattern=UUID)),
)
EVENT = record(
    "Nachricht der Kammer",
    "Message of the chamber",
    requestId=_request_id,
    caseRef=text("Aktenzeichen der ABH", "Our case reference"),
    state=_state,
    occurredAt=moment("Zeitpunkt", "Time"),
    missingItems=_missing,
    chamber=nullable(one_of("Absender (geprüft)", "Sender (verified)", *CHAMBERS)),
    forwardTo=nullable(one_of("Zuständige Kammer", "Competent chamber", *CHAMBERS)),
    opinion=nullable(OPINION),
)
_STATUS = record(
    requestId=_request_id,
    state=_state,
    receivedAt=moment("Eingang", "Received"),
    dueDate=day("Frist", "Due date"),
    missingItems=_missing,
    opinion=nullable(OPINION),
)
_PERSON = record(
    "Person",
    "Person",
    givenNames=text("Vornamen", "Given names", longest=100),
    familyName=text("Familienname", "Family name", longest=100),
    birthDate=day("Geburtsdatum", "Date of birth"),
    nationality=text("Staatsangehörigkeit", "Nationality", pattern=_STATE),
    currentTitle_=text("Jetziger Titel", "Current title"),
)
_BUSINESS = record(
    "Vorhaben",
    "Business",
    name=text("Firma", "Name"),
    legalForm=one_of(
        "Rechtsform", "Legal form", "EINZEL", "GBR", "OHG", "KG", "GMBH", "UG", "AG", "FREIBERUF", "SONSTIGE"
    ),
    activity=text("Tätigkeit", "Activity"),
    wz2008_=text("WZ 2008", "Sector (WZ 2008)", pattern=r"^[0-9]{2}(\.[0-9]{1,2}(\.[0-9])?)?$"),
    crafts_=one_of("Handwerk", "Craft", "NONE", "HWO_A", "HWO_B1", "HWO_B2"),
    locationAgs=text("Ort (AGS)", "Place (municipal key)", pattern=r"^14[0-9]{6}$"),
    plannedStart=day("Geplanter Beginn", "Planned start"),
    equity=number("Eigenkapital (EUR)", "Equity (EUR)", minimum=0),
    loanCommitment_=number("Kreditzusage (EUR)", "Loan commitment (EUR)", minimum=0),
    investment_=number("Investition (EUR)", "Investment (EUR)", minimum=0),
    jobsPlanned_=integer("Geplante Arbeitsplätze", "Jobs planned", minimum=0),
    apprenticeshipsPlanned_=integer("Geplante Ausbildungsplätze", "Apprenticeships planned", minimum=0),
    expectedProfitYear1_=number("Gewinn im ersten Jahr (EUR)", "Profit in year 1 (EUR)"),
    licenceRequired_=flag("Erlaubnis nötig", "Licence required"),
)
_RECOGNITION = record(
    "Anerkennung",
    "Recognition",
    foreignQualification_=text("Ausländische Qualifikation", "Foreign qualification"),
    country_=text("Staat der Qualifikation", "Country of the qualification", pattern=_STATE),
    referenceOccupation_=text("Referenzberuf", "Reference occupation"),
    fosaReference_=text("Aktenzeichen FOSA", "FOSA reference"),
    accelerated81a_=flag("Beschleunigt nach § 81a", "Accelerated under section 81a"),
)
_A, _B = DeliveryClass.A, DeliveryClass.B
_UNKNOWN = ("SCHEMA_INVALID", "UNKNOWN_REQUEST")
OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation(
            "createOpinionRequest",
            _A,
            record(
                chamber=_chamber,
                kind=one_of(
                    "Art", "Kind", "SELBSTAENDIG_21_1", "FREIBERUF_21_5", "NE_SELBSTAENDIG_21_4", "ANERKENNUNGSSTATUS",
                    "BETRIEB_EXISTENZ",
                ),
                dueDate=day("Frist", "Due date"),
                consentOrLegalBasis=one_of("Grundlage", "Basis", "P21_1_S3", "P21_5_S3", "P81A", "EINWILLIGUNG"),
                person=_PERSON,
                business_=_BUSINESS,
                recognition_=_RECOGNITION,
            ),
            _STATUS,
            "Stellungnahme der Kammer anfordern",
            "Request the chamber's opinion",
            errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE", "NOT_COMPETENT"),
        ),
        Operation(
            "uploadDocument",
            _B,
            record(
                requestId=_request_id,
                chamber_=_chamber,
                type=one_of("Art", "Type", *DOCUMENT_TYPES),
                documentId_=text("Kennung in der Akte", "Identifier in the file of the case", pattern=UUID),
                content_=text("Inhalt (Base64), sonst aus der Akte", "Content (base64), else from the file", longest=15_000_000),
                fileName_=text("Dateiname", "File name", longest=200),
                mimeType_=one_of("Format", "Format", "application/pdf", "image/jpeg", "image/png"),
                sha256_=text("Prüfsumme (SHA-256)", "Checksum (SHA-256)", pattern=r"^[0-9a-f]{64}$"),
            ),
            record(documentId=text("Kennung", "Identifier", pattern=UUID)),
            "Unterlage hochladen",
            "Upload a document",
            errors=(*_UNKNOWN, "TOO_LARGE", "MEDIA_TYPE", "HASH_MISMATCH", "WRONG_STATE"),
        ),
        Operation(
            "getOpinionRequest",
            _A,
            record(requestId=_request_id, chamber_=_chamber),
            _STATUS,
            "Stand der Stellungnahme abrufen",
            "Fetch the state of the opinion",
            errors=_UNKNOWN,
        ),
        Operation(
            "withdrawOpinionRequest",
            _A,
            record(
                requestId=_request_id,
                chamber_=_chamber,
                reason=one_of(
                    "Grund", "Reason", "ANTRAG_ZURUECKGENOMMEN", "NICHT_ERFORDERLICH", "UNZUSTAENDIG", "ABLEHNUNG_ABH",
                    "FEHLERHAFT",
                ),
            ),
            record(state=_state),
            "Anforderung zurückziehen",
            "Withdraw the request",
            errors=(*_UNKNOWN, "WRONG_STATE"),
        ),
        Operation(
            "remind",
            _B,
            record(
                requestId=_request_id,
                chamber_=_chamber,
                level=one_of("Stufe", "Level", 1, 2, 3),
                newDueDate_=day("Neue Frist", "New due date"),
            ),
            record(level=one_of("Stufe", "Level", 1, 2, 3), newDueDate=nullable(day("Neue Frist", "New due date"))),
            "Kammer erinnern",
            "Remind the chamber",
            errors=(*_UNKNOWN, "WRONG_STATE"),
        ),
    )
}  # fmt: skip
MESSAGES = {
    "kammern.opinion": MessageType(
        "kammern.opinion", "requestId", EVENT, "Stellungnahme der Kammer", "Opinion of the chamber"
    )
}
