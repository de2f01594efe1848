"""Who takes part: the Federal Employment Agency, the chambers and the bodies that recognise qualifications."""

from __future__ import annotations

from typing import Any

import pytest

from tests.processes.persons import application, chosen, decide

Change = dict[str, Any]
APPROVAL: Change = {"pay.annualGross": 46000}
WITH_TITLE: Change = {**APPROVAL, "applicant.currentTitle": {"kind": "P18B"}, "processType": "VERLAENGERUNG"}


def approval(row: str, *changes: Change) -> tuple[str, int | None]:
    answer = decide("D3_BaApproval", chosen(row, application(*changes)))
    return answer["requirement"], answer["weeks"]


@pytest.mark.parametrize(
    ("row", "change", "requirement", "weeks"),
    [
        ("R01", {}, "NONE", None),
        ("R01", {"judgement": {"wageDoubt": True}}, "OPTIONAL", 2),
        ("R02", APPROVAL, "REQUIRED", 2),
        ("R06", {}, "REQUIRED", 2),
        ("R02", {**APPROVAL, "judgement": {"wageDoubt": True}}, "REQUIRED", 2),
        ("R02", {**APPROVAL, "job.globalConsent": True}, "GLOBAL", None),
        ("R02", {**APPROVAL, "job.agencyWork": True}, "MUST_REFUSE", 2),
        ("R02", {**APPROVAL, "job.illegalRecruitment": True}, "MUST_REFUSE", 2),
        ("R01", {"job.agencyWork": True}, "NONE", None),
        ("R13", {"applicant.nationality": ["368"]}, "REQUIRED_PRIORITY", 2),
        ("R13", {"applicant.nationality": ["368"], "job.sameEmployerConsentMonths": 12}, "REQUIRED", 2),
        ("R13", {"applicant.nationality": ["368"], "job.sameEmployerConsentMonths": 11}, "REQUIRED_PRIORITY", 2),
        ("R44", {"purpose": "FG7"}, "REQUIRED", 1),
        ("R06", {**WITH_TITLE, "stay": {"insuredEmploymentMonths": 24}}, "NONE", None),
        ("R06", {**WITH_TITLE, "stay": {"insuredEmploymentMonths": 23}}, "REQUIRED", 2),
        ("R06", {**WITH_TITLE, "stay": {"permittedMonths": 36}}, "NONE", None),
        ("R06", {**WITH_TITLE, "stay": {"permittedMonths": 12, "studyMonths": 48}}, "NONE", None),
        ("R06", {**WITH_TITLE, "stay": {"permittedMonths": 11, "studyMonths": 60}}, "REQUIRED", 2),
        ("R06", {**WITH_TITLE, "processType": "ZWECKWECHSEL", "stay": {"insuredEmploymentMonths": 24}}, "REQUIRED", 2),
        (
            "R04",
            {
                "pay.annualGross": 46000,
                "processType": "ARBEITGEBERWECHSEL",
                "applicant.currentTitle": {"kind": "P18G", "employmentSince": "2026-05-01"},
            },
            "REQUIRED",
            1,
        ),
        (
            "R35",
            {"purpose": "FG6", "family": {"relation": "SPOUSE", "sponsor": {"group": "FG1"}}, "job.agencyWork": True},
            "NONE",
            None,
        ),
        ("R45", {"visa": {"consentRequested": True}}, "NONE", None),
    ],
)
def test_the_agency_takes_part_where_the_law_asks(
    row: str, change: Change, requirement: str, weeks: int | None
) -> None:
    assert approval(row, change) == (requirement, weeks)


BUSINESS: Change = {"purpose": "FG2", "business": {"kind": "GEWERBE", "crafts": "NONE"}}
CHEMNITZ: Change = {"applicant.address.plz": "09599"}


def bodies(row: str, *changes: Change) -> list[tuple[str, str | None, bool]]:
    person = chosen(row, application(*changes))
    person["site"] = decide("D0_Site", person)
    return [(b["body"], b["chamber"], b["mandatory"]) for b in decide("D4_ChamberOpinion", person)]


@pytest.mark.parametrize(
    ("row", "changes", "expected"),
    [
        ("R29", [BUSINESS], [("IHK", "IHK_DRESDEN", True), ("GEWERBEAMT", None, True)]),
        (
            "R29",
            [BUSINESS, CHEMNITZ, {"business.kind": "HANDWERK", "business.crafts": "HWO_A"}],
            [("HWK", "HWK_CHEMNITZ", True), ("GEWERBEAMT", None, True)],
        ),
        (
            "R29",
            [BUSINESS, {"business.licenceRequired": True}],
            [("IHK", "IHK_DRESDEN", True), ("LIZENZBEHOERDE", None, True), ("GEWERBEAMT", None, True)],
        ),
        ("R29", [BUSINESS, {"business.kind": "LANDWIRTSCHAFT"}], [("LANDWIRTSCHAFT", None, True)]),
        (
            "R33",
            [BUSINESS, {"business.kind": "FREIBERUF", "business.liberalProfession": "CHAMBER"}],
            [("KAMMER_FREI", None, True)],
        ),
        (
            "R33",
            [BUSINESS, {"business.kind": "FREIBERUF", "business.liberalProfession": "NO_CHAMBER"}],
            [("FACHSTELLE", None, False)],
        ),
        (
            "R30",
            [BUSINESS, {"business.treaty": True, "applicant.address.plz": "04109"}],
            [("IHK", "IHK_LEIPZIG", False), ("GEWERBEAMT", None, False)],
        ),
        ("R17", [{"judgement": {"publicInterest": True}}], [("IHK", "IHK_DRESDEN", False)]),
        ("R29", [BUSINESS, {"business.crafts": "HWO_B1"}], [("HWK", "HWK_DRESDEN", True), ("GEWERBEAMT", None, True)]),
        (
            "R29",
            [BUSINESS, {"business.liberalProfession": "CHAMBER"}],
            [("IHK", "IHK_DRESDEN", True), ("GEWERBEAMT", None, True)],
        ),
        (
            "R17",
            [{"judgement": {"publicInterest": True}, "business": {"crafts": "HWO_A"}}],
            [("HWK", "HWK_DRESDEN", False)],
        ),
        ("R01", [{}], []),
        ("R01", [{"business": {"kind": "GEWERBE", "licenceRequired": True}}], []),
        ("R01", [{"business": {"kind": "HANDWERK", "crafts": "HWO_A"}}], []),
        ("R01", [{"business": {"kind": "LANDWIRTSCHAFT"}}], []),
        ("R01", [{"business": {"kind": "FREIBERUF", "liberalProfession": "CHAMBER"}}], []),
        ("R01", [{"business": {"kind": "FREIBERUF", "liberalProfession": "NO_CHAMBER"}}], []),
        ("R35", [{"purpose": "FG6", "family": {"relation": "SPOUSE", "sponsor": {"group": "FG1"}}}], []),
    ],
)
def test_chambers_are_heard_on_self_employment_only(
    row: str, changes: list[Change], expected: list[tuple[str, str | None, bool]]
) -> None:
    assert bodies(row, *changes) == expected


VOCATION: Change = {"job.kldb": "26302", "job.isco": "7412"}


def proof(need: str, *changes: Change, row: str = "R07") -> tuple[str, str | None, bool]:
    person = application(VOCATION, {"qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "432"}]}, *changes)
    person["legal"] = {"row": row, "recognition": need}
    person["site"] = {"chamberNames": {"hwk": "HWK Dresden"}}
    answer = decide("D5_Recognition", person)
    return answer["requirement"], answer["body"], answer["pause"]


@pytest.mark.parametrize(
    ("need", "change", "requirement", "body", "pause"),
    [
        ("NONE", {}, "NONE", None, False),
        ("VOCATIONAL", {"recognition": {"occupation": "IHK"}}, "EQUIVALENCE", "IHK FOSA Nürnberg", True),
        ("VOCATIONAL", {"recognition": {"occupation": "HWK"}}, "EQUIVALENCE", "HWK Dresden", True),
        ("VOCATIONAL", {}, "MANUAL", None, False),
        ("VOCATIONAL", {"qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "000"}]}, "NONE", None, False),
        ("VOCATIONAL", {"qualification": [{"kind": "BERUFSAUSBILDUNG", "recognised": "JA"}]}, "FULFILLED", None, False),
        (
            "VOCATIONAL",
            {"qualification": [{"kind": "BERUFSAUSBILDUNG", "recognised": "TEILWEISE"}]},
            "PARTIAL",
            None,
            False,
        ),
        ("DEGREE", {"qualification": [{"kind": "HOCHSCHULE", "country": "436"}]}, "ZAB", "ZAB", True),
        (
            "DEGREE",
            {"qualification": [{"kind": "HOCHSCHULE", "country": "436", "recognitionStatus": "ANABIN_H_PLUS"}]},
            "FULFILLED",
            None,
            False,
        ),
        ("CONFIRMATION", {}, "CONFIRMATION", "ZAB", True),
        ("VOCATIONAL", {"job.licenceStatus": "GRANTED"}, "MANUAL", None, False),
        (
            "DEGREE",
            {"qualification": [{"kind": "HOCHSCHULE"}], "recognition": {"occupation": "IHK"}},
            "EQUIVALENCE",
            "IHK FOSA Nürnberg",
            True,
        ),
        ("DEGREE", {"job.licenceRequired": True}, "LICENCE", "Landesdirektion Sachsen / LaSuB", True),
        ("DEGREE", {"job.licenceRequired": True, "job.licenceStatus": "PROMISED"}, "FULFILLED", None, False),
    ],
)
def test_the_proof_of_the_qualification_follows_its_kind(
    need: str, change: Change, requirement: str, body: str | None, pause: bool
) -> None:
    assert proof(need, change) == (requirement, body, pause)


@pytest.mark.parametrize(("row", "receipt", "decision"), [("R07", "P1M", "P3M"), ("R44", "P2W", "P2M")])
def test_the_fast_track_shortens_the_recognition(row: str, receipt: str, decision: str) -> None:
    person = application({"qualification": [{"kind": "BERUFSAUSBILDUNG"}], "recognition": {"occupation": "IHK"}})
    answer = decide("D5_Recognition", {**person, "legal": {"row": row, "recognition": "VOCATIONAL"}})
    assert (answer["receiptPeriod"], answer["decisionPeriod"]) == (receipt, decision)
