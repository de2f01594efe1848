"""Turns the answers of the checklist into the variables of an application, so that the deployed tables decide on them.

No rule of the law is in here: which legal basis, document or fee follows is the tables' business alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .asked import Asked

#: Somebody who asks now does not begin tomorrow; the tables want a first day of work.
_AHEAD = timedelta(days=60)
_KINDS = {"DEGREE": "HOCHSCHULE", "TRAINING": "BERUFSAUSBILDUNG", "EXPERIENCE": "BERUFSERFAHRUNG", "NONE": "KEINE"}
_RECOGNISED = {"GERMAN": "JA", "ANABIN_H_PLUS": "JA", "ZAB": "JA", "EQUIVALENT": "JA", "PARTIAL": "TEILWEISE"}
_HOME = "000"


def as_application(asked: Asked, today: date, sites: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The variables (docs/procedure.md) that the answers stand for on a day; `sites` as `parameter.sites` has them."""
    found: dict[str, Any] = {
        "purpose": asked.purpose,
        "processType": asked.process_type,
        "applicationDate": today.isoformat(),
        "decisionDate": None,
        "applicant": _applicant(asked, today, sites),
        "language": {"german": asked.german, "english": asked.english},
        "experience": _experience(asked),
        "judgement": {},
        "jobOffer": asked.offer,
        "qualification": [_qualification(asked, today)],
        "feeAddOns": [],
    }
    if asked.offer:
        found |= _job(asked, today, sites)
        if asked.level:
            found["judgement"] = {"jobAdequate": asked.level == "DEGREE", "jobQualified": asked.level != "HELPER"}
    if asked.business:
        found["business"] = {
            "name": "",
            "kind": asked.business,
            "crafts": asked.crafts,
            "liberalProfession": asked.liberal_profession or None,
            "licenceRequired": asked.regulated,
        }
    found["study"] = {
        "phd": asked.purpose == "FG4",
        "enrolled": asked.enrolled,
        "fullTime": asked.enrolled,
        "admissionDate": today.isoformat() if asked.enrolled else None,
        "employmentContract": asked.purpose == "FG4" and asked.offer,
        "completed": asked.studies_completed,
        "publicScholarship": asked.public_scholarship,
    }
    found["research"] = {
        "hostingAgreement": asked.hosting_agreement,
        "institutionRecognised": asked.institution_recognised,
    }
    if asked.relation:
        sponsor = {"titleKind": asked.sponsor_title or None, "group": asked.sponsor_group or None}
        found["family"] = {"relation": asked.relation, "unmarried": True, "livingTogether": True, "sponsor": sponsor}
    if asked.title_months is not None:
        found["settlement"] = {
            "titleMonths": asked.title_months,
            "pensionMonths": asked.pension_months,
            "employmentMonths": asked.title_months,
            "germanQualification": asked.qualified_in == _HOME,
        }
    return found


def _applicant(asked: Asked, today: date, sites: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    place = _place(asked, sites)
    return {
        "nationality": [asked.nationality],
        "birthDate": None if asked.age is None else _years_before(today, asked.age).isoformat(),
        "residenceCountry": _HOME if asked.inside else asked.nationality,
        "address": place if asked.inside else {},
        "currentTitle": {"kind": asked.title if asked.inside else "NONE"},
        "entryTitle": asked.title if asked.inside and asked.title.startswith("VISA") else None,
    }


def _job(asked: Asked, today: date, sites: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    start = today + _AHEAD
    months = asked.contract_months
    job = {
        "title": "Stelle",  # a job without any name is none for D2
        "isco": asked.isco or None,
        "kldb": None,
        "start": start.isoformat(),
        "end": None if months is None else (start + timedelta(days=round(months * 30.5))).isoformat(),
        "agencyWork": asked.agency_work,
        "licenceRequired": asked.regulated,
        "category": "REGULAR",
    }
    pay = {} if asked.gross is None else {"annualGross": asked.gross}
    return {"job": job, "pay": pay, "employer": {"address": _place(asked, sites)}}


def _qualification(asked: Asked, today: date) -> dict[str, Any]:
    german = asked.qualified_in == _HOME
    status = "GERMAN" if german else asked.recognition
    since = asked.years_since_degree
    return {
        "kind": _KINDS[asked.qualification],
        "country": asked.qualified_in or None,
        "recognised": _RECOGNISED.get(status, "NEIN"),
        "recognitionStatus": status,
        "obtainedOn": None if since is None else _years_before(today, since).isoformat(),
        "stateRecognised": asked.qualification in ("DEGREE", "TRAINING"),
    }


def _experience(asked: Asked) -> dict[str, Any]:
    years = asked.experience_years
    if years is None:
        return {}
    at_degree_level = years if asked.level == "DEGREE" or asked.isco.startswith(("1", "2")) else 0
    return {
        "degreeLevelYearsLast7": min(at_degree_level, 7),
        "relevantYearsLast5": min(years, 5),
        "relevantYearsLast7": min(years, 7),
    }


def _place(asked: Asked, sites: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    site = next((one for one in sites if one["code"] == asked.site), None)
    return {} if site is None else {"ags": site["ags"], "city": site["name"], "plz": None}


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
