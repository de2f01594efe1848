"""Examples that the chambers accept, and the personas their simulator plays."""

from __future__ import annotations

import base64
from typing import Any

from ..examples import Example, Persona

_PDF = base64.b64encode(b"%PDF-1.7\n% Geschaeftsplan\n%%EOF\n").decode()
_AGAIN = {"requestId": "requestId"}

FOUNDER: dict[str, Any] = {
    "chamber": "IHK_DRESDEN",
    "kind": "SELBSTAENDIG_21_1",
    "dueDate": "2026-11-11",
    "consentOrLegalBasis": "P21_1_S3",
    "person": {
        "givenNames": "Linh",
        "familyName": "Muster-Tran",
        "birthDate": "1988-03-02",
        "nationality": "432",
        "currentTitle": "18B",
    },
    "business": {
        "name": "Beispiel Feinkost",
        "legalForm": "EINZEL",
        "activity": "Einzelhandel mit Lebensmitteln",
        "wz2008": "47.2",
        "crafts": "NONE",
        "locationAgs": "14612000",
        "plannedStart": "2027-01-02",
        "equity": 25000,
        "loanCommitment": 10000.5,
        "jobsPlanned": 2,
        "licenceRequired": False,
    },
}


def founder(activity: str) -> dict[str, Any]:
    """The founder's request with another activity: the way to choose a persona."""
    return FOUNDER | {"business": FOUNDER["business"] | {"activity": activity}}


EXAMPLES = (
    Example("createOpinionRequest", FOUNDER),
    Example("getOpinionRequest", {}, after="createOpinionRequest", take=_AGAIN),
    Example(
        "uploadDocument",
        {"type": "BUSINESSPLAN", "content": _PDF, "fileName": "plan.pdf"},
        after="createOpinionRequest",
        take=_AGAIN,
    ),
    Example("remind", {"level": 1, "newDueDate": "2026-11-18"}, after="createOpinionRequest", take=_AGAIN),
    Example(
        "withdrawOpinionRequest",
        {"reason": "ANTRAG_ZURUECKGENOMMEN"},
        after="createOpinionRequest",
        take=_AGAIN,
    ),
)
_FIELD = "business.activity"
PERSONAS = (
    Persona(_FIELD, "UNZUST", "nicht zuständig, nennt die andere Kammer", "not competent, names the other chamber"),
    Persona(_FIELD, "NACHF", "fordert nach, antwortet nach dem Hochladen", "asks for more, answers after an upload"),
    Persona(_FIELD, "NEG", "negative Stellungnahme", "negative opinion"),
    Persona(_FIELD, "SCHWEIG", "antwortet nie", "never answers"),
    Persona(_FIELD, "", "positive Stellungnahme nach 2 Minuten", "positive opinion after 2 minutes"),
)
CREDENTIALS = {"client_secret": "kammern-simulator", "webhook_secret": "kammern-webhook"}
