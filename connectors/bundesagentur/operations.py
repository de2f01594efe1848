"""The types of what the Bundesagentur für Arbeit does for us: inputs, outputs and its one message."""

from __future__ import annotations

from typing import Any

from ..base import DeliveryClass, MessageType, Operation
from ..schema import DATE, UUID, day, flag, integer, many, moment, nullable, number, one_of, record, text

NAME = "bundesagentur"
STATUSES = (
    "EINGEGANGEN", "IN_PRUEFUNG", "NACHFORDERUNG", "ZUGESTIMMT", "ZUGESTIMMT_MIT_BESCHRAENKUNG", "VERSAGT",
    "ZUSTIMMUNGSFREI", "ZURUECKGENOMMEN_ABH", "WIDERRUFEN",
)  # fmt: skip
LEGAL_BASIS = (
    r"^(16A|16D3|16D4|18A|18B|18G1S2|18G2|18G4|19|19B|19C1|19C2|19C3|20A5)(/BESCHV-[0-9]{1,2}[a-d]?(-[1-9])?)?$"
)
AGS = r"^(0[1-9]|1[0-6])[0-9]{6}$"
COUNTRY = r"^[0-9]{3}$"

_status = one_of("Status", "Status", *STATUSES)
_reference = text("Aktenzeichen der BA", "Reference of the agency")
_address = record(
    "Anschrift",
    "Address",
    street=text("Straße", "Street"),
    houseNo_=text("Hausnummer", "House number"),
    plz=text("Postleitzahl", "Postcode", pattern=r"^[0-9]{5}$"),
    city=text("Ort", "Town"),
    ags_=text("Amtlicher Gemeindeschlüssel", "Municipal key", pattern=AGS),
)
_country = text("Staat (DESTATIS)", "Country (DESTATIS key)", pattern=COUNTRY)
_person = record(
    "Ausländische Person",
    "Foreign national",
    givenNames=text("Vornamen", "Given names"),
    familyName=text("Familienname", "Family name"),
    birthDate=day("Geburtsdatum", "Date of birth"),
    sex=one_of("Geschlecht", "Sex", "M", "F", "X"),
    nationality={
        "anyOf": [_country, many(_country, "", "", least=1, most=3)],
        "title": "Staatsangehörigkeit",
        "x-title-en": "Nationality",
    },
    residenceCountry=_country,
    residenceSince_=day("Wohnhaft seit", "Resident since"),
    azrNumber_=text("AZR-Nummer", "Number in the Central Register", pattern=r"^[0-9]{12}$"),
)
_employer = record(
    "Arbeitgeber",
    "Employer",
    name=text("Firma", "Company"),
    address=_address,
    contact=text("Ansprechperson", "Contact person"),
    phone=text("Telefon", "Phone"),
    email_=text("E-Mail", "E-mail"),
    betriebsnummer=text("Betriebsnummer", "Establishment number", pattern=r"^[0-9]{8}$"),
    foundedWithin24Months=flag("In den letzten 24 Monaten gegründet", "Founded in the last 24 months"),
)
_job = record(
    "Beschäftigung",
    "Employment",
    start=day("Beginn", "Start"),
    end_=day("Ende", "End"),
    agencyWork=flag("Arbeitnehmerüberlassung", "Hired out to third parties"),
    workPlaceType=one_of("Arbeitsort", "Place of work", "BETRIEBSSITZ", "WECHSELND", "ABWEICHEND"),
    workPlace_=_address,
    title=text("Berufsbezeichnung", "Job title"),
    description=text("Tätigkeit", "Tasks"),
    kldb_=text("KldB 2010", "German classification of occupations", pattern=r"^[0-9]{4}[1-4]$"),
    isco_=text("ISCO-08", "ISCO-08", pattern=r"^[0-9]{4}$"),
    licenceRequired=flag("Berufserlaubnis nötig", "Licence required"),
    licenceName_=text("Welche Erlaubnis", "Which licence"),
    hoursPerWeek=number("Wochenstunden", "Hours per week", exclusiveMinimum=0, maximum=60),
    workTimeType=one_of("Arbeitszeit", "Working time", "VOLLZEIT", "TEILZEIT", "GERINGFUEGIG"),
    overtimeObligation=flag("Verpflichtung zu Überstunden", "Obliged to work overtime"),
    overtimeHoursPerMonth_=number("Überstunden im Monat", "Overtime per month", minimum=0),
    overtimeCompensation_=one_of("Ausgleich", "Compensation", "FREIZEIT", "ENTGELT", "KEIN_AUSGLEICH"),
    vacationDays=integer("Urlaubstage", "Days of leave", minimum=0, maximum=255),
)
_pay = record(
    "Entgelt",
    "Pay",
    boundByTariff=flag("Tarifgebunden", "Bound by collective agreement"),
    tariffTermsApplied=flag("Tarifbedingungen gelten", "Collective terms apply"),
    tariffName_=text("Tarifvertrag", "Collective agreement"),
    payGroup_=text("Entgeltgruppe", "Pay group"),
    gross=number("Bruttoentgelt (EUR)", "Gross pay (EUR)", minimum=0),
    grossUnit=one_of("je", "per", "STUNDE", "MONAT"),
    annualGross=number("Jahresbrutto (EUR)", "Gross per year (EUR)", minimum=0),
    benefitInKind_=text("Sachbezug", "Benefit in kind"),
    benefitValue_=number("Wert des Sachbezugs (EUR)", "Value of the benefit (EUR)", minimum=0),
    variablePay_=text("Variables Entgelt", "Variable pay"),
    variableValue_=number("Höhe variabel (EUR)", "Variable amount (EUR)", minimum=0),
    socialInsuranceDE=flag("Sozialversichert in Deutschland", "Social insurance in Germany"),
    socialInsuranceReason_=text("Wenn nein: Grund", "If not: reason"),
    remarks_=text("Ergänzungen", "Remarks"),
)
_qualification = record(
    "Qualifikation",
    "Qualification",
    kind=one_of("Art", "Kind", "KEINE", "HOCHSCHULE", "TERTIAER", "BERUFSAUSBILDUNG", "SONSTIGE", "BERUFSERFAHRUNG"),
    name_=text("Bezeichnung", "Name"),
    country_=_country,
    obtainedOn_=day("Erworben am", "Obtained on"),
    recognised_=one_of("Anerkannt", "Recognised", "JA", "NEIN", "TEILWEISE"),
    proofDocumentId_=text("Nachweis", "Proof", pattern=UUID),
)
_document = record(
    "Unterlage",
    "Document",
    documentId=text("Kennung", "Identifier", pattern=UUID),
    type=one_of(
        "Art", "Type", "EZB", "ZUSATZBLATT", "ARBEITSVERTRAG", "QUALIFIKATION", "ANERKENNUNG", "BERUFSERLAUBNIS",
        "SONSTIGES",
    ),
    mimeType=one_of("Format", "Format", "application/pdf", "image/jpeg", "image/png", "image/bmp"),
    sha256_=text("Prüfsumme (SHA-256)", "Checksum (SHA-256)", pattern=r"^[0-9a-f]{64}$"),
    content=text("Inhalt (Base64)", "Content (base64)", longest=15_000_000),
)  # fmt: skip
_documents = many(_document, "Unterlagen", "Documents", least=1, most=20)
_restriction = record(
    "Beschränkung (§ 34 BeschV)",
    "Restriction (section 34 BeschV)",
    **{
        name: nullable(text(de, en))
        for name, de, en in (
            ("validFrom", "gilt ab", "valid from"),
            ("validTo", "gilt bis", "valid to"),
            ("establishment", "Betrieb", "Establishment"),
            ("occupation", "Beruf", "Occupation"),
            ("employer", "Arbeitgeber", "Employer"),
            ("region", "Bezirk", "Region"),
            ("workingTime", "Arbeitszeit", "Working time"),
        )
    },
)
DECISION = record(
    "Entscheidung der BA",
    "Decision of the agency",
    requestMessageId=text("Nachricht der Anfrage", "Message of the request", pattern=UUID),
    baReference=_reference,
    caseRef=text("Aktenzeichen der ABH", "Our case reference"),
    status=_status,
    statusAt=moment("Stand vom", "As of"),
    legalBasis=nullable(text("Rechtsgrundlage", "Legal basis")),
    priorityCheckDone=nullable(flag("Vorrangprüfung erfolgt", "Priority check done")),
    restriction=nullable(_restriction),
    refusalCode=many(text("Versagungsgrund", "Ground of refusal"), "Versagungsgründe", "Grounds of refusal", most=5),
    reason=nullable(text("Begründung", "Reason")),
    missingItem=many(text("fehlt", "missing"), "Fehlende Angaben", "Missing items", most=20),
    employerAskedOn=nullable(day("Arbeitgeber befragt am", "Employer asked on")),
    employerDeadline=nullable(day("Frist des Arbeitgebers", "Employer's deadline")),
)
_FAULTS = ("SCHEMA_INVALID",)
_FAULTS_SUBMIT = (
    "PLAUSI_BETRIEBSNUMMER", "PLAUSI_STAAT_NICHT_DRITTSTAAT", "PLAUSI_DATUM", "ANHANG_FEHLT", "ANHANG_TYP",
    "ANHANG_GROESSE", "DUBLETTE", "UNZUSTAENDIG",
)  # fmt: skip
_FAULTS_REFERENCE = ("UNBEKANNTE_REFERENZ",)


def _operation(name: str, de: str, en: str, given: Any, result: Any, errors: tuple[str, ...]) -> Operation:
    # All four are class A: the agency recognises a repeated message by its messageId, which is our key.
    return Operation(name, DeliveryClass.A, given, result, de, en, errors=_FAULTS + errors)


_clerk = {"clerk_": text("Sachbearbeitung", "Clerk"), "clerkPhone_": text("Telefon", "Phone of the clerk")}
OPERATIONS = {
    operation.name: operation
    for operation in (
        _operation(
            "submitApprovalRequest",
            "Zustimmung der BA anfragen",
            "Request the agency's approval",
            record(
                procedure=one_of(
                    "Verfahren", "Procedure", "TITEL_BESCHAEFTIGUNG", "AE_BESCHAEFTIGUNG_NICHT_ERLAUBT",
                    "DULDUNG_GESTATTUNG", "VORABZUSTIMMUNG", "FACHKRAEFTEVERFAHREN_81A",
                ),
                occasion=one_of("Anlass", "Occasion", "ERSTERTEILUNG", "VERLAENGERUNG", "ARBEITGEBERWECHSEL"),
                legalBasis=text("Rechtsgrundlage", "Legal basis", pattern=LEGAL_BASIS),
                deadlineWeeks=one_of("Frist (Wochen)", "Period (weeks)", 1, 2),
                person=_person,
                employer=_employer,
                job=_job,
                pay=_pay,
                qualification=many(_qualification, "Qualifikationen", "Qualifications", least=1, most=5),
                jobWillBePerformed=flag("Beschäftigung wird ausgeübt", "The job will be performed"),
                declarationPlace=text("Ort der Erklärung", "Place of the declaration"),
                declarationDate=day("Datum der Erklärung", "Date of the declaration"),
                documents=_documents,
                **_clerk,
            ),
            record(
                requestMessageId=text("Nachricht der Anfrage", "Message of the request", pattern=UUID),
                baReference=_reference,
                receivedAt=moment("Eingang bei der BA", "Received by the agency"),
                fictionDate=text("Zustimmungsfiktion am", "Deemed approval on", pattern=DATE),
                amzTeam=text("Zuständiges Team", "Competent team"),
            ),
            _FAULTS_SUBMIT,
        ),
        _operation(
            "getDecision",
            "Entscheidung der BA abrufen",
            "Fetch the agency's decision",
            record(baReference=_reference, **_clerk),
            DECISION,
            _FAULTS_REFERENCE,
        ),
        _operation(
            "supplementRequest",
            "Unterlagen nachreichen",
            "Supplement the request",
            record(baReference=_reference, note_=text("Hinweis", "Note"), documents=_documents, **_clerk),
            record(
                receivedAt=moment("Eingang bei der BA", "Received by the agency"),
                fictionDate=nullable(text("Zustimmungsfiktion am", "Deemed approval on", pattern=DATE)),
            ),
            (*_FAULTS_REFERENCE, "STATUS_UNZULAESSIG", "ANHANG_FEHLT", "ANHANG_TYP", "ANHANG_GROESSE", "DUBLETTE"),
        ),
        _operation(
            "withdrawRequest",
            "Anfrage zurücknehmen",
            "Withdraw the request",
            record(
                baReference=_reference,
                reason=one_of(
                    "Grund", "Reason", "ANTRAG_ZURUECKGENOMMEN", "ZUSTIMMUNGSFREI", "UNZUSTAENDIG", "ABLEHNUNG_ABH",
                    "FEHLERHAFT",
                ),
                **_clerk,
            ),
            record(status=_status),
            (*_FAULTS_REFERENCE, "STATUS_UNZULAESSIG"),
        ),
    )
}  # fmt: skip
MESSAGES = {
    "bundesagentur.decision": MessageType(
        "bundesagentur.decision", "requestMessageId", DECISION, "Entscheidung der BA", "Decision of the agency"
    )
}
