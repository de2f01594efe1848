"""Examples that the agency accepts, and the personas its simulator plays."""

from __future__ import annotations

import base64
from typing import Any

from ..examples import Example, Persona

#: The smallest thing that is a PDF by its first bytes.
_PDF = base64.b64encode(b"%PDF-1.7\n% Erklaerung zum Beschaeftigungsverhaeltnis\n%%EOF\n").decode()


def _document(number: int, kind: str) -> dict[str, Any]:
    identifier = f"5b0c2f6e-4c1d-4f0a-9f3e-{number:012d}"
    return {"documentId": identifier, "type": kind, "mimeType": "application/pdf", "content": _PDF}


ENGINEER: dict[str, Any] = {
    "procedure": "TITEL_BESCHAEFTIGUNG",
    "occasion": "ERSTERTEILUNG",
    "legalBasis": "18G2",
    "deadlineWeeks": 2,
    "clerk": "Sachgebiet 3",
    "person": {
        "givenNames": "Anjali",
        "familyName": "Mustermann-Rao",
        "birthDate": "1992-05-17",
        "sex": "F",
        "nationality": ["436"],
        "residenceCountry": "436",
        "residenceSince": "2026-09-01",
    },
    "employer": {
        "name": "Beispiel Halbleiter GmbH",
        "address": {"street": "Musterstraße", "houseNo": "12", "plz": "01067", "city": "Dresden", "ags": "14612000"},
        "contact": "Personalabteilung",
        "phone": "+4935100000",
        "email": "personal@halbleiter.example",
        "betriebsnummer": "09912342",
        "foundedWithin24Months": False,
    },
    "job": {
        "start": "2026-12-01",
        "end": "2030-11-30",
        "agencyWork": False,
        "workPlaceType": "BETRIEBSSITZ",
        "title": "Softwareentwicklerin",
        "description": "Entwicklung von Prüfsoftware für Halbleiter",
        "kldb": "43414",
        "isco": "2512",
        "licenceRequired": False,
        "hoursPerWeek": 40,
        "workTimeType": "VOLLZEIT",
        "overtimeObligation": False,
        "vacationDays": 28,
    },
    "pay": {
        "boundByTariff": False,
        "tariffTermsApplied": False,
        "gross": 3900,
        "grossUnit": "MONAT",
        "annualGross": 46800,
        "socialInsuranceDE": True,
    },
    "qualification": [
        {
            "kind": "HOCHSCHULE",
            "name": "Bachelor of Engineering",
            "country": "436",
            "obtainedOn": "2014-06-30",
            "recognised": "JA",
        }
    ],
    "jobWillBePerformed": True,
    "declarationPlace": "Dresden",
    "declarationDate": "2026-10-20",
    "documents": [_document(1, "EZB"), _document(2, "ARBEITSVERTRAG")],
}


def engineer(betriebsnummer: str) -> dict[str, Any]:
    """The engineer's request with another employer: the way to choose a persona."""
    return ENGINEER | {"employer": ENGINEER["employer"] | {"betriebsnummer": betriebsnummer}}


EXAMPLES = (
    Example("submitApprovalRequest", ENGINEER),
    Example("getDecision", {}, after="submitApprovalRequest", take={"baReference": "baReference"}),
    Example(
        "withdrawRequest",
        {"reason": "ANTRAG_ZURUECKGENOMMEN"},
        after="submitApprovalRequest",
        take={"baReference": "baReference"},
    ),
    Example(
        "supplementRequest",
        {"note": "Zusatzblatt nachgereicht", "documents": [_document(3, "ZUSATZBLATT")]},
        after="submitApprovalRequest",
        before=engineer("07213570"),
        minutes=3,
        take={"baReference": "baReference"},
    ),
)
_FIELD = "employer.betriebsnummer"
PERSONAS = (
    Persona(_FIELD, "09912342", "stimmt nach 3 Minuten zu", "approves after 3 minutes"),
    Persona(_FIELD, "08812349", "stimmt mit Beschränkung zu", "approves with restriction (employer, 24 months)"),
    Persona(_FIELD, "07213570", "fordert nach, stimmt nach Ergänzung zu", "asks for more, approves after supplement"),
    Persona(_FIELD, "12345671", "versagt: ungünstige Bedingungen", "refuses: less favourable conditions"),
    Persona(_FIELD, "09555556", "antwortet nie", "never answers: deemed approval"),
    Persona(_FIELD, "55555553", "zweimal TEMPORAER, dann Zustimmung", "TEMPORAER twice, then approval"),
    Persona("job.agencyWork", "true", "versagt: Leiharbeit", "refuses: agency work"),
    Persona(
        "employer.name",
        "UNZUST",
        "erklärt sich für unzuständig, bis der Sitz in Sachsen-Anhalt liegt",
        "fault UNZUSTAENDIG",
    ),
)
#: What the simulator and a configuration for it have in common.
CREDENTIALS = {"password": "ba-simulator", "callback_password": "callback-simulator"}
