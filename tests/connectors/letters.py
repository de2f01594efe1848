"""The Bundesagentur's own letters, and what a process would give so that they come out."""

from __future__ import annotations

import base64
import copy
from collections.abc import Mapping
from typing import Any

from lxml import etree

from connectors.registry import discover

CONTRACT = discover()["bundesagentur"].folder / "contract"
SAMPLES = CONTRACT / "samples"
WSDL = CONTRACT / "ba-arbeitsmarktzulassung.wsdl"
BA = "{urn:akzess:ba:amz:1}"
KEY = "7f1d2c3b-0a4e-4b5c-8d6f-1a2b3c4d5e6f"
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"ba:callback-simulator").decode()}
#: What a process would give so that the agency's own sample of a request comes out.
SAMPLE_INPUT: dict[str, Any] = {
    "procedure": "TITEL_BESCHAEFTIGUNG",
    "occasion": "ERSTERTEILUNG",
    "legalBasis": "18B/BESCHV-2a-1",
    "deadlineWeeks": 2.0,
    "clerk": "Sachgebiet 3",
    "clerkPhone": "+493514880000",
    "person": {
        "givenNames": "Ana Sofía",
        "familyName": "Beispiel d'Ávila",
        "birthDate": "1990-02-28",
        "sex": "F",
        "nationality": ["353", "327"],
        "residenceCountry": "353",
        "residenceSince": "1990-02-28",
        "azrNumber": "261012345678",
    },
    "employer": {
        "name": "Muster Maschinenbau AG",
        "address": {
            "street": "Industriestraße",
            "houseNo": "5 a",
            "plz": "09599",
            "city": "Freiberg",
            "ags": "14522180",
        },
        "contact": "Personalbüro",
        "phone": "+49373100000",
        "email": "personal@maschinenbau.example",
        "betriebsnummer": "08812349",
        "foundedWithin24Months": False,
    },
    "job": {
        "start": "2026-12-01",
        "end": "2028-11-30",
        "agencyWork": False,
        "workPlaceType": "ABWEICHEND",
        "workPlace": {"street": "Am Werk", "houseNo": None, "plz": "09111", "city": "Chemnitz"},
        "title": "Konstruktionsingenieurin",
        "description": "Konstruktion von Getrieben",
        "kldb": "27284",
        "isco": "2144",
        "licenceRequired": True,
        "licenceName": "Ingenieurkammer",
        "hoursPerWeek": 38.5,
        "workTimeType": "VOLLZEIT",
        "overtimeObligation": True,
        "overtimeHoursPerMonth": 6.5,
        "overtimeCompensation": "FREIZEIT",
        "vacationDays": 30,
    },
    "pay": {
        "boundByTariff": True,
        "tariffTermsApplied": True,
        "tariffName": "Metall Sachsen",
        "payGroup": "EG 11",
        "gross": 4512.34,
        "grossUnit": "MONAT",
        "annualGross": 54148.08,
        "benefitInKind": "Jobticket",
        "benefitValue": 49,
        "variablePay": "Prämie",
        "variableValue": 1200.5,
        "socialInsuranceDE": True,
        "remarks": "13. Monatsgehalt nicht enthalten",
    },
    "qualification": [
        {
            "kind": "HOCHSCHULE",
            "name": "Ingeniera mecánica",
            "country": "353",
            "obtainedOn": "2013-07-01",
            "recognised": "TEILWEISE",
            "proofDocumentId": "5b0c2f6e-4c1d-4f0a-9f3e-000000000001",
        },
        {"kind": "BERUFSERFAHRUNG"},
    ],
    "jobWillBePerformed": True,
    "declarationPlace": "Freiberg",
    "declarationDate": "2026-10-19",
    "documents": [
        {
            "documentId": "5b0c2f6e-4c1d-4f0a-9f3e-000000000001",
            "type": "EZB",
            "mimeType": "application/pdf",
            "content": base64.b64encode(b"%PDF-1.7\n% EzB\n%%EOF\n").decode(),
        }
    ],
}


def changed(given: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of an input with one entry replaced; `path` with dots, numbers for lists."""
    result = copy.deepcopy(dict(given))
    place: Any = result
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return result


def values(element: etree._Element) -> list[tuple[str, str]]:
    """Every element of a message with its text, in order, whatever the prefixes and spaces."""
    return [(str(etree.QName(node).localname), (node.text or "").strip()) for node in element.iter(etree.Element)]


def body(envelope: bytes) -> etree._Element:
    root = etree.fromstring(envelope, etree.XMLParser(remove_comments=True))
    return next(root.iterchildren("{*}Body"))[0]
